using Google.Protobuf;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using Wfn.Tool.Export.Onnx.Forms;

namespace Wfn.Tool.Export.Onnx;

/// <summary>An artifact as an ONNX model with the fixed weights: as float32, or as a codebook with an index for each weight.</summary>
internal static class OnnxExporter
{
    private const int Opset = 19;
    private const int IrVersion = 9;
    private const string CodebookName = "wfn.export/codebook";
    private const int Int32 = (int)TensorProto.Types.DataType.Int32;

    /// <summary>The model's bytes.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="withCodebook">Whether weights are gathered from a codebook when the model is loaded.</param>
    /// <param name="path">The artifact's path, for messages.</param>
    /// <exception cref="WfnException">A node has no form in ONNX here (WFN1003).</exception>
    public static byte[] Export(WfnArtifact artifact, bool withCodebook, string path)
    {
        var graph = artifact.Graph;
        var proto = new GraphProto { Name = graph.Name.Length > 0 ? graph.Name : "graph" };
        proto.Input.AddRange(graph.Inputs.Select(i => Port(i.Name, i.Shape)));
        var shapes = ShapeInference.Infer(graph);
        proto.Output.AddRange(graph.Outputs.Select(o => Port(o.Name, shapes[o.Name])));
        var writer = new OnnxWriter(proto);
        Parameters(artifact, writer, withCodebook);
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

        var model = new ModelProto { IrVersion = IrVersion, Graph = proto };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model.ToByteArray();
    }

    private static void Parameters(WfnArtifact artifact, OnnxWriter writer, bool withCodebook)
    {
        var indices = withCodebook ? artifact.Tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal) : [];
        var codebook = artifact.Codebook;
        if (indices.Count > 0)
        {
            writer.Floats(CodebookName, [codebook.Count], [.. Enumerable.Range(0, codebook.Count).Select(codebook.Value)]);
        }

        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (indices.TryGetValue(parameter.Name, out var index))
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
