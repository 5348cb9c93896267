using Wfn.Graph;
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

    /// <summary>Writes rows with updates in the place of some, or joined with them.</summary>
    public static void Write(PutNode node, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        var (data, indices, updates) = (WithBatch(node, 0, shapes, onnx), node.Inputs[1], WithBatch(node, 2, shapes, onnx));

        // ONNX has an index for each element.
        var places = onnx.Value("Unsqueeze", [onnx.Value("Cast", [indices], Attribute("to", Int64)), onnx.Integers(-1)]);
        onnx.Node(
            "ScatterElements",
            [data, onnx.Value("Expand", [places, onnx.Value("Shape", [updates])]), updates],
            node.Output,
            Attribute("axis", shapes[node.Output].Rank - 2),
            Attribute("reduction", node.Join switch
            {
                PutJoin.Replace => "none",
                PutJoin.Add => "add",
                PutJoin.Multiply => "mul",
                PutJoin.Maximum => "max",
                _ => "min",
            }));
    }

    // An operand [rows, elements], repeated for each sample where only others have a batch.
    private static string WithBatch(PutNode node, int operand, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        bool HasBatch(string name) => shapes.TryGetValue(name, out var shape) && SampleScope.BatchAxis(shape) == 0;
        var name = node.Inputs[operand];
        if (HasBatch(name) || node.InputNames.FirstOrDefault(HasBatch) is not { } batched)
        {
            return name;
        }

        var batch = onnx.Value("Gather", [onnx.Value("Shape", [batched]), onnx.Integers(0)], Attribute("axis", 0));
        return onnx.Value("Expand", [name, onnx.Value("Concat", [batch, onnx.Integers(1, 1)], Attribute("axis", 0))]);
    }

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
