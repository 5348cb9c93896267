using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Attention whose queries, keys and values one matrix makes of one input: ONNX Runtime's Attention and QAttention.</summary>
internal static class ProjectedAttention
{
    private const int Mask = 3;
    private const int Past = 4;

    /// <summary>Makes the node's output of the operands x, matrix, bias, mask, past and what is added to the scores.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph)
    {
        if (node.Flag("do_rotary", false) || node.Flag("past_present_share_buffer", false))
        {
            throw new UnsupportedException("rotary embeddings or shared buffers in it");
        }

        var heads = node.ToInt(node.Integer("num_heads", 0), "a number of heads");
        var all = Projected(node, graph);
        var sizes = node.Integers("qkv_hidden_sizes") is { Length: 3 } given
            ? given.Select(size => node.ToInt(size, "a hidden size")).ToArray()
            : [.. Enumerable.Repeat(all.Shape[2] / 3, 3)];
        if (sizes.Any(size => size < 1) || sizes.Sum(size => (long)size) != all.Shape[2])
        {
            throw node.Invalid($"has the hidden sizes {string.Join(", ", sizes)} of {all.Shape[2]} columns");
        }

        var (q, k, v) = (Part(0), Part(1), Part(2));
        var steps = 0;
        if (node.HasInput(Past))
        {
            var past = node.Activation(Past);
            steps = past.Shape.Rank == 5 ? past.Shape[3] : throw node.Invalid($"has a past {past.Shape}");
            (k, v) = (AttentionParts.Joined(node, graph, Before(past, 0), k), AttentionParts.Joined(node, graph, Before(past, 1), v));
        }

        if (node.IsRead(1))
        {
            var (keys, values) = (Alone(k), Alone(v));
            graph.Define(node.Outputs[1], graph.Step(node, "present", (name, output) =>
                new ConcatNode { Name = name, Inputs = [keys.Name, values.Name], Output = output, Axis = 0 }));
        }

        PaddedAttention.Run(node, graph, q, k, v, steps, Mask, Past + 1);

        ActivationValue Part(int part) => AttentionParts.Heads(
            node, graph, AxisParts.Take(node, graph, all, 2, [.. Enumerable.Range(sizes.Take(part).Sum(), sizes[part])]), heads);

        ActivationValue Before(ActivationValue past, int part) => graph.Reshaped(
            node, "past", AxisParts.Take(node, graph, past, 0, [part]), new TensorShape(past.Shape.Dimensions.Skip(1).ToEquatableArray()));

        ActivationValue Alone(ActivationValue x) => graph.Reshaped(node, "present", x, TensorShape.Of([1, .. x.Shape.Dimensions]));
    }

    private static ActivationValue Projected(OnnxNode node, GraphBuilder graph)
    {
        var (x, matrix) = (node.Activation(0), node.Floats(1, "the matrix"));
        if (matrix.Tensor.Rank != 2 || x.Shape.Rank != 3 || x.Shape[2] != matrix.Tensor.Extents[0])
        {
            throw node.Invalid($"multiplies {x.Shape} and {matrix.Tensor}");
        }

        var (rows, columns) = (matrix.Tensor.Extents[0], matrix.Tensor.Extents[1]);
        var weight = LinearImport.Weight(node, graph, matrix, rows, columns, transpose: true);
        var bias = node.OptionalFloats(2, "the bias") is { } given ? LinearImport.Bias(node, graph, given, columns, 1f) : null;
        return graph.Step(node, "projected", (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight, Bias = bias });
    }
}
