using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>The same elements under another shape.</summary>
public sealed record ReshapeNode : Node
{
    /// <summary>The new shape, its batch included.</summary>
    public required TensorShape Shape { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => ReshapeDefinition.Instance;
}

/// <summary>What a reshape is.</summary>
internal sealed class ReshapeDefinition : OperatorDefinition<ReshapeNode>
{
    public static readonly ReshapeDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "reshape";

    /// <inheritdoc/>
    public override string Summary => "the same elements under another shape";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Shape("shape", n => n.Shape, (n, value) => n with { Shape = value })];

    /// <inheritdoc/>
    public override Node Blank { get; } = new ReshapeNode { Name = "", Inputs = [], Shape = TensorShape.Of() };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ReshapeNode node, TypeScope scope)
    {
        var type = scope.Type(node, 0);
        var input = type.Shape;
        node.Require(
            Outer(input) == Outer(node.Shape),
            $"cannot turn {input} into {node.Shape}: as many elements must stand before the batch as before");
        var elements = 1L;
        foreach (var extent in node.Shape.Sample.Dimensions)
        {
            node.Require(extent >= 1, $"has the shape {node.Shape}; every extent but the batch must be known and positive");
            elements = Math.Min(elements * extent, 1L << 31);
        }

        node.Require(elements == input.Sample.ElementCount, $"cannot turn {input} into {node.Shape}: the number of elements differs");
        return [type with { Shape = node.Shape }];
    }

    /// <inheritdoc/>
    internal override ReshapeNode ForSample(ReshapeNode node, SampleScope scope) => node with { Shape = node.Shape.Sample };

    /// <inheritdoc/>
    internal override void Run(ReshapeNode node, NodeRun run) => run.Input(0).CopyTo(run.Output());

    /// <inheritdoc/>
    internal override bool IsView => true;

    /// <inheritdoc/>
    internal override void Plan(ReshapeNode node, PlanScope scope) => scope.Alias();

    /// <inheritdoc/>
    internal override Node? Scaled(ReshapeNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    public override FormatBehaviour Formats(ReshapeNode node, GraphIndex index) => FormatBehaviour.Moves;

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(ReshapeNode node, LoweringContext context) => new ReshapeOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
    };

    // The elements before the batch axis; −1 where there is none.
    private static long Outer(TensorShape shape)
    {
        var batch = SampleScope.BatchAxis(shape);
        return batch < 0 ? -1 : shape.Dimensions.Take(batch).Aggregate(1L, (count, extent) => Math.Min(count * extent, 1L << 31));
    }
}
