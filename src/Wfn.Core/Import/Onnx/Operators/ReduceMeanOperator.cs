using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The mean over some axes: an attribute up to opset 17, an operand from 18.</summary>
internal sealed class ReduceMeanOperator() : OnnxOperator(
    "ReduceMean", "global average pool, transposed and reshaped where the axes ask for it", "axes computed at run time; means over the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var rank = x.Shape.Rank;
        var keeps = node.Flag("keepdims", true);
        var given = (node.Opset < 18 ? node.Integers("axes") : node.OptionalIntegers(1, "the axes")) ?? [];
        if (given.Length == 0 && node.Opset >= 18 && node.Flag("noop_with_empty_axes", false))
        {
            graph.Alias(node, x);
            return;
        }

        var axes = node.Axes(given, rank);
        if (axes.Length == 0 || axes[0] == 0)
        {
            throw new UnsupportedException("a mean over the batch");
        }

        if (keeps && rank == 4 && axes.SequenceEqual([2, 3]))
        {
            graph.Result(node, (name, output) => new GlobalAveragePoolNode { Name = name, Inputs = [x.Name], Output = output });
            return;
        }

        var image = AsImage(node, graph, x, axes);
        var pooled = graph.Step(node, "mean", (name, output) => new GlobalAveragePoolNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
        });
        var extents = x.Shape.Dimensions.Select((extent, axis) => axes.Contains(axis) ? 1 : extent).Where((_, axis) => keeps || !axes.Contains(axis));
        graph.ReshapeResult(node, pooled, TensorShape.Of([.. extents]));
    }

    // [batch, everything that stays, 1, everything averaged].
    private static ActivationValue AsImage(OnnxNode node, GraphBuilder graph, ActivationValue x, int[] axes)
    {
        var stay = Enumerable.Range(1, x.Shape.Rank - 1).Where(axis => !axes.Contains(axis)).ToList();
        int[] permutation = [0, .. stay, .. axes];
        var ordered = permutation.SequenceEqual(Enumerable.Range(0, x.Shape.Rank))
            ? x
            : graph.Step(node, "ordered", (name, output) => new TransposeNode
            {
                Name = name,
                Inputs = [x.Name],
                Output = output,
                Permutation = new EquatableArray<int>(permutation),
            });
        var channels = stay.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        return graph.Reshaped(
            node, "image", ordered, TensorShape.Of(x.Shape[0], channels, 1, x.Shape.Sample.ElementCount / channels));
    }
}
