using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Functions of single elements with a bias in front of them.</summary>
internal static class BiasedFunction
{
    /// <summary>Defines the node's output by a function of its first operand, and of its second where that is there.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph, UnaryFunction function)
    {
        var x = node.HasInput(1) ? BinaryImport.Step(node, graph, BinaryOperator.Add, node.Activation(0), node.Input(1)) : node.Activation(0);
        FunctionImport.Run(node.With([x]), graph, function);
    }
}
