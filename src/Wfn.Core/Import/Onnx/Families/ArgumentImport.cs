using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the operators have in common that say where along an axis an extreme element is.</summary>
internal static class ArgumentImport
{
    /// <summary>Defines the node's output by the indices along its axis.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph, ArgumentOperator argument)
    {
        var numbers = TruthValues.Numbers(node, graph, node.Input(0));
        var x = numbers as ActivationValue ?? node.Activation(0);
        var axis = node.Axis(node.Integer("axis", 0), x.Shape.Rank);
        var (keeps, last) = (node.Flag("keepdims", true), node.Flag("select_last_index", false));
        graph.Define(node.Output, new IntegerValue(ArgumentStep.Of(node, graph, x, argument, axis, keeps, last)));
    }
}
