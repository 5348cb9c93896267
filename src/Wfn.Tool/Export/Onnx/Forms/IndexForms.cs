using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Operators of indices, which are float32 here and int64 in ONNX.</summary>
internal static class IndexForms
{
    private const int Int64 = (int)Import.Onnx.Schema.TensorProto.Types.DataType.Int64;
    private const int Float = (int)Import.Onnx.Schema.TensorProto.Types.DataType.Float;

    /// <summary>Writes the index of an extreme element.</summary>
    public static void Write(ArgumentNode node, OnnxWriter onnx)
    {
        var index = onnx.Value(
            node.Operator == ArgumentOperator.Max ? "ArgMax" : "ArgMin",
            node.Inputs,
            Attribute("axis", node.Axis),
            Attribute("keepdims", node.KeepsAxis ? 1 : 0),
            Attribute("select_last_index", node.TakesLast ? 1 : 0));
        onnx.Node("Cast", [index], node.Output, Attribute("to", Float));
    }

    /// <summary>Writes what takes parts at indices that the network computes.</summary>
    /// <param name="type">ONNX's operator.</param>
    /// <param name="data">What parts are taken of.</param>
    /// <param name="indices">The indices.</param>
    /// <param name="axis">Along which axis.</param>
    /// <param name="output">What is made.</param>
    /// <param name="onnx">The model.</param>
    public static void Write(string type, string data, string indices, int axis, string output, OnnxWriter onnx) =>
        onnx.Node(type, [data, onnx.Value("Cast", [indices], Attribute("to", Int64))], output, Attribute("axis", axis));

    /// <summary>Writes indices of the largest or smallest elements.</summary>
    public static void Write(TopNode node, OnnxWriter onnx)
    {
        var index = onnx.Name();
        onnx.Node(
            "TopK",
            [node.Inputs[0], onnx.Integers(node.Count)],
            [onnx.Name(), index],
            Attribute("axis", node.Axis),
            Attribute("largest", node.Operator == TopOperator.Max ? 1 : 0));
        onnx.Node("Cast", [index], node.Output, Attribute("to", Float));
    }

    /// <summary>Writes pixels at places that a grid tells.</summary>
    public static void Write(GridSampleNode node, OnnxWriter onnx) => onnx.Node(
        "GridSample",
        node.Inputs,
        node.Output,
        Attribute("mode", node.Mode switch { SampleMode.Nearest => "nearest", SampleMode.Linear => "bilinear", _ => "bicubic" }),
        Attribute("padding_mode", node.Padding.ToString().ToLowerInvariant()),
        Attribute("align_corners", node.AlignsCorners ? 1 : 0));
}
