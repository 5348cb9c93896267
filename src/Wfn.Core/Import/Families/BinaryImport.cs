using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>What the elementwise operators on two operands have in common.</summary>
internal static class BinaryImport
{
    /// <summary>What masks a score in front of a softmax: far below any, and finite where two of them meet.</summary>
    public const float Masked = -1e30f;

    /// <summary>Defines the node's output: a constant where both operands are, a <see cref="BinaryNode"/> elsewhere.</summary>
    public static void Run(ModelNode node, GraphBuilder graph, BinaryOperator op, ImportedValue left, ImportedValue right)
    {
        if (left is ConstantValue a && right is ConstantValue b)
        {
            graph.Constant(node, ConstantArithmetic.Compute(node, op, a.Tensor, b.Tensor, graph.Budget));
            return;
        }

        Result(node, graph, op, left, right);
    }

    /// <summary>Defines the node's output by a function of two values that are not both constants.</summary>
    public static void Result(ModelNode node, GraphBuilder graph, BinaryOperator op, ImportedValue left, ImportedValue right)
    {
        var inputs = Operands(node, graph, op, left, right);
        graph.Result(node, (name, output) => new BinaryNode { Name = name, Inputs = inputs, Output = output, Operator = op });
    }

    /// <summary>Adds a function of two values that are not both constants as a node in between.</summary>
    public static ActivationValue Step(ModelNode node, GraphBuilder graph, BinaryOperator op, ImportedValue left, ImportedValue right)
    {
        var inputs = Operands(node, graph, op, left, right);
        return graph.Step(node, op.Kind, (name, output) => new BinaryNode { Name = name, Inputs = inputs, Output = output, Operator = op });
    }

    /// <summary>Refuses a constant that would differ along the batch of an activation of that shape.</summary>
    public static void RequirePerSample(ConstantTensor constant, TensorShape activation)
    {
        var batch = SampleScope.BatchAxis(activation);
        var axis = constant.Rank - (activation.Rank - batch);
        if (batch >= 0 && axis >= 0 && constant.Extents[axis] != 1)
        {
            throw new UnsupportedException($"a constant {constant} that reaches along the batch");
        }
    }

    /// <summary>The names of two operands of a function that are not both constants; a constant becomes a parameter.</summary>
    public static EquatableArray<string> Operands(ModelNode node, GraphBuilder graph, BinaryOperator op, ImportedValue left, ImportedValue right)
    {
        (left, right) = (Finite(op, left), Finite(op, right));
        if (left is ActivationValue x && right is ActivationValue y && !BatchesMeet(x.Shape, y.Shape))
        {
            throw new UnsupportedException($"broadcasting of {x.Shape} with {y.Shape}, whose batches do not meet");
        }

        var activation = (left as ActivationValue ?? Numbers(right)).Shape;
        return [Operand(node, graph, left, activation), Operand(node, graph, right, activation)];
    }

    // What masks leaves nothing, and what bounds nothing lets everything pass: neither need be infinite for that.
    private static ImportedValue Finite(BinaryOperator op, ImportedValue value)
    {
        var (from, to) = op == BinaryOperator.Add || op == BinaryOperator.Where || op == BinaryOperator.Elsewhere ? (float.NegativeInfinity, Masked)
            : op == BinaryOperator.Maximum ? (float.NegativeInfinity, float.MinValue)
            : op == BinaryOperator.Minimum ? (float.PositiveInfinity, float.MaxValue)
            : (float.NaN, float.NaN);
        return value is ConstantValue { Tensor: { IsFloat: true } tensor } constant && Array.IndexOf(tensor.Floats, from) >= 0 && !float.IsNaN(from)
            ? constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(element => element == from ? to : element)]) }
            : value;
    }

    // Aligned at the last axis.
    private static bool BatchesMeet(TensorShape left, TensorShape right)
    {
        var (a, b) = (SampleScope.BatchAxis(left), SampleScope.BatchAxis(right));
        return a < 0 || b < 0 || left.Rank - a == right.Rank - b;
    }

    private static ActivationValue Numbers(ImportedValue value) => value as ActivationValue
        ?? throw new UnsupportedException("integers or texts computed at run time where real numbers are expected");

    // A constant becomes a parameter.
    private static string Operand(ModelNode node, GraphBuilder graph, ImportedValue value, TensorShape activation)
    {
        if (value is not ConstantValue constant)
        {
            return Numbers(value).Name;
        }

        RequirePerSample(constant.Tensor, activation);
        return graph.Parameter(
            constant.Tensor.IsFloat ? constant : throw node.Invalid("computes with an activation and integers"), ParameterRole.Constant, constant.Tensor.Extents);
    }
}
