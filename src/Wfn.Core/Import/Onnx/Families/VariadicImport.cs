using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What operators on any number of operands have in common: they are taken pair by pair, from the first on.</summary>
internal static class VariadicImport
{
    /// <summary>Defines the node's output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="op">What is done with a pair.</param>
    /// <param name="isMean">Whether the result is divided by the number of operands.</param>
    public static void Run(OnnxNode node, GraphBuilder graph, BinaryOperator op, bool isMean = false)
    {
        var value = node.Input(0);
        for (var i = 1; i < node.InputCount; i++)
        {
            var isLast = i == node.InputCount - 1 && !isMean;
            var next = node.Input(i);
            if (value is ConstantValue a && next is ConstantValue b)
            {
                value = new ConstantValue(node.Output, ConstantArithmetic.Compute(node, op, a.Tensor, b.Tensor, graph.Budget));
            }
            else if (isLast)
            {
                BinaryImport.Result(node, graph, op, value, next);
                return;
            }
            else
            {
                value = BinaryImport.Step(node, graph, op, value, next);
            }
        }

        if (isMean && node.InputCount > 1)
        {
            var share = new ConstantValue($"{node.Output}.share", ConstantTensor.OfFloats([1], [1f / node.InputCount]));
            if (value is ActivationValue)
            {
                BinaryImport.Result(node, graph, BinaryOperator.Multiply, value, share);
                return;
            }

            value = new ConstantValue(
                node.Output, ConstantArithmetic.Compute(node, BinaryOperator.Multiply, ((ConstantValue)value).Tensor, share.Tensor, graph.Budget));
        }

        if (value is ConstantValue constant)
        {
            graph.Constant(node, constant.Tensor);
        }
        else
        {
            graph.Alias(node, value);
        }
    }
}
