using Wfn.Graph;
using Wfn.Operators;
using Wfn.Import.Onnx.Folding;

namespace Wfn.Import.Onnx;

/// <summary>What the elementwise operators on two operands have in common.</summary>
internal static class BinaryImport
{
    /// <summary>Defines the node's output: a constant where both operands are, a <see cref="BinaryNode"/> elsewhere.</summary>
    public static void Run(OnnxNode node, GraphBuilder graph, ArithmeticOperator folded, BinaryOperator op)
    {
        var left = node.Input(0);
        var right = node.Input(1);
        if (left is ConstantValue a && right is ConstantValue b)
        {
            graph.Constant(node, ConstantArithmetic.Compute(node, folded, a.Tensor, b.Tensor, graph.Budget));
            return;
        }

        if (left is ActivationValue x && right is ActivationValue y && x.Shape.Rank != y.Shape.Rank)
        {
            throw new UnsupportedException($"broadcasting of {x.Shape} with {y.Shape}, whose batches do not meet");
        }

        var rank = (left as ActivationValue ?? (ActivationValue)right).Shape.Rank;
        var inputs = (string[])[Operand(node, graph, left, 0, rank), Operand(node, graph, right, 1, rank)];
        graph.Result(node, (name, output) => new BinaryNode
        {
            Name = name,
            Inputs = new EquatableArray<string>(inputs),
            Output = output,
            Operator = op,
        });
    }

    /// <summary>The name of an operand; a constant becomes a parameter.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the parameter.</param>
    /// <param name="value">The operand.</param>
    /// <param name="index">Which one it is, for messages.</param>
    /// <param name="rank">The rank of the activation that it meets.</param>
    public static string Operand(OnnxNode node, GraphBuilder graph, ImportedValue value, int index, int rank)
    {
        if (value is not ConstantValue constant)
        {
            return ((ActivationValue)value).Name;
        }

        RequirePerSample(constant.Tensor, rank);
        return graph.Parameter(node.Floats(index, "a constant"), ParameterRole.Constant, constant.Tensor.Extents);
    }

    /// <summary>Refuses a constant that would differ along the batch of an activation of that rank.</summary>
    public static void RequirePerSample(ConstantTensor constant, int rank)
    {
        if (constant.Rank > rank || (constant.Rank == rank && constant.Extents[0] != 1))
        {
            throw new UnsupportedException($"a constant {constant} that reaches along the batch");
        }
    }
}
