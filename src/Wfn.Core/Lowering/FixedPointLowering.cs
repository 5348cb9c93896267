using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Lowering.Rules;
using Wfn.Numerics;

namespace Wfn.Lowering;

/// <summary>Works out every integer of fixed point once: from an artifact with activation formats to a <see cref="FixedPointNetwork"/>.</summary>
public static class FixedPointLowering
{
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

        var network = Lower(new GraphIndex(artifact.Graph), ParameterSource.Of(artifact), artifact.ActivationFormats);
        OverflowProof.Check(network);
        return network;
    }

    /// <summary>Lowers without asking for the overflow proof.</summary>
    internal static FixedPointNetwork Lower(GraphIndex index, ParameterSource parameters, IEnumerable<ActivationFormat> formats)
    {
        var graph = index.Graph;
        var context = new LoweringContext(index, parameters, Formats(graph, formats));
        foreach (var input in graph.Inputs)
        {
            context.AddTensor(input.Name);
        }

        foreach (var node in graph.Nodes)
        {
            context.Operations.Add(Lower(node, context));
            context.AddTensor(node.Output);
        }

        return ClampFusion.Apply(new FixedPointNetwork
        {
            Tensors = context.Tensors.ToEquatableArray(),
            Inputs = graph.Inputs.Select(i => i.Name).ToEquatableArray(),
            Outputs = graph.Outputs.Select(o => o.Name).ToEquatableArray(),
            Operations = context.Operations.ToEquatableArray(),
        });
    }

    private static FixedPointOperation Lower(Node node, LoweringContext context) => node switch
    {
        ConvolutionNode convolution => ConvolutionRule.Lower(convolution, context),
        LinearNode linear => LinearRule.Lower(linear, context),
        MatrixProductNode matrixProduct => MatrixProductRule.Lower(matrixProduct, context),
        BatchNormNode batchNorm => BatchNormRule.Lower(batchNorm, context),
        BinaryNode binary => BinaryRule.Lower(binary, context),
        ReluNode => ClampRule.Lower(node, 0, float.PositiveInfinity, context),
        ClipNode clip => ClampRule.Lower(node, clip.Minimum, clip.Maximum, context),
        SigmoidNode sigmoid => SigmoidRule.Lower(sigmoid, context),
        SoftmaxNode softmax => SoftmaxRule.Lower(softmax, context),
        MaxPoolNode maxPool => MaxPoolRule.Lower(maxPool, context),
        AveragePoolNode averagePool => AveragePoolRule.Lower(averagePool, context),
        GlobalAveragePoolNode globalPool => AveragePoolRule.Lower(globalPool, context),
        ReshapeNode reshape => ReshapeRule.Lower(reshape, context),
        TransposeNode transpose => TransposeRule.Lower(transpose, context),
        SliceNode slice => SliceRule.Lower(slice, context),
        PadNode pad => PadRule.Lower(pad, context),
        ConcatNode concat => ConcatRule.Lower(concat, context),
        _ => throw new WfnException(
            DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(node.Name)}: {node.GetType().Name} has no fixed-point form"),
    };

    private static Dictionary<string, FixedPointFormat> Formats(NetworkGraph graph, IEnumerable<ActivationFormat> given)
    {
        var formats = new Dictionary<string, FixedPointFormat>(StringComparer.Ordinal);
        foreach (var entry in given)
        {
            var format = entry.Format;
            var mostBits = format.IsSigned ? Limits.FormatBits : Limits.FormatBits - 1;
            if (format.Bits < 1 || format.Bits > mostBits || Math.Abs((long)format.FractionBits) > Limits.FractionBits)
            {
                throw new WfnException(
                    DiagnosticCodes.CorruptedArtifact,
                    $"activation {DataName.Quote(entry.Value)} has a format of {format.Bits} bits and {format.FractionBits} fraction bits; "
                        + $"1 to {mostBits} bits and -{Limits.FractionBits} to {Limits.FractionBits} fraction bits are possible");
            }

            formats[entry.Value] = format;
        }

        foreach (var name in graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.Select(n => n.Output)))
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
