using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x divided by its norm along the last axis; a sample of zeros stays one.</summary>
internal sealed class NormalizerOperator()
    : OnnxOperator("Normalizer", "a sum of squares or magnitudes, or the largest value, and a quotient (ai.onnx.ml)")
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
        var norm = node.Text("norm", "MAX") switch
        {
            "L1" => AtLeast(Reduced(ReductionOperator.Sum, graph.Function(node, UnaryFunctions.Abs, x))),
            "L2" => AtLeast(graph.Function(node, UnaryFunctions.Sqrt, Reduced(ReductionOperator.Sum, graph.Function(node, UnaryFunctions.Square, x)))),
            "MAX" => NotZero(Reduced(ReductionOperator.Max, x)),
            var other => throw new UnsupportedException($"the norm {Diagnostics.DataName.Quote(other)}"),
        };
        BinaryImport.Result(node, graph, BinaryOperator.Divide, x, norm);

        ActivationValue Reduced(ReductionOperator reduction, ActivationValue values) => graph.Reduced(node, reduction, values, [x.Shape.Rank - 1]);

        ActivationValue AtLeast(ActivationValue value) =>
            BinaryImport.Step(node, graph, BinaryOperator.Maximum, value, Steps.Number(node, "least", LeastNorm));

        // The largest value may be negative, which turns every sign; 1 in the place of 0.
        ActivationValue NotZero(ActivationValue value) => BinaryImport.Step(
            node, graph, BinaryOperator.Add, value, BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, value, Steps.Number(node, "one", 1)));
    }
}
