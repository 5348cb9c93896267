using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// Attention as ONNX Runtime has it: keys that are padding are told by a mask of 0 and 1 or by the number of those that are none, and what
/// is hidden so is lowered by a number, not taken away.
/// </summary>
internal static class PaddedAttention
{
    private const float Hidden = -10000f;

    /// <summary>Makes the node's output.</summary>
    /// <param name="node">The node, whose attributes tell scale, order and the number that hides.</param>
    /// <param name="graph">The network.</param>
    /// <param name="q">The queries [batch, heads, steps, elements].</param>
    /// <param name="k">The keys, those of steps before included.</param>
    /// <param name="v">The values, likewise.</param>
    /// <param name="past">How many steps were before.</param>
    /// <param name="mask">The operand that tells of padding, which may be left out.</param>
    /// <param name="bias">The operand that is added to the scores, which may be left out.</param>
    public static void Run(OnnxNode node, GraphBuilder graph, ActivationValue q, ActivationValue k, ActivationValue v, int past, int mask, int bias)
    {
        var given = node.Float("scale", 0f);
        var scores = AttentionParts.Scores(node, graph, q, k, given == 0f ? null : given);
        if (node.HasInput(bias))
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, node.Input(bias));
        }

        var hides = node.Float("mask_filter_value", Hidden);
        if (node.HasInput(mask))
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, TruthValues.Numbers(node, graph, node.Input(mask)) switch
            {
                ConstantValue known => Known(known, k.Shape[2], hides),
                var truth => Mask(node, graph, (ActivationValue)truth, k.Shape, hides),
            });
        }

        if (node.Flag("unidirectional", false) && q.Shape[2] > 1)
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, AttentionParts.Causal(node, graph, q.Shape[2], k.Shape[2], past));
        }

        AttentionParts.Result(node, graph, AttentionParts.Product(node, graph, AttentionParts.Softmax(node, graph, scores), v));
    }

    // What is added to scores [batch, heads, queries, keys].
    private static ConstantValue Known(ConstantValue mask, int keys, float hides) => mask.Tensor is { Rank: 2, Extents: var extents } && extents[1] == keys
        ? mask with { Tensor = ConstantTensor.OfFloats([extents[0], 1, 1, keys], [.. mask.Tensor.Floats.Select(value => value == 0 ? hides : 0)]) }
        : throw new UnsupportedException($"a constant mask {mask.Tensor}");

    private static ActivationValue Mask(OnnxNode node, GraphBuilder graph, ActivationValue own, TensorShape keys, float hides)
    {
        var shape = own.Shape;
        if (shape.Rank == 1 && shape[0] == keys[0])
        {
            // As many keys of each sample are none of the padding, which is behind them.
            var ends = graph.Reshaped(node, "ends", own, TensorShape.Of(shape[0], 1, 1, 1));
            var inside = BinaryImport.Step(node, graph, BinaryOperator.Less, Steps.Places(node, graph, 3, 4, keys[2]), ends);
            return Lowered(inside);
        }

        if (shape.Rank is not (2 or 3) || shape[shape.Rank - 1] != keys[2])
        {
            throw new UnsupportedException($"a mask {shape} of {keys[2]} keys");
        }

        return Lowered(graph.Reshaped(
            node, "mask", own, shape.Rank == 2 ? TensorShape.Of(shape[0], 1, 1, shape[1]) : TensorShape.Of(shape[0], 1, shape[1], shape[2])));

        ActivationValue Lowered(ActivationValue whole) =>
            BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, whole, Steps.Number(node, "hidden", hides));
    }
}
