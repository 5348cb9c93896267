using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Attention of queries, keys and values that lie apart, with a bias on all of them.</summary>
internal sealed class MultiHeadAttentionOperator() : MicrosoftOperator(
    "MultiHeadAttention",
    "sums with the bias, and what ONNX's Attention becomes",
    "masks of starts and ends; buffers for the past; the scores as an output")
{
    private const int Bias = 3;
    private const int Past = 6;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (Enumerable.Range(Past + 2, 2).Any(node.HasInput))
        {
            throw new UnsupportedException("buffers for the past");
        }

        var heads = node.ToInt(node.Integer("num_heads", 0), "a number of heads");
        var (q, k, v) = Operands(node, graph, heads);
        var steps = node.HasInput(Past) ? AttentionParts.Past(node, Past).Shape[2] : 0;
        (k, v) = (AttentionParts.WithPast(node, graph, Past, k), AttentionParts.WithPast(node, graph, Past + 1, v));
        AttentionParts.Give(node, graph, 1, k);
        AttentionParts.Give(node, graph, 2, v);
        PaddedAttention.Run(node, graph, q, k, v, steps, 4, 5);
    }

    // Queries, keys and values, of which all three or the last two may lie within each head of one operand: [batch, steps, heads, 3 or 2, elements].
    private static (ActivationValue X, ActivationValue K, ActivationValue V) Apart(OnnxNode node, GraphBuilder graph, int heads)
    {
        var x = node.Activation(0);
        var packed = node.HasInput(1) ? node.Activation(1) : x;
        var count = node.HasInput(1) ? 2 : 3;
        if (node.HasInput(2))
        {
            return (x, packed, node.Activation(2));
        }

        if (packed.Shape.Rank != 5 || packed.Shape[2] != heads || packed.Shape[3] != count)
        {
            throw node.Invalid($"has packed operands {packed.Shape} of {heads} heads");
        }

        return (count == 3 ? Part(0) : x, Part(count - 2), Part(count - 1));

        ActivationValue Part(int part) => graph.Reshaped(
            node, "part", AxisParts.Take(node, graph, packed, 3, [part]), TensorShape.Of(packed.Shape[0], packed.Shape[1], node.ToInt((long)packed.Shape[2] * packed.Shape[4], "an extent")));
    }

    private static (ActivationValue Q, ActivationValue K, ActivationValue V) Operands(OnnxNode node, GraphBuilder graph, int heads)
    {
        var (x, k, v) = Apart(node, graph, heads);
        if (x.Shape.Rank != 3 || k.Shape.Rank is not (3 or 4) || v.Shape.Rank is not (3 or 4))
        {
            throw new UnsupportedException($"queries {x.Shape}, keys {k.Shape} and values {v.Shape}");
        }

        var width = x.Shape[2];
        return (
            Headed(x, 0, width),
            k.Shape.Rank == 4 ? k : Headed(k, width, width),
            v.Shape.Rank == 4 ? v : Headed(v, 2 * width, v.Shape[v.Shape.Rank - 1]));

        ActivationValue Headed(ActivationValue value, int first, int count)
        {
            if (node.HasInput(Bias) && value.Shape.Rank == 3)
            {
                var bias = node.Floats(Bias, "the bias");
                if (bias.Tensor.Rank != 1 || bias.Tensor.Count < first + (long)count)
                {
                    throw node.Invalid($"has a bias {bias.Tensor} for {value.Shape}");
                }

                value = BinaryImport.Step(
                    node, graph, BinaryOperator.Add, value, Steps.Numbers(node, "bias", [count], bias.Tensor.Floats.AsSpan(first, count).ToArray()));
            }

            return AttentionParts.Heads(node, graph, value, heads);
        }
    }
}
