using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>e^βx / Σ e^βx along the last axis.</summary>
internal sealed class SoftmaxOperator() : TfLiteOperator("SOFTMAX", "softmax along the last axis", "the batch as its axis")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        if (x.Rank == 0 || x.BatchAxis == x.Rank - 1)
        {
            throw new UnsupportedException("along the batch");
        }

        // Files from before the option was there have none.
        var beta = node.Number(0);
        if (beta is not (0 or 1))
        {
            var factor = new ConstantValue($"{node.Output}.beta", ConstantTensor.OfFloats([], [beta]));
            x = x.With(BinaryImport.Step(node, graph.Builder, BinaryOperator.Multiply, x.Value, factor));
        }

        graph.Result(node, x.With(graph.Layer(node, "softmax", FusedActivation.None, (name, output) => new SoftmaxNode
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
            Axis = x.PlaceOf(x.Rank - 1),
        })));
    }
}
