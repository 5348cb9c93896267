using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Parts of the input at constant indices along an axis, in any order and as often as one likes.</summary>
public sealed record GatherNode : Node
{
    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <summary>The indices along it.</summary>
    public required EquatableArray<int> Indices { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => GatherDefinition.Instance;
}

/// <summary>What a gather is.</summary>
internal sealed class GatherDefinition : MoveDefinition<GatherNode>
{
    public static readonly GatherDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "gather";

    /// <inheritdoc/>
    public override string Summary => "parts at constant indices along an axis";

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Integers("indices", n => n.Indices, (n, value) => n with { Indices = value }, 0, Limits.Elements),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new GatherNode { Name = "", Inputs = [], Axis = 0, Indices = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(GatherNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        AxisRule.RequireIndices(node, node.Indices, node.Axis, input);

        node.Require(!node.Indices.IsEmpty, "takes nothing");
        var extents = input.Dimensions.ToArray();
        extents[node.Axis] = node.Indices.Count;
        return Result(new TensorShape(EquatableArray.TakeOwnership(extents)));
    }

    /// <inheritdoc/>
    internal override GatherNode ForSample(GatherNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override int[] Map(GatherNode node, TensorShape input, TensorShape output) => IndexMap.Gather(input, node.Axis, node.Indices);

    /// <inheritdoc/>
    internal override void Plan(GatherNode node, PlanScope scope) => scope.Add(DataMovementCalls.Gather(
        node.Name, AxisLayout.Of(scope.InputShape(), node.Axis), node.Indices, scope.Input(), scope.Output()));

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(GatherNode node, LoweringContext context) => new GatherOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Axis = node.Axis,
        Indices = node.Indices,
    };
}
