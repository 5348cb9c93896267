using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>How version 1 of the .wfn format names sums, differences and products: one kind with an attribute.</summary>
internal sealed class FirstVersionBinary : OperatorDefinition<BinaryNode>
{
    public static readonly FirstVersionBinary Instance = new();

    private static readonly BinaryOperator[] Operators = [BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply];

    /// <inheritdoc/>
    public override string Kind => "binary";

    /// <inheritdoc/>
    public override string Summary => "a + b, a − b or a · b";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands => BinaryOperator.Add.Operands;

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        new AttributeSpec<BinaryNode, string>(
            "operator",
            AttributeKind.Word,
            node => node.Operator.Kind,
            (node, word) => node with { Operator = Array.Find(Operators, op => op.Kind == word)! }) { Words = ["add", "subtract", "multiply"] },
    ];

    /// <inheritdoc/>
    public override Node Blank => BinaryOperator.Add.Blank;

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(BinaryNode node, TypeScope scope) => node.Operator.Infer(node, scope);

    /// <inheritdoc/>
    internal override void Run(BinaryNode node, NodeRun run) => node.Operator.Run(node, run);

    /// <inheritdoc/>
    internal override void Plan(BinaryNode node, PlanScope scope) => node.Operator.Plan(node, scope);
}
