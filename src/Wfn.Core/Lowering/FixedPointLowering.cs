using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Lowering;

/// <summary>Works out every integer of fixed point once: from an artifact with activation formats to a <see cref="FixedPointNetwork"/>.</summary>
public static class FixedPointLowering
{
    /// <summary>The nodes of a calibrated artifact that have no integer form, and so run in float32; none where it has no formats.</summary>
    /// <exception cref="WfnException">A format is missing or makes no sense (WFN2001).</exception>
    public static IReadOnlyList<Node> Float32Nodes(WfnArtifact artifact) => artifact.ActivationFormats.IsEmpty
        ? []
        : [.. LowerUnproved(artifact).Operations.OfType<Float32Operation>().Select(operation => operation.Node)];

    /// <summary>Lowers a calibrated artifact; its accumulators are proved to fit 32 bits.</summary>
    /// <exception cref="WfnException">
    /// The artifact has no formats (WFN4002), one is missing or makes no sense (WFN2001), or a sum may exceed 32 bits (WFN4001).
    /// </exception>
    public static FixedPointNetwork Lower(WfnArtifact artifact)
    {
        if (artifact.ActivationFormats.IsEmpty)
        {
            throw new WfnException(
                DiagnosticCodes.NotCalibrated, "the artifact has no activation formats; compress with calibration data to get fixed point");
        }

        var network = LowerUnproved(artifact);
        OverflowProof.Check(network);
        return network;
    }

    /// <summary>Lowers the network of one sample without asking for the overflow proof.</summary>
    internal static FixedPointNetwork Lower(GraphIndex index, ParameterSource parameters, IEnumerable<ActivationFormat> formats)
    {
        var graph = index.Graph;
        var context = new LoweringContext(index, parameters, Formats(index, formats));
        foreach (var input in graph.Inputs)
        {
            context.AddTensor(input.Name);
        }

        foreach (var node in graph.Nodes)
        {
            context.Operations.Add(OperatorDefinition.Of(node).Lower(node, context) ?? InFloat32(node, index));
            foreach (var output in node.OutputNames)
            {
                context.AddTensor(output);
            }
        }

        return RedundantClampRemoval.Apply(new FixedPointNetwork
        {
            Tensors = context.Tensors.ToEquatableArray(),
            Inputs = graph.Inputs.Select(i => i.Name).ToEquatableArray(),
            Outputs = graph.Outputs.Select(o => o.Name).ToEquatableArray(),
            Operations = context.Operations.ToEquatableArray(),
        });
    }

    private static FixedPointNetwork LowerUnproved(WfnArtifact artifact) => Lower(
        new GraphIndex(SampleForm.Of(artifact.Graph)),
        ParameterSource.Of(artifact.Codebook, artifact.Tensors.Select(tensor => (tensor.Parameter, tensor.Indices))),
        artifact.ActivationFormats);

    private static Float32Operation InFloat32(Node node, GraphIndex index) => new()
    {
        Name = node.Name,
        Inputs = index.ActivationsOf(node).Distinct().ToEquatableArray(),
        Output = node.OutputNames.First(),
        Node = node,
        Parameters = node.InputNames.Select(index.FindParameter).OfType<Parameter>().Distinct().ToEquatableArray(),
    };

    private static Dictionary<string, FixedPointFormat> Formats(GraphIndex index, IEnumerable<ActivationFormat> given)
    {
        var formats = new Dictionary<string, FixedPointFormat>(StringComparer.Ordinal);
        foreach (var entry in given)
        {
            var format = entry.Format;
            if (format.Bits < 1 || format.Bits > Limits.FormatBits - (format.IsSigned ? 0 : 1) || Math.Abs((long)format.FractionBits) > Limits.FractionBits)
            {
                throw new WfnException(
                    DiagnosticCodes.CorruptedArtifact,
                    $"activation {DataName.Quote(entry.Value)} has a format of {format.Bits} bits and {format.FractionBits} fraction bits; "
                        + $"1 to {Limits.FormatBits} bits (one less when unsigned) and -{Limits.FractionBits} to {Limits.FractionBits} fraction bits are possible");
            }

            formats[entry.Value] = format;
        }

        foreach (var name in index.Activations)
        {
            if (!formats.ContainsKey(name))
            {
                throw new WfnException(
                    DiagnosticCodes.CorruptedArtifact, $"activation {DataName.Quote(name)} has no format, though others have");
            }
        }

        return formats;
    }
}
