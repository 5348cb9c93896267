using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What a residual path adds in front of a normalisation.</summary>
internal static class SkippedSum
{
    private const int SumPlace = 3;

    /// <summary>The sum of the first two operands, and of a bias; the node's fourth output where somebody reads that.</summary>
    public static ActivationValue Of(OnnxNode node, GraphBuilder graph, ImportedValue? bias)
    {
        var sum = BinaryImport.Step(node, graph, BinaryOperator.Add, node.Input(0), node.Input(1));
        sum = bias is null ? sum : BinaryImport.Step(node, graph, BinaryOperator.Add, sum, bias);
        if (node.IsRead(SumPlace))
        {
            graph.Define(node.Outputs[SumPlace], sum);
        }

        return sum;
    }
}
