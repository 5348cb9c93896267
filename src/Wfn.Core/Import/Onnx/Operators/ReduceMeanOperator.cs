using Wfn.Graph;
using Wfn.Import.Families;
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
        if (x.BatchAxis >= 0 && (axes.Length == 0 || axes.Contains(x.BatchAxis)))
        {
            throw new UnsupportedException("a mean over the batch");
        }

        axes = axes.Length == 0 ? [.. Enumerable.Range(0, rank)] : axes;
        if (keeps && rank == 4 && x.BatchAxis == 0 && axes.SequenceEqual([2, 3]))
        {
            graph.Result(node, (name, output) => new GlobalAveragePoolNode { Name = name, Inputs = [x.Name], Output = output });
            return;
        }

        // Everything that stays, the batch first.
        int[] stay = [.. Enumerable.Range(0, rank).Where(axis => !axes.Contains(axis)).OrderBy(axis => axis != x.BatchAxis)];
        var image = AsImage(node, graph, x, stay, axes);
        var pooled = graph.Step(node, "mean", (name, output) => new GlobalAveragePoolNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
        });
        var ordered = InOrder(node, graph, x, pooled, stay);
        var extents = x.Shape.Dimensions.Select((extent, axis) => axes.Contains(axis) ? 1 : extent).Where((_, axis) => keeps || !axes.Contains(axis));
        graph.ReshapeResult(node, ordered, TensorShape.Of([.. extents]));
    }

    // [batch, everything that stays, 1, everything averaged], without the batch where there is none.
    private static ActivationValue AsImage(OnnxNode node, GraphBuilder graph, ActivationValue x, int[] stay, int[] axes)
    {
        int[] permutation = [.. stay, .. axes];
        var ordered = permutation.SequenceEqual(Enumerable.Range(0, x.Shape.Rank))
            ? x
            : graph.Step(node, "ordered", (name, output) => new TransposeNode
            {
                Name = name,
                Inputs = [x.Name],
                Output = output,
                Permutation = new EquatableArray<int>(permutation),
            });
        var channels = stay.Where(axis => axis != x.BatchAxis).Aggregate(1, (product, axis) => product * x.Shape[axis]);
        int[] image = [channels, 1, x.Shape.Sample.ElementCount / channels];
        return graph.Reshaped(node, "image", ordered, TensorShape.Of(x.BatchAxis < 0 ? image : [TensorShape.Dynamic, .. image]));
    }

    // The means with the batch back at its place.
    private static ActivationValue InOrder(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue means, int[] stay)
    {
        var permutation = Enumerable.Range(0, stay.Length).OrderBy(place => stay[place]).ToEquatableArray();
        if (permutation.SequenceEqual(Enumerable.Range(0, stay.Length)))
        {
            return means;
        }

        var flat = graph.Reshaped(node, "means", means, TensorShape.Of([.. stay.Select(axis => x.Shape[axis])]));
        return graph.Step(
            node, "reordered", (name, output) => new TransposeNode { Name = name, Inputs = [flat.Name], Output = output, Permutation = permutation });
    }
}
