using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>One value where a condition holds and another one elsewhere: each is 0 where the other one is taken, and they are added up.</summary>
internal static class Selection
{
    /// <summary>The whole as a node in between; one of the three at least is an activation.</summary>
    public static ActivationValue Of(ModelNode node, GraphBuilder graph, ImportedValue condition, ImportedValue taken, ImportedValue other)
    {
        var (x, y) = Parts(node, graph, condition, taken, other);
        return BinaryImport.Step(node, graph, BinaryOperator.Add, x, y);
    }

    /// <summary>The two that are added up.</summary>
    public static (ImportedValue Taken, ImportedValue Other) Parts(
        ModelNode node, GraphBuilder graph, ImportedValue condition, ImportedValue taken, ImportedValue other)
    {
        return (Part(taken, BinaryOperator.Where), Part(other, BinaryOperator.Elsewhere));

        ImportedValue Part(ImportedValue value, BinaryOperator op) => condition is ConstantValue known && value is ConstantValue constant
            ? constant with { Tensor = ConstantArithmetic.Compute(node, op, known.Tensor, constant.Tensor, graph.Budget) }
            : BinaryImport.Step(node, graph, op, condition, value);
    }
}
