using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x divided by the root of its mean square over the last axes, times a factor for each of their elements.</summary>
internal sealed class RMSNormalizationOperator() : OnnxOperator(
    "RMSNormalization", "squares, their mean along the last axes, its root, a quotient and a product", "means over the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only in what precision the means are.
        node.Ignore("stash_type");
        Normalize(node, graph, node.Activation(0), node.Input(1), node.Integer("axis", -1), node.Float("epsilon", 1e-5f));
    }

    /// <summary>Defines the node's output by what is normalised, times its factors.</summary>
    internal static void Normalize(OnnxNode node, GraphBuilder graph, ActivationValue x, ImportedValue factor, long firstAxis, float epsilon)
    {
        var axis = node.Axis(firstAxis, x.Shape.Rank);
        int[] axes = [.. Enumerable.Range(axis, x.Shape.Rank - axis)];
        foreach (var each in axes)
        {
            AxisParts.RequireNoBatch(x, each);
        }

        var squares = graph.MeanOver(node, graph.Function(node, UnaryFunctions.Square, x), axes);
        var raised = BinaryImport.Step(node, graph, BinaryOperator.Add, squares, Steps.Number(node, "epsilon", epsilon));
        var quotient = BinaryImport.Step(node, graph, BinaryOperator.Divide, x, graph.Function(node, UnaryFunctions.Sqrt, raised));
        BinaryImport.Result(node, graph, BinaryOperator.Multiply, quotient, factor);
    }
}
