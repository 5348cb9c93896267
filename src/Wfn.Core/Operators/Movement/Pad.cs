using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Adds elements before and after each axis; negative counts (cropping) are turned into slices by the importer.</summary>
public sealed record PadNode : Node
{
    /// <summary>The mode.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>Elements added before each axis, not negative; the batch axis has 0.</summary>
    public required EquatableArray<int> Before { get; init; }

    /// <summary>Elements added after each axis, not negative; the batch axis has 0.</summary>
    public required EquatableArray<int> After { get; init; }

    /// <summary>The constant of <see cref="PadMode.Constant"/>.</summary>
    public float Value { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => PadDefinition.Instance;
}

/// <summary>What a pad is.</summary>
internal sealed class PadDefinition : MoveDefinition<PadNode>
{
    public static readonly PadDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "pad";

    /// <inheritdoc/>
    public override string Summary => "elements added before and after each axis";

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Word("mode", n => n.Mode, (n, value) => n with { Mode = value }, ["constant", "reflect", "edge", "wrap"]),
        Integers("before", n => n.Before, (n, value) => n with { Before = value }, 0, Limits.Elements),
        Integers("after", n => n.After, (n, value) => n with { After = value }, 0, Limits.Elements),
        Float("value", n => n.Value, (n, value) => n with { Value = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new PadNode { Name = "", Inputs = [], Mode = PadMode.Constant, Before = [], After = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(PadNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        node.Require(
            node.Before.Count == input.Rank && node.After.Count == input.Rank,
            $"does not have an entry for each axis of its input {input}");
        var extents = input.Dimensions.ToArray();
        for (var axis = 0; axis < extents.Length; axis++)
        {
            var before = node.Before[axis];
            var after = node.After[axis];
            if (input[axis] == TensorShape.Dynamic)
            {
                node.Require(before == 0 && after == 0, $"pads the batch of its input {input}");
                continue;
            }

            node.Require(before >= 0 && after >= 0, $"pads axis {axis} by a negative count");
            var most = node.Mode switch
            {
                PadMode.Reflect => input[axis] - 1,
                PadMode.Wrap => input[axis],
                _ => Limits.Elements,
            };
            node.Require(
                before <= most && after <= most,
                $"pads axis {axis} of {input} by {before} and {after}, more than mode {node.Mode} can take from the input");
            var padded = (long)extents[axis] + before + after;
            node.Require(padded <= Limits.Elements, $"pads axis {axis} beyond 2^31 - 1 elements");
            extents[axis] = (int)padded;
        }

        return Result(new TensorShape(EquatableArray.TakeOwnership(extents)));
    }

    /// <inheritdoc/>
    internal override PadNode ForSample(PadNode node, SampleScope scope)
    {
        var batch = scope.BatchAxis(node, 0);
        return node with { Before = SampleScope.Without(batch, node.Before), After = SampleScope.Without(batch, node.After) };
    }

    /// <inheritdoc/>
    internal override int[] Map(PadNode node, TensorShape input, TensorShape output) => IndexMap.Pad(input, output, node.Before, node.Mode);

    /// <inheritdoc/>
    internal override float Filling(PadNode node) => node.Value;

    /// <inheritdoc/>
    internal override void Plan(PadNode node, PlanScope scope) => scope.Add(DataMovementCalls.Pad(
        node.Name,
        node.Mode,
        scope.InputShape().Dimensions,
        node.Before,
        node.After,
        node.Value,
        scope.Input(),
        scope.Output()));

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(PadNode node, LoweringContext context) => new PadOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Mode = node.Mode,
        Before = node.Before,
        After = node.After,
        Value = FixedPointRounding.Quantize(node.Value, context.Format(node.Output)),
    };
}
