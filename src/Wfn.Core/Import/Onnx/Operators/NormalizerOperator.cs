using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x divided by its norm along the last axis; a sample of zeros stays one.</summary>
internal sealed class NormalizerOperator()
    : OnnxOperator("Normalizer", "a sum of squares or magnitudes and a quotient (ai.onnx.ml)", "the norm MAX")
{
    // Below any norm that is not zero.
    private const float LeastNorm = 1e-37f;

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        AxisParts.RequireNoBatch(x, node.Axis(-1, x.Shape.Rank));
        var (before, after) = node.Text("norm", "MAX") switch
        {
            "L1" => (UnaryFunctions.Abs, null),
            "L2" => (UnaryFunctions.Square, UnaryFunctions.Sqrt),
            var other => throw new UnsupportedException($"the norm {Diagnostics.DataName.Quote(other)}"),
        };
        var parts = Function(before, x);
        var sum = graph.Step(node, "sum", (name, output) => new ReductionNode
        {
            Name = name,
            Inputs = [parts.Name],
            Output = output,
            Operator = ReductionOperator.Sum,
            Axes = [x.Shape.Rank - 1],
            KeepsAxes = true,
        });
        var norm = after is null ? sum : Function(after, sum);
        var least = new ConstantValue($"{node.Name}.least", ConstantTensor.OfFloats([1], [LeastNorm]));
        BinaryImport.Result(node, graph, BinaryOperator.Divide, x, BinaryImport.Step(node, graph, BinaryOperator.Maximum, norm, least));

        ActivationValue Function(UnaryFunction function, ActivationValue input) =>
            graph.Step(node, function.Kind, (name, output) => function.Blank with { Name = name, Inputs = [input.Name], Output = output });
    }
}
