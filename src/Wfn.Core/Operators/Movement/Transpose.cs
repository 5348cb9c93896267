using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Output axis i is input axis Permutation[i].</summary>
public sealed record TransposeNode : Node
{
    /// <summary>The permutation of all axes, the batch's included.</summary>
    public required EquatableArray<int> Permutation { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => TransposeDefinition.Instance;
}

/// <summary>What a transpose is.</summary>
internal sealed class TransposeDefinition : MoveDefinition<TransposeNode>
{
    public static readonly TransposeDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "transpose";

    /// <inheritdoc/>
    public override string Summary => "axes in another order";

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Integers("permutation", n => n.Permutation, (n, value) => n with { Permutation = value }, 0, Limits.Rank - 1)];

    /// <inheritdoc/>
    public override Node Blank { get; } = new TransposeNode { Name = "", Inputs = [], Permutation = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(TransposeNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        var permutation = node.Permutation;
        var isPermutation = permutation.Count == input.Rank
            && permutation.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, input.Rank));
        node.Require(isPermutation, $"has the permutation [{string.Join(", ", permutation)}], which does not fit {input}");
        return Result(new TensorShape(permutation.Select(axis => input[axis]).ToEquatableArray()));
    }

    /// <inheritdoc/>
    internal override TransposeNode ForSample(TransposeNode node, SampleScope scope)
    {
        var batch = scope.BatchAxis(node, 0);
        return node with
        {
            Permutation = node.Permutation.Where(axis => axis != batch).Select(axis => SampleScope.Without(batch, axis)).ToEquatableArray(),
        };
    }

    /// <inheritdoc/>
    internal override int[] Map(TransposeNode node, TensorShape input, TensorShape output) => IndexMap.Transpose(input, node.Permutation);

    /// <inheritdoc/>
    internal override void Plan(TransposeNode node, PlanScope scope) => scope.Move(Moves.Transpose(scope.InputShape(), node.Permutation));

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(TransposeNode node, LoweringContext context) => new TransposeOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Permutation = node.Permutation,
    };
}
