using System.Numerics;
using Google.Protobuf;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using Wfn.Numerics;
using Wfn.Tool.Export.Onnx.Forms;

namespace Wfn.Tool.Export.Onnx;

/// <summary>An artifact as an ONNX model with the fixed weights: as float32, as a codebook with an index for each weight, or quantised.</summary>
internal static class OnnxExporter
{
    private const int Opset = 19;
    private const int IrVersion = 9;

    // The first whose QuantizeLinear has 16 bits.
    private const int WideOpset = 21;
    private const int WideIrVersion = 10;
    private const string CodebookName = "wfn.export/codebook";
    private const int Int32 = (int)TensorProto.Types.DataType.Int32;

    /// <summary>The model's bytes.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="weights">How it holds weights and activations.</param>
    /// <param name="path">The artifact's path, for messages.</param>
    /// <exception cref="WfnException">
    /// A node has no form in ONNX here (WFN1003), or there are no formats to quantise activations by (WFN3004).
    /// </exception>
    public static byte[] Export(WfnArtifact artifact, OnnxWeights weights, string path)
    {
        if (weights == OnnxWeights.Quantized && artifact.ActivationFormats.IsEmpty)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                "the artifact has no activation formats, which a quantised model needs; compress with --calibration, or choose another --format",
                path);
        }

        var graph = artifact.Graph;
        var proto = new GraphProto { Name = graph.Name.Length > 0 ? graph.Name : "graph" };
        proto.Input.AddRange(graph.Inputs.Select(i => Port(i.Name, i.Shape)));
        var shapes = ShapeInference.Infer(graph);
        proto.Output.AddRange(graph.Outputs.Select(o => Port(o.Name, shapes[o.Name])));
        var writer = new OnnxWriter(proto, graph.Parameters);
        Parameters(artifact, writer, weights);
        foreach (var node in graph.Nodes)
        {
            if (!OnnxForms.Write(node, shapes, writer))
            {
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator,
                    $"node {DataName.Quote(node.Name)} ({node.Signature.Kind}) has no form that export writes; the original's file keeps its operators, and "
                        + "'--format safetensors' writes the fixed weights",
                    path);
            }
        }

        if (weights == OnnxWeights.Quantized)
        {
            QuantizedActivations.Add(proto, artifact.ActivationFormats);
        }

        GivenTypes.Add(proto, graph);

        var isWide = weights == OnnxWeights.Quantized;
        var model = new ModelProto { IrVersion = isWide ? WideIrVersion : IrVersion, Graph = proto };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = isWide ? WideOpset : Opset });
        return model.ToByteArray();
    }

    private static void Parameters(WfnArtifact artifact, OnnxWriter writer, OnnxWeights weights)
    {
        var indices = weights != OnnxWeights.Float32 ? artifact.Tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal) : [];
        var codebook = artifact.Codebook;
        if (indices.Count > 0 && weights == OnnxWeights.Codebook)
        {
            writer.Floats(CodebookName, [codebook.Count], [.. Enumerable.Range(0, codebook.Count).Select(codebook.Value)]);
        }

        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (indices.TryGetValue(parameter.Name, out var index) && weights == OnnxWeights.Quantized)
            {
                Integers(parameter, index.AsSpan(), codebook, writer);
            }
            else if (indices.ContainsKey(parameter.Name))
            {
                var stored = writer.Indices(parameter.Name + ".indices", parameter.Shape.Dimensions, index.AsSpan(), codebook.Count <= byte.MaxValue + 1);
                writer.Node("Gather", [CodebookName, writer.Value("Cast", [stored], OnnxWriter.Attribute("to", Int32))], parameter.Name);
            }
            else
            {
                writer.Floats(parameter.Name, parameter.Shape.Dimensions, parameter.Values.AsSpan());
            }
        }
    }

    // Mantissas without the factor of two that all of them have; where 16 bits do not hold them, numbers as they are.
    private static void Integers(Parameter parameter, ReadOnlySpan<ushort> indices, Codebook codebook, OnnxWriter writer)
    {
        var mantissas = new int[indices.Length];
        var bits = 0;
        for (var i = 0; i < mantissas.Length; i++)
        {
            mantissas[i] = codebook.Mantissas[indices[i]];
            bits |= mantissas[i];
        }

        var shift = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
        var most = mantissas.Max(mantissa => Math.Abs((mantissa >> shift) + 0.5));
        if (most > short.MaxValue + 1 || parameter.Role != ParameterRole.Weight)
        {
            writer.Floats(parameter.Name, parameter.Shape.Dimensions, parameter.Values.AsSpan());
            return;
        }

        var stored = writer.Integers(
            parameter.Name + ".integers", parameter.Shape.Dimensions, [.. mantissas.Select(mantissa => (short)(mantissa >> shift))], most <= sbyte.MaxValue + 1);
        writer.Node("DequantizeLinear", [stored, writer.Scalar((float)Math.Pow(2, shift - codebook.FractionBits))], parameter.Name);
    }

    private static ValueInfoProto Port(string name, TensorShape shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Dimensions.Select(d => d == TensorShape.Dynamic
            ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
            : new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions } },
        };
    }
}
