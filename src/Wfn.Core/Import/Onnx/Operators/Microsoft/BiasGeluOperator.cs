using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>GELU of a sum with a bias.</summary>
internal sealed class BiasGeluOperator() : MicrosoftOperator("BiasGelu", $"a sum and {UnaryFunctions.Gelu.Summary}")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => BiasedFunction.Run(node, graph, UnaryFunctions.Gelu);
}
