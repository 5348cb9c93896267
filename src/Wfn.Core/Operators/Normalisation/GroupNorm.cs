using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>
/// γ·(x − μ)/√(σ² + ε) + β, with mean and variance over a group of channels of each sample and all that lies behind them; γ and β for
/// every channel. With a group for every channel it is an instance norm.
/// </summary>
public sealed record GroupNormNode : Node
{
    /// <summary>The axis of the channels; the batch is in front of it.</summary>
    public required int Axis { get; init; }

    /// <summary>The number of groups.</summary>
    public required int Groups { get; init; }

    /// <summary>ε, added to the variance.</summary>
    public required float Epsilon { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => GroupNormDefinition.Instance;
}

/// <summary>What a group norm is. It has no integer form: its divisor is not known before the call.</summary>
internal sealed class GroupNormDefinition : OperatorDefinition<GroupNormNode>
{
    public static readonly GroupNormDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "groupNorm";

    /// <inheritdoc/>
    public override string Summary => "mean 0 and variance 1 over each group of channels, then factor and offset for each channel";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
    [
        new("input"),
        OperandSpec.Parameter("scale", ParameterRole.Scale),
        OperandSpec.Parameter("shift", ParameterRole.Shift),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Integer("groups", n => n.Groups, (n, value) => n with { Groups = value }, 1, Limits.Elements),
        Float("epsilon", n => n.Epsilon, (n, value) => n with { Epsilon = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new GroupNormNode { Name = "", Inputs = [], Axis = 0, Groups = 1, Epsilon = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(GroupNormNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        node.Require(node.Axis >= 0 && node.Axis < input.Rank, $"has its channels on axis {node.Axis} of {input}");
        node.Require(SampleScope.BatchAxis(input) < node.Axis, $"takes a mean over the batch of its input {input}");
        var channels = input[node.Axis];
        node.Require(node.Groups >= 1 && channels % node.Groups == 0, $"makes {node.Groups} groups of {channels} channels");
        for (var place = 1; place < node.Inputs.Count; place++)
        {
            var parameter = scope.Shape(node, place);
            node.Require(
                parameter.Rank == 1 && parameter[0] == channels, $"has a parameter {parameter}, which does not fit the {channels} channels of its input");
        }

        return Result(input);
    }

    /// <inheritdoc/>
    internal override GroupNormNode ForSample(GroupNormNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Worked out in double.</summary>
    internal override void Run(GroupNormNode node, NodeRun run)
    {
        var input = run.Input(0);
        var scale = run.Input(1);
        var shift = run.Input(2);
        var output = run.Output();
        var shape = run.InputShape(0);
        var inner = RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        var length = shape[node.Axis] / node.Groups * inner;
        for (var start = 0; start < input.Length; start += length)
        {
            var (mean, deviation) = SampleMoments.Of(input.Slice(start, length), node.Epsilon);
            for (var i = start; i < start + length; i++)
            {
                var channel = i / inner % scale.Length;
                output[i] = (float)(((input[i] - mean) / deviation * scale[channel]) + shift[channel]);
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(GroupNormNode node, PlanScope scope) => scope.Call(
        "group norm",
        new CallCost { Kernel = "group norm" },
        "FloatNormalization",
        "Groups",
        scope.Input(),
        scope.Output(),
        scope.ParameterValues(1),
        scope.ParameterValues(2),
        node.Epsilon,
        node.Groups,
        AxisLayout.Of(scope.InputShape(), node.Axis).Inner);

    /// <inheritdoc/>
    public override FormatBehaviour Formats(GroupNormNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };
}
