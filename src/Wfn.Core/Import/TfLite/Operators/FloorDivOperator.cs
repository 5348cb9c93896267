using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The largest integers not above quotients.</summary>
internal sealed class FloorDivOperator() : TfLiteOperator("FLOOR_DIV", "⌊a / b⌋")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (left, right, order) = BinaryRows.Operands(node, graph);
        var quotient = BinaryImport.Step(node, graph.Builder, BinaryOperator.Divide, left, right);
        graph.Result(node, new LaidOutValue(graph.Builder.Function(node, UnaryFunctions.Floor, quotient), order));
    }
}
