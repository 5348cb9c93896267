using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>(a − b)².</summary>
internal sealed class SquaredDifferenceOperator() : TfLiteOperator("SQUARED_DIFFERENCE", "(a − b)²")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (left, right, order) = BinaryRows.Operands(node, graph);
        var difference = BinaryImport.Step(node, graph.Builder, BinaryOperator.Subtract, left, right);
        graph.Result(node, new LaidOutValue(
            graph.Layer(node, "square", FusedActivation.None, (name, output) => UnaryFunctions.Square.Blank with
            {
                Name = name,
                Inputs = [difference.Name],
                Output = output,
            }),
            order));
    }
}
