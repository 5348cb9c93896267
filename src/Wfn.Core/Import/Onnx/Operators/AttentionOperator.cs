using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Softmax(scale · Q Kᵀ + mask) V for every head; heads lie side by side along the last axis, or have one of their own.</summary>
internal sealed class AttentionOperator() : OnnxOperator(
    "Attention",
    "reshapes, transpositions, matrix products, a sum with the mask and softmax",
    "lengths computed at run time (nonpad_kv_seqlen); keys and values that are constants; what a softcap and a mask make of the scores as an output")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says how precisely softmax is worked out elsewhere; here it is in float32 at least.
        node.Ignore("softmax_precision");
        if (node.HasInput(6))
        {
            throw new UnsupportedException("lengths of keys and values (nonpad_kv_seqlen)");
        }

        var isFlat = node.Activation(0).Shape.Rank == 3;
        var q = AttentionParts.Heads(node, graph, node.Activation(0), node.Integer("q_num_heads", 0));
        var k = AttentionParts.WithPast(node, graph, 4, AttentionParts.Heads(node, graph, node.Activation(1), node.Integer("kv_num_heads", 0)));
        var v = AttentionParts.WithPast(node, graph, 5, AttentionParts.Heads(node, graph, node.Activation(2), node.Integer("kv_num_heads", 0)));
        AttentionParts.Give(node, graph, 1, k);
        AttentionParts.Give(node, graph, 2, v);
        var scores = Scores(node, graph, q, AttentionParts.Shared(node, graph, k, q.Shape[1]));
        var weights = AttentionParts.Softmax(node, graph, scores);
        if (node.Integer("qk_matmul_output_mode", 0) == 3)
        {
            AttentionParts.Give(node, graph, 3, weights);
        }

        var y = AttentionParts.Product(node, graph, weights, AttentionParts.Shared(node, graph, v, q.Shape[1]));
        if (isFlat)
        {
            AttentionParts.Result(node, graph, y);
        }
        else
        {
            graph.Alias(node, y);
        }
    }

    // Scores of every query [batch, heads, queries, keys], masked.
    private static ActivationValue Scores(OnnxNode node, GraphBuilder graph, ActivationValue q, ActivationValue k)
    {
        var scores = AttentionParts.Scores(node, graph, q, k, node.HasAttribute("scale") ? node.Float("scale", 1) : null);
        var mode = node.Integer("qk_matmul_output_mode", 0);
        if (mode == 0)
        {
            AttentionParts.Give(node, graph, 3, scores);
        }

        var softcap = node.Float("softcap", 0);
        if (softcap > 0 && mode is 1 or 2 && node.IsRead(3))
        {
            throw new UnsupportedException("scores as an output where there is a softcap");
        }

        if (softcap > 0)
        {
            scores = AttentionParts.Capped(node, graph, scores, softcap);
        }

        foreach (var mask in Masks(node, graph, scores.Shape))
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, mask);
        }

        if (mode is 1 or 2)
        {
            AttentionParts.Give(node, graph, 3, scores);
        }

        return scores;
    }

    // What is added to the scores: at most a constant and an activation.
    private static List<ImportedValue> Masks(OnnxNode node, GraphBuilder graph, TensorShape scores)
    {
        var (queries, keys) = (scores[2], scores[3]);
        var masks = new List<ImportedValue>();
        if (node.Flag("is_causal", false))
        {
            var past = node.HasInput(4) ? AttentionParts.Past(node, 4).Shape[2] : 0;
            masks.Add(AttentionParts.Causal(node, graph, queries, keys, past));
        }

        if (!node.HasInput(3))
        {
            return masks;
        }

        switch (node.Input(3))
        {
            case ConstantValue { Tensor: var tensor }:
                graph.Budget.ReserveConstant(node, tensor.Extents);
                var numbers = tensor.IsFloat
                    ? ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(value => Math.Max(value, BinaryImport.Masked))])
                    : ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => value == 0 ? BinaryImport.Masked : 0)]);
                masks.Add(new ConstantValue($"{node.Name}.mask", Padded(node, graph, numbers, keys)));
                break;
            case IntegerValue { Numbers: var truth }:
                var whole = Padded(node, graph, truth, keys, 0);
                masks.Add(BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, whole, Steps.Number(node, "masked", BinaryImport.Masked)));
                break;
            default:
                // What is infinite there stays so, which does no harm: only a row of nothing else would.
                masks.Add(Padded(node, graph, node.Activation(3), keys, BinaryImport.Masked));
                break;
        }

        return masks;
    }

    private static ConstantTensor Padded(OnnxNode node, GraphBuilder graph, ConstantTensor mask, int keys)
    {
        var own = mask.Rank == 0 ? 1 : mask.Extents[mask.Rank - 1];
        if (own == keys || own == 1)
        {
            return mask;
        }

        int[] extents = [.. mask.Extents.Take(mask.Rank - 1), keys];
        var values = new float[graph.Budget.ReserveConstant(node, extents)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % keys < own ? mask.Floats[(i / keys * own) + (i % keys)] : BinaryImport.Masked;
        }

        return ConstantTensor.OfFloats(extents, values);
    }

    private static ActivationValue Padded(OnnxNode node, GraphBuilder graph, ActivationValue mask, int keys, float value)
    {
        var rank = mask.Shape.Rank;
        if (mask.Shape[rank - 1] >= keys || mask.Shape[rank - 1] is 1 or TensorShape.Dynamic)
        {
            return mask;
        }

        return graph.Step(node, "mask", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [mask.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = new EquatableArray<int>(new int[rank]),
            After = Enumerable.Range(0, rank).Select(axis => axis == rank - 1 ? keys - mask.Shape[axis] : 0).ToEquatableArray(),
            Value = value,
        });
    }
}
