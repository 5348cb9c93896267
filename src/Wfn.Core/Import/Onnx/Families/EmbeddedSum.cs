using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Operators;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Rows of tables of words, places and segments, added up and normalised.</summary>
internal static class EmbeddedSum
{
    private const float Epsilon = 1e-12f;
    private const int SumPlace = 2;

    /// <summary>Makes the node's outputs.</summary>
    /// <param name="node">The node, whose first operands are the words and the segments.</param>
    /// <param name="graph">The network.</param>
    /// <param name="tables">The rows that are added up.</param>
    /// <param name="factor">The factors of the layer norm.</param>
    /// <param name="offset">Its offsets.</param>
    /// <param name="mask">1 for each step that is no padding, or null.</param>
    /// <param name="places">The steps' places, or null for 0, 1, 2 ….</param>
    public static void Run(
        OnnxNode node, GraphBuilder graph, EmbeddingTables tables, ConstantValue factor, ConstantValue offset, ImportedValue? mask, ImportedValue? places)
    {
        var sum = RunTimeGather.Rows(node, graph, tables.Words, 0, node.Input(0));
        if (sum.Shape.Rank != 3 || sum.BatchAxis > 0)
        {
            throw new UnsupportedException($"rows {sum.Shape} of words, which are not [batch, steps, elements]");
        }

        sum = BinaryImport.Step(node, graph, BinaryOperator.Add, sum, places is null ? FirstRows(node, graph, tables.Places, sum.Shape[1])
            : RunTimeGather.Rows(node, graph, tables.Places, 0, places));
        if (tables.Segments is { } segments && node.HasInput(1))
        {
            sum = BinaryImport.Step(node, graph, BinaryOperator.Add, sum, RunTimeGather.Rows(node, graph, segments, 0, node.Input(1)));
        }

        LayerNormalizationOperator.Normalize(node, graph, sum, factor, offset, -1, node.Float("epsilon", Epsilon));
        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], Lengths(node, graph, mask));
        }

        if (node.IsRead(SumPlace))
        {
            graph.Define(node.Outputs[SumPlace], sum);
        }
    }

    private static ConstantValue FirstRows(OnnxNode node, GraphBuilder graph, ConstantValue table, int steps)
    {
        if (table.Tensor.Rank != 2 || table.Tensor.Extents[0] < steps)
        {
            throw node.Invalid($"has a table {table.Tensor} for {steps} places");
        }

        int[] extents = [steps, table.Tensor.Extents[1]];
        var count = graph.Budget.ReserveConstant(node, extents);
        return table with { Tensor = ConstantTensor.OfFloats(extents, table.Tensor.Floats.AsSpan(0, count).ToArray()) };
    }

    // How many steps of a sample are no padding.
    private static IntegerValue Lengths(OnnxNode node, GraphBuilder graph, ImportedValue? mask)
    {
        var truth = mask is null ? null : TruthValues.Numbers(node, graph, mask) as ActivationValue;
        if (truth is null || truth.Shape.Rank != 2 || truth.BatchAxis == 1)
        {
            throw new UnsupportedException("lengths without a mask of run time");
        }

        var sum = graph.Reduced(node, ReductionOperator.Sum, truth, [1]);
        return new IntegerValue(graph.Reshaped(node, "lengths", sum, TensorShape.Of(truth.Shape[0])));
    }
}
