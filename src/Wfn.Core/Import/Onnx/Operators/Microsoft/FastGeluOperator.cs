using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>GELU's approximation by a hyperbolic tangent, of what is before it and a bias.</summary>
internal sealed class FastGeluOperator() : MicrosoftOperator("FastGelu", $"a sum and {UnaryFunctions.GeluTanh.Summary}")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => BiasedFunction.Run(node, graph, UnaryFunctions.GeluTanh);
}
