using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Sums of all elements up to each one along an axis.</summary>
internal sealed class CumSumOperator() : OnnxOperator(
    "CumSum",
    "weighted sums along the axis, of weights 0 and 1",
    "an axis computed at run time; the batch as its axis; more than 1024 elements")
{
    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override int NumberOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var given = node.Constant(1, "the axis").Tensor;
        if (given.IsFloat || given.Count != 1)
        {
            throw node.Invalid($"has the axis {given}");
        }

        var axis = node.Axis(given.Integers[0], x.Shape.Rank);
        graph.Result(node, RunningSum.Of(node, graph, x, axis, node.Flag("reverse", false), node.Flag("exclusive", false)));
    }
}
