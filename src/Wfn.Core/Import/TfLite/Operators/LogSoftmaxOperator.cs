using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>x − max − ln Σ e^(x − max) along the last axis.</summary>
internal sealed class LogSoftmaxOperator() : TfLiteOperator(
    "LOG_SOFTMAX", "the scores less their largest, less ln Σ e^x of that, along the last axis", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        if (x.Rank == 0 || x.BatchAxis == x.Rank - 1)
        {
            throw new UnsupportedException("along the batch");
        }

        int[] axes = [x.Rank - 1];
        var largest = ReductionRows.Reduced(node, graph, x, ReductionOperator.Max, axes);
        var scores = x.With(BinaryImport.Step(node, graph.Builder, BinaryOperator.Subtract, x.Value, largest));
        var sum = ReductionRows.Reduced(node, graph, scores, ReductionOperator.LogSumExp, axes);
        graph.Result(node, x.With(BinaryImport.Step(node, graph.Builder, BinaryOperator.Subtract, scores.Value, sum)));
    }
}
