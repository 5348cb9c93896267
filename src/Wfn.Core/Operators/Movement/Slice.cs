using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>A regular part of the input; one entry an axis, the batch axis whole (start 0, step 1).</summary>
public sealed record SliceNode : Node
{
    /// <summary>First index on each axis.</summary>
    public required EquatableArray<int> Starts { get; init; }

    /// <summary>Distance between two indices on each axis; may be negative, never 0.</summary>
    public required EquatableArray<int> Steps { get; init; }

    /// <summary>The output's shape.</summary>
    public required TensorShape Shape { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => SliceDefinition.Instance;
}

/// <summary>What a slice is.</summary>
internal sealed class SliceDefinition : MoveDefinition<SliceNode>
{
    public static readonly SliceDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "slice";

    /// <inheritdoc/>
    public override string Summary => "a regular part of each axis";

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integers("starts", n => n.Starts, (n, value) => n with { Starts = value }, 0, Limits.Elements),
        Integers("steps", n => n.Steps, (n, value) => n with { Steps = value }, -Limits.Elements, Limits.Elements),
        Shape("shape", n => n.Shape, (n, value) => n with { Shape = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new SliceNode { Name = "", Inputs = [], Starts = [], Steps = [], Shape = TensorShape.Of() };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(SliceNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        node.Require(
            node.Starts.Count == input.Rank && node.Steps.Count == input.Rank && node.Shape.Rank == input.Rank,
            $"does not have an entry for each axis of its input {input}");
        for (var axis = 0; axis < input.Rank; axis++)
        {
            if (input[axis] == TensorShape.Dynamic || node.Shape[axis] == TensorShape.Dynamic)
            {
                node.Require(
                    node.Starts[axis] == 0 && node.Steps[axis] == 1 && node.Shape[axis] == input[axis], $"cuts the batch of its input {input}");
                continue;
            }

            var last = node.Starts[axis] + ((node.Shape[axis] - 1L) * node.Steps[axis]);
            node.Require(
                node.Steps[axis] != 0 && node.Shape[axis] >= 1 && node.Starts[axis] >= 0 && node.Starts[axis] < input[axis]
                    && last >= 0 && last < input[axis],
                $"takes {node.Shape[axis]} elements from index {node.Starts[axis]} in steps of {node.Steps[axis]} on axis {axis} of {input}");
        }

        return Result(node.Shape);
    }

    /// <inheritdoc/>
    internal override SliceNode ForSample(SliceNode node, SampleScope scope)
    {
        var batch = scope.BatchAxis(node, 0);
        return node with
        {
            Starts = SampleScope.Without(batch, node.Starts),
            Steps = SampleScope.Without(batch, node.Steps),
            Shape = node.Shape.Sample,
        };
    }

    /// <inheritdoc/>
    internal override int[] Map(SliceNode node, TensorShape input, TensorShape output) =>
        IndexMap.Slice(input, output, node.Starts, node.Steps);

    /// <inheritdoc/>
    internal override void Plan(SliceNode node, PlanScope scope) =>
        scope.Move(Moves.Slice(scope.InputShape(), scope.OutputShape, node.Starts, node.Steps));

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(SliceNode node, LoweringContext context) => new SliceOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Starts = node.Starts,
        Steps = node.Steps,
    };
}
