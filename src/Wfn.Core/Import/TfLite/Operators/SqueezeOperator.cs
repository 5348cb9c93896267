using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Axes of one element taken away: those listed, or all.</summary>
internal sealed class SqueezeOperator() : TfLiteOperator("SQUEEZE", "reshape", "taking away the batch, but in front of IF")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var listed = node.List(0) ?? [];
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            var gone = Axes(node, listed, tensor.Extents);
            graph.Constant(node, gone.All(axis => tensor.Extents[axis] == 1)
                ? tensor.WithExtents([.. tensor.Extents.Where((_, axis) => !gone.Contains(axis))])
                : throw node.Invalid($"takes axes of {tensor} away"));
            return;
        }

        var x = graph.Activation(node, 0);
        var axes = Axes(node, listed, x.Shape.Dimensions);
        if (listed.Length == 0 ? x.IsOneNumberOfASample : axes.Length == x.Rank && x.IsOneNumberOfASample)
        {
            graph.Define(node.Tensor(0), ScalarTensorValue.Of(x));
            return;
        }

        graph.Result(node, axes.Contains(x.BatchAxis)
            ? throw new UnsupportedException("taking away the batch")
            : AxisEdits.Without(node, graph, x, axes));
    }

    private static int[] Axes(TfLiteNode node, int[] listed, IReadOnlyList<int> extents) => listed.Length > 0
        ? node.DistinctAxes(listed.Select(axis => (long)axis), extents.Count)
        : [.. Enumerable.Range(0, extents.Count).Where(axis => extents[axis] == 1)];
}
