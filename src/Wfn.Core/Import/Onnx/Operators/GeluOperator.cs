using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>GELU: exact, or by its approximation with a hyperbolic tangent, as an attribute says.</summary>
internal sealed class GeluOperator() : OnnxOperator("Gelu", $"{UnaryFunctions.Gelu.Summary}, or approximately {UnaryFunctions.GeluTanh.Summary}")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => FunctionImport.Run(node, graph, node.Text("approximate", "none") switch
    {
        "none" => UnaryFunctions.Gelu,
        "tanh" => UnaryFunctions.GeluTanh,
        var other => throw new UnsupportedException($"the approximation {Diagnostics.DataName.Quote(other)}"),
    });
}
