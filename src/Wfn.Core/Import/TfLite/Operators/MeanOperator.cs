using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The mean over some axes.</summary>
internal sealed class MeanOperator() : TfLiteOperator(
    "MEAN", "global average pool over height and width, else a sum and a product", "the batch among the axes; axes computed at run time")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (!node.Result(0).IsReal)
        {
            throw new UnsupportedException("the mean of integers, without what follows the point");
        }

        var x = graph.Activation(node, 0);
        var axes = ReductionRows.Axes(node, x);
        if (x.Rank == 4 && x.BatchAxis == 0 && axes.SequenceEqual([1, 2]))
        {
            var image = ImageWindow.Image(node, graph, x);
            var mean = graph.Layer(
                node, "mean", FusedActivation.None, (name, output) =>
                    new GlobalAveragePoolNode { Name = name, Inputs = [image.Name], Output = output });
            ReductionRows.Finish(node, graph, new LaidOutValue(mean, LaidOutValue.ChannelsFirst), axes);
            return;
        }

        var count = axes.Aggregate(1L, (product, axis) => product * x.Shape[axis]);
        if (count > 1)
        {
            var share = new ConstantValue($"{node.Output}.share", ConstantTensor.OfFloats([], [1f / count]));
            var sum = ReductionRows.Reduced(node, graph, x, ReductionOperator.Sum, axes);
            x = x.With(BinaryImport.Step(node, graph.Builder, BinaryOperator.Multiply, sum, share));
        }

        ReductionRows.Finish(node, graph, x, axes);
    }
}
