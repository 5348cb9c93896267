using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>GELU: exact, or by its approximation with a hyperbolic tangent, as an option says.</summary>
internal sealed class GeluOperator()
    : TfLiteOperator("GELU", $"{UnaryFunctions.Gelu.Summary}, or approximately {UnaryFunctions.GeluTanh.Summary}")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) =>
        FunctionRows.Import(node, graph, node.Flag(0) ? UnaryFunctions.GeluTanh : UnaryFunctions.Gelu);
}
