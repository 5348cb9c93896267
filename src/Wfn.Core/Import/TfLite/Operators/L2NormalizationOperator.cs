using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>x / max(√Σx², 10^−6) along the last axis.</summary>
internal sealed class L2NormalizationOperator() : TfLiteOperator(
    "L2_NORMALIZATION", "x / max(√Σx², 10^−6) along the last axis", "the batch as its axis")
{
    private const float LeastNorm = 1e-6f;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        if (x.Rank == 0 || x.BatchAxis == x.Rank - 1)
        {
            throw new UnsupportedException("along the batch");
        }

        var squares = x.With(Function(UnaryFunctions.Square, x.Value.Name));
        var sum = ReductionRows.Reduced(node, graph, squares, ReductionOperator.Sum, [x.Rank - 1]);
        var norm = Function(UnaryFunctions.Sqrt, sum.Name);
        var least = new ConstantValue($"{node.Output}.least", ConstantTensor.OfFloats([], [LeastNorm]));
        var divisor = BinaryImport.Step(node, graph.Builder, BinaryOperator.Maximum, norm, least);
        var y = BinaryImport.Step(node, graph.Builder, BinaryOperator.Divide, x.Value, divisor);
        graph.Result(node, x.With(graph.Activated(node, y, node.Choice(0))));

        ActivationValue Function(UnaryFunction function, string input) =>
            graph.Step(node, function.Kind, (name, output) => function.Blank with { Name = name, Inputs = [input], Output = output });
    }
}
