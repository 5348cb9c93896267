using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>The operators that make one element of those along some axes: a row each.</summary>
internal static class ReductionRows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        new Row("REDUCE_ALL", ReductionOperator.Min),
        new Row("REDUCE_ANY", ReductionOperator.Max),
        new Row("REDUCE_MAX", ReductionOperator.Max),
        new Row("REDUCE_MIN", ReductionOperator.Min),
        new Row("REDUCE_PROD", ReductionOperator.Prod),
        new Row("SUM", ReductionOperator.Sum),
    ];

    /// <summary>The axes of the file that a node reduces, none of them the batch.</summary>
    public static int[] Axes(TfLiteNode node, LaidOutValue x)
    {
        var axes = node.DistinctAxes(node.Integers(1, "the axes"), x.Rank);
        return axes.Contains(x.BatchAxis) ? throw new UnsupportedException("over the batch") : axes;
    }

    /// <summary>A value reduced over axes of the file, which stay with an extent of 1.</summary>
    public static ActivationValue Reduced(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, ReductionOperator reduction, int[] axes) =>
        graph.Step(node, reduction.Kind, Make(x, reduction, axes));

    /// <summary>Makes the node of a reduction over axes of the file, which stay with an extent of 1.</summary>
    public static Func<string, string, Node> Make(LaidOutValue x, ReductionOperator reduction, int[] axes) =>
        (name, output) => new ReductionNode
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
            Operator = reduction,
            Axes = axes.Select(x.PlaceOf).OrderBy(axis => axis).ToEquatableArray(),
            KeepsAxes = true,
        };

    /// <summary>Defines a node's output: a value whose reduced axes stay or go, as the node says.</summary>
    public static void Finish(TfLiteNode node, TfLiteGraph graph, LaidOutValue reduced, int[] axes) =>
        graph.Result(node, node.Flag(0) ? reduced : AxisEdits.Without(node, graph, reduced, axes));

    private sealed class Row(string name, ReductionOperator reduction) : TfLiteOperator(name, reduction.Summary, "the batch among the axes")
    {
        /// <inheritdoc/>
        public override void Import(TfLiteNode node, TfLiteGraph graph)
        {
            var x = graph.Activation(node, 0);
            var axes = Axes(node, x);
            var reduced = axes.Length == 0
                ? x
                : x.With(graph.Layer(node, reduction.Kind, FusedActivation.None, Make(x, reduction, axes)));
            Finish(node, graph, reduced, axes);
        }
    }
}
