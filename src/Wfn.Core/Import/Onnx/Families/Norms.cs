using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>The parts of p-norms.</summary>
internal static class Norms
{
    /// <summary>|x|^p of every element.</summary>
    public static ActivationValue Powers(OnnxNode node, GraphBuilder graph, ActivationValue x, long p) => p switch
    {
        < 1 => throw node.Invalid($"has the norm p = {p}"),
        1 => graph.Function(node, UnaryFunctions.Abs, x),
        2 => graph.Function(node, UnaryFunctions.Square, x),
        _ => BinaryImport.Step(
            node, graph, BinaryOperator.Power, graph.Function(node, UnaryFunctions.Abs, x), Steps.Number(node, "p", p)),
    };

    /// <summary>The p-th root of sums.</summary>
    public static ActivationValue Root(OnnxNode node, GraphBuilder graph, ActivationValue x, long p) => p switch
    {
        1 => x,
        2 => graph.Function(node, UnaryFunctions.Sqrt, x),
        _ => BinaryImport.Step(node, graph, BinaryOperator.Power, x, Steps.Number(node, "root", (float)(1.0 / p))),
    };

    /// <summary>The norms along some axes, which stay with an extent of 1.</summary>
    public static ActivationValue Along(OnnxNode node, GraphBuilder graph, ActivationValue x, IReadOnlyList<int> axes, long p)
    {
        foreach (var axis in axes)
        {
            AxisParts.RequireNoBatch(x, axis);
        }

        return Root(node, graph, graph.Reduced(node, ReductionOperator.Sum, Powers(node, graph, x, p), axes), p);
    }
}
