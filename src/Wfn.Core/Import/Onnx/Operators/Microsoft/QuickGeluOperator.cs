using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>x · σ(alpha · x).</summary>
internal sealed class QuickGeluOperator() : MicrosoftOperator("QuickGelu", "x · σ(alpha · x), of products and a sigmoid")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var scaled = BinaryImport.Step(node, graph, BinaryOperator.Multiply, x, Steps.Number(node, "alpha", node.Float("alpha", 1.702f)));
        BinaryImport.Result(node, graph, BinaryOperator.Multiply, x, graph.Function(node, UnaryFunctions.Sigmoid, scaled));
    }
}
