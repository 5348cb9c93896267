using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Attention of which several heads of queries share one of keys and values, later steps hidden; of fixed lengths.</summary>
internal sealed class GroupQueryAttentionOperator() : MicrosoftOperator(
    "GroupQueryAttention",
    "rotary embeddings, reshapes, transpositions, matrix products, sums and softmax",
    "a past that is not full, or of a length computed at run time; smooth softmax; sinks; quantised pasts")
{
    private const int Past = 3;
    private const int Lengths = 5;
    private const int Cosines = 7;
    private const int Places = 9;
    private const int Bias = 10;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Integer("smooth_softmax", 0) is not (0 or -1) || Enumerable.Range(Bias + 1, 3).Any(node.HasInput))
        {
            throw new UnsupportedException("smooth softmax, sinks or quantised pasts");
        }

        var (heads, keyHeads) = (node.ToInt(node.Integer("num_heads", 0), "a number of heads"), node.ToInt(node.Integer("kv_num_heads", 0), "a number of heads"));
        var (q, k, v) = Operands(node, graph, heads, keyHeads);
        var queries = q.Shape[1];
        var past = node.HasInput(Past) ? AttentionParts.Past(node, Past).Shape[2] : 0;
        RequireFull(node, past + queries, past);
        if (node.Flag("do_rotary", false))
        {
            (q, k) = (Turned(node, graph, q, heads, past), Turned(node, graph, k, keyHeads, past));
        }

        q = AttentionParts.Heads(node, graph, q, heads);
        k = AttentionParts.WithPast(node, graph, Past, AttentionParts.Heads(node, graph, k, keyHeads));
        v = AttentionParts.WithPast(node, graph, Past + 1, AttentionParts.Heads(node, graph, v, keyHeads));
        AttentionParts.Give(node, graph, 1, k);
        AttentionParts.Give(node, graph, 2, v);
        var given = node.Float("scale", 0f);
        var scores = AttentionParts.Scores(node, graph, q, AttentionParts.Shared(node, graph, k, heads), given == 0f ? null : given);
        scores = node.Float("softcap", 0) is > 0 and var cap ? AttentionParts.Capped(node, graph, scores, cap) : scores;
        if (node.HasInput(Bias))
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, node.Input(Bias));
        }

        var window = node.ToInt(node.Integer("local_window_size", -1), "a window");
        if (queries > 1 || window >= 0)
        {
            scores = BinaryImport.Step(node, graph, BinaryOperator.Add, scores, AttentionParts.Causal(node, graph, queries, past + queries, past, window));
        }

        AttentionParts.Result(node, graph, AttentionParts.Product(
            node, graph, AttentionParts.Softmax(node, graph, scores), AttentionParts.Shared(node, graph, v, heads)));
    }

    // Queries, keys and values apart, or side by side as one operand: [batch, steps, heads · elements].
    private static (ActivationValue Q, ActivationValue K, ActivationValue V) Operands(OnnxNode node, GraphBuilder graph, int heads, int keyHeads)
    {
        var x = node.Activation(0);
        if (x.Shape.Rank != 3 || heads < 1 || keyHeads < 1)
        {
            throw node.Invalid($"has queries {x.Shape} of {heads} and {keyHeads} heads");
        }

        if (node.HasInput(1))
        {
            return (x, node.Activation(1), node.Activation(2));
        }

        var size = (int)(x.Shape[2] / (heads + (2L * keyHeads)));
        if (size < 1 || size * (heads + (2L * keyHeads)) != x.Shape[2])
        {
            throw node.Invalid($"has queries, keys and values {x.Shape} of {heads} and {keyHeads} heads");
        }

        return (Part(0, heads), Part(heads, keyHeads), Part(heads + keyHeads, keyHeads));

        ActivationValue Part(int first, int count) => AxisParts.Take(node, graph, x, 2, [.. Enumerable.Range(first * size, count * size)]);
    }

    // Padding is behind the steps of a sample, and hidden from those before it: only with a past does it matter how long a sample is.
    private static void RequireFull(OnnxNode node, int steps, int past)
    {
        if (past > 0 && !(node.Optional(Lengths) is ConstantValue { Tensor: { IsFloat: false } lengths } && Array.TrueForAll(lengths.Integers, last => last == steps - 1)))
        {
            throw new UnsupportedException($"lengths (seqlens_k) other than the constant {steps - 1}, with a past of {past} steps");
        }
    }

    private static ActivationValue Turned(OnnxNode node, GraphBuilder graph, ActivationValue x, int heads, int past)
    {
        var steps = x.Shape[1];
        graph.Budget.ReserveConstant(node, [1, steps]);
        var places = node.HasInput(Places) ? node.Input(Places)
            : new ConstantValue($"{node.Name}.places", ConstantTensor.OfIntegers([1, steps], [.. Enumerable.Range(past, steps).Select(step => (long)step)]));
        var table = node.Floats(Cosines, "the cosines").Tensor;
        var turned = table.Rank == 2 ? node.ToInt(2L * table.Extents[1], "a number of elements") : throw node.Invalid($"has cosines {table}");
        var pairs = Operators.RotaryEmbeddingOperator.Turn(
            node.With([x, node.Input(Cosines), node.Input(Cosines + 1), places]), graph, heads, turned, node.Flag("rotary_interleaved", false));
        return graph.Reshaped(node, "turned", pairs, x.Shape);
    }
}
