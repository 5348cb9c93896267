using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Operators;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Matrix products whose operands are transposed and scaled by attributes.</summary>
internal static class ScaledProduct
{
    /// <summary>Defines the node's output.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph)
    {
        var alpha = node.Float("alpha", 1f);
        var left = Turned(node, graph, node.Input(0), node.Flag("transA", false), node.Flag("transBatchA", false));
        var right = Turned(node, graph, node.Input(1), node.Flag("transB", false), node.Flag("transBatchB", false));
        if (alpha != 1f && left is ActivationValue && right is ConstantValue matrix)
        {
            right = Scaled(graph, node, matrix, alpha);
        }
        else if (alpha != 1f)
        {
            left = left is ConstantValue constant
                ? Scaled(graph, node, constant, alpha)
                : BinaryImport.Step(node, graph, BinaryOperator.Multiply, left, Steps.Number(node, "alpha", alpha));
        }

        MatMulOperator.Multiply(node, graph, left, right);
    }

    private static ConstantValue Scaled(GraphBuilder graph, OnnxNode node, ConstantValue constant, float alpha)
    {
        graph.Budget.ReserveConstant(node, constant.Tensor.Extents);
        return constant with { Tensor = ConstantTensor.OfFloats(constant.Tensor.Extents, [.. constant.Tensor.Floats.Select(value => alpha * value)]) };
    }

    // The last two axes change places, or the first one comes in front of the last one of the others.
    private static ImportedValue Turned(OnnxNode node, GraphBuilder graph, ImportedValue value, bool swaps, bool movesBatch)
    {
        var rank = value switch
        {
            ConstantValue { Tensor: { IsFloat: true, Rank: var own } } => own,
            ActivationValue { Shape.Rank: var own } => own,
            _ => throw node.Invalid("multiplies integers"),
        };
        if (rank < 2 || (!swaps && !movesBatch))
        {
            return value;
        }

        int[] order = movesBatch ? [.. Enumerable.Range(1, rank - 2), 0, rank - 1] : [.. Enumerable.Range(0, rank)];
        if (swaps)
        {
            (order[rank - 2], order[rank - 1]) = (order[rank - 1], order[rank - 2]);
        }

        if (value is ConstantValue constant)
        {
            graph.Budget.ReserveConstant(node, constant.Tensor.Extents);
            return constant with { Tensor = ConstantLayout.Transpose(constant.Tensor, order) };
        }

        return graph.Transposed(node, "turned", (ActivationValue)value, new EquatableArray<int>(order));
    }
}
