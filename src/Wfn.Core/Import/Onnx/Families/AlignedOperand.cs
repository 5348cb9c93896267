using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Families;

/// <summary>Second operands whose axes stand at an axis of the first one, not at its last axes: all of them before operator set 7.</summary>
internal static class AlignedOperand
{
    private const int FirstWithout = 7;

    /// <summary>The node with its second operand where the attributes 'broadcast' and 'axis' of the first operator sets say.</summary>
    public static OnnxNode Of(OnnxNode node, GraphBuilder graph)
    {
        if (node.Opset >= FirstWithout || !node.HasAttribute("broadcast"))
        {
            return node;
        }

        var isWanted = node.Flag("broadcast", false);
        if (!node.HasAttribute("axis"))
        {
            return node;
        }

        var rank = Rank(node.Input(0));
        var axis = node.Axis(node.Integer("axis", 0), rank);
        return isWanted ? node.With(1, At(node, graph, node.Input(1), axis, rank)) : node;
    }

    /// <summary>An operand with axes of one element behind its own, so that its first one meets that axis of a value of so many.</summary>
    public static ImportedValue At(OnnxNode node, GraphBuilder graph, ImportedValue operand, int axis, int rank)
    {
        var behind = rank - axis - Rank(operand);
        if (behind < 0)
        {
            throw node.Invalid($"has an operand of {Rank(operand)} axes at axis {axis} of {rank}");
        }

        int[] ones = [.. Enumerable.Repeat(1, behind)];
        return behind == 0 ? operand : operand switch
        {
            ConstantValue { Tensor: var tensor } constant => constant with { Tensor = tensor.WithExtents([.. tensor.Extents, .. ones]) },
            ActivationValue activation => graph.Reshaped(node, "aligned", activation, TensorShape.Of([.. activation.Shape.Dimensions, .. ones])),
            _ => throw new UnsupportedException("integers or texts at an axis of the first operand"),
        };
    }

    private static int Rank(ImportedValue value) => value switch
    {
        ConstantValue { Tensor.Rank: var rank } => rank,
        ActivationValue { Shape.Rank: var rank } => rank,
        IntegerValue { Numbers.Shape.Rank: var rank } => rank,
        _ => throw new UnsupportedException("texts computed at run time"),
    };
}
