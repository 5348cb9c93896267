using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Sums of all elements up to each one along an axis.</summary>
internal sealed class CumsumOperator() : TfLiteOperator(
    "CUMSUM", "weighted sums along the axis, of weights 0 and 1", "an axis computed at run time; the batch as its axis; more than 1024 elements")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        var axis = x.PlaceOf(node.Axis(node.Integer(1, "the axis"), x.Rank));
        graph.Result(node, x.With(graph.Step(node, "sum", RunningSum.Of(node, graph.Builder, x.Value, axis, node.Flag(1), node.Flag(0)))));
    }
}
