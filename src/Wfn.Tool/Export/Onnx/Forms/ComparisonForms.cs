using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Functions of two elements that choose by a condition, which is a number here and a truth value in ONNX.</summary>
internal static class ComparisonForms
{
    private const int Bool = (int)Import.Onnx.Schema.TensorProto.Types.DataType.Bool;
    private const int Float = (int)Import.Onnx.Schema.TensorProto.Types.DataType.Float;

    private static readonly Dictionary<BinaryOperator, string> Comparisons = new()
    {
        [BinaryOperator.Equal] = "Equal",
        [BinaryOperator.Less] = "Less",
        [BinaryOperator.LessOrEqual] = "LessOrEqual",
    };

    /// <summary>Writes one; false where it has no form.</summary>
    public static bool Write(BinaryNode node, OnnxWriter onnx)
    {
        var (a, b, y) = (node.Inputs[0], node.Inputs[1], node.Output);
        if (Comparisons.TryGetValue(node.Operator, out var type))
        {
            onnx.Node("Cast", [onnx.Value(type, [a, b])], y, Attribute("to", Float));
        }
        else if (node.Operator == BinaryOperator.PRelu)
        {
            onnx.Node("Where", [onnx.Value("Less", [a, onnx.Scalar(0)]), onnx.Value("Mul", [a, b]), a], y);
        }
        else if (node.Operator == BinaryOperator.Where)
        {
            onnx.Node("Where", [onnx.Value("Cast", [a], Attribute("to", Bool)), b, onnx.Scalar(0)], y);
        }
        else if (node.Operator == BinaryOperator.Elsewhere)
        {
            onnx.Node("Where", [onnx.Value("Cast", [a], Attribute("to", Bool)), onnx.Scalar(0), b], y);
        }
        else if (node.Operator == BinaryOperator.Remainder)
        {
            onnx.Node("Mod", [a, b], y, Attribute("fmod", 1));
        }
        else if (node.Operator == BinaryOperator.Modulo)
        {
            onnx.Node("Sub", [a, onnx.Value("Mul", [b, onnx.Value("Floor", [onnx.Value("Div", [a, b])])])], y);
        }
        else
        {
            return false;
        }

        return true;
    }
}
