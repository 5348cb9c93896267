using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>The inputs one after another along an axis.</summary>
public sealed record ConcatNode : Node
{
    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => ConcatDefinition.Instance;
}

/// <summary>What a concatenation is.</summary>
internal sealed class ConcatDefinition : OperatorDefinition<ConcatNode>
{
    public static readonly ConcatDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "concat";

    /// <inheritdoc/>
    public override string Summary => "the inputs one after another along an axis";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("inputs") { IsVariadic = true }];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1)];

    /// <inheritdoc/>
    public override Node Blank { get; } = new ConcatNode { Name = "", Inputs = [], Axis = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ConcatNode node, TypeScope scope)
    {
        var first = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, first);
        var extents = first.Dimensions.ToArray();
        for (var input = 1; input < node.Inputs.Count; input++)
        {
            var shape = scope.Type(node, input).Shape;
            var fits = shape.Rank == first.Rank;
            for (var axis = 0; fits && axis < extents.Length; axis++)
            {
                fits = axis == node.Axis ? shape[axis] != TensorShape.Dynamic : shape[axis] == first[axis];
            }

            node.Require(fits, $"cannot join {first} and {shape} along axis {node.Axis}");
            var joined = (long)extents[node.Axis] + shape[node.Axis];
            node.Require(joined <= Limits.Elements, "joins more than 2^31 - 1 elements");
            extents[node.Axis] = (int)joined;
        }

        return Result(new TensorShape(EquatableArray.TakeOwnership(extents)));
    }

    /// <inheritdoc/>
    internal override ConcatNode ForSample(ConcatNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override void Run(ConcatNode node, NodeRun run)
    {
        var output = run.Output();
        var shape = run.OutputShape();
        var inner = RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        var outer = RowMajor.Count(shape, 0, node.Axis);
        var start = 0;
        for (var place = 0; place < node.Inputs.Count; place++)
        {
            var extent = run.InputShape(place)[node.Axis];
            var length = extent * inner;
            for (var o = 0; o < outer; o++)
            {
                run.Input(place).Slice(o * length, length).CopyTo(output.Slice(((o * shape[node.Axis]) + start) * inner, length));
            }

            start += extent;
        }
    }

    /// <inheritdoc/>
    internal override Node? Scaled(ConcatNode node, GraphIndex index, float factor) => node.Inputs.All(name => index.FindParameter(name) is null) ? node : null;

    /// <inheritdoc/>
    internal override void Plan(ConcatNode node, PlanScope scope)
    {
        var moves = Moves.Concat([.. node.Inputs.Select((_, place) => scope.InputShape(place))], scope.OutputShape, node.Axis);
        for (var place = 0; place < moves.Count; place++)
        {
            scope.Move(moves[place], place);
        }
    }

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(ConcatNode node, LoweringContext context) => new ConcatOperation
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Axis = node.Axis,
        Shifts = node.Inputs
            .Select(i => context.Format(i).FractionBits - context.Format(node.Output).FractionBits).ToEquatableArray(),
    };
}
