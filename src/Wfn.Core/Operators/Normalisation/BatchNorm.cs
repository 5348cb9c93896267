using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Inference batch norm y = γ·(x − μ)/√(σ² + ε) + β for each channel.</summary>
public sealed record BatchNormNode : Node
{
    /// <summary>Name of γ, [channels].</summary>
    public string Scale
    {
        get => Inputs[1];
        init => Inputs = InputsWith(1, value);
    }

    /// <summary>Name of β, [channels].</summary>
    public string Shift
    {
        get => Inputs[2];
        init => Inputs = InputsWith(2, value);
    }

    /// <summary>Name of μ, [channels].</summary>
    public string Mean
    {
        get => Inputs[3];
        init => Inputs = InputsWith(3, value);
    }

    /// <summary>Name of σ², [channels].</summary>
    public string Variance
    {
        get => Inputs[4];
        init => Inputs = InputsWith(4, value);
    }

    /// <summary>ε, added to the variance.</summary>
    public required float Epsilon { get; init; }

    /// <summary>The axis of the channels: 1 behind a batch, 0 of one sample.</summary>
    public int Axis { get; init; } = 1;

    /// <inheritdoc/>
    public override OperatorSignature Signature => BatchNormDefinition.Instance;
}

/// <summary>What an inference batch norm is.</summary>
internal sealed class BatchNormDefinition : OperatorDefinition<BatchNormNode>
{
    public static readonly BatchNormDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "batchNorm";

    /// <inheritdoc/>
    public override string Summary => "factor and offset for each channel, from running statistics";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
    [
        new("input"),
        OperandSpec.Parameter("scale", ParameterRole.Scale),
        OperandSpec.Parameter("shift", ParameterRole.Shift),
        OperandSpec.Parameter("mean", ParameterRole.Statistic),
        OperandSpec.Parameter("variance", ParameterRole.Statistic),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Float("epsilon", n => n.Epsilon, (n, value) => n with { Epsilon = value }),
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1, isOptional: true),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new BatchNormNode { Name = "", Inputs = [], Epsilon = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(BatchNormNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        node.Require(
            input.Rank > node.Axis && input[node.Axis] != TensorShape.Dynamic,
            $"needs an input with channels on axis {node.Axis}, not {input}");
        for (var place = 1; place < node.Inputs.Count; place++)
        {
            var parameter = scope.Shape(node, place);
            node.Require(
                parameter.Rank == 1 && parameter[0] == input[node.Axis],
                $"has a parameter {DataName.Quote(node.Inputs[place])} {parameter}, which does not fit the {input[node.Axis]} channels of its input {input}");
        }

        return Result(input);
    }

    /// <inheritdoc/>
    internal override BatchNormNode ForSample(BatchNormNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Factor and offset of a channel are rounded once, from double.</summary>
    internal override void Run(BatchNormNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var affine = ChannelAffine.Of(run.Input(1), run.Input(2), run.Input(3), run.Input(4), node.Epsilon);
        var shape = run.InputShape(0);
        var inner = Indexing.RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        for (var i = 0; i < input.Length; i++)
        {
            var channel = affine[i / inner % affine.Length];
            output[i] = ((float)channel.Factor * input[i]) + (float)channel.Offset;
        }
    }

    /// <summary>Each channel is a group of one column, which meets the normalised input.</summary>
    internal override WeightedSumMatrix Matrix(BatchNormNode node, GraphIndex index)
    {
        var shape = index.Shape(node.Inputs[0]);
        var (mean, variance) = (index.Parameter(node.Mean).Values, index.Parameter(node.Variance).Values);
        var (channels, inner) = (shape[node.Axis], Indexing.RowMajor.Count(shape, node.Axis + 1, shape.Rank));
        return new WeightedSumMatrix(1, 2, channels, channels, 1, shape.ElementCount / channels, (values, channel, _, met) =>
        {
            var factor = 1 / Math.Sqrt((double)variance[channel] + node.Epsilon);
            for (var position = 0; position < met.Length; position++)
            {
                var at = (((position / inner * channels) + channel) * inner) + (position % inner);
                met[position] = (float)((values[at] - (double)mean[channel]) * factor);
            }
        });
    }

    /// <inheritdoc/>
    internal override bool TakesBounds => true;

    /// <inheritdoc/>
    internal override void Plan(BatchNormNode node, PlanScope scope)
    {
        // The kernel has a factor for each of the outermost blocks: axes before the channels repeat them.
        var blocks = Indexing.RowMajor.Count(scope.InputShape(), 0, node.Axis);
        var channels = Enumerable.Repeat(AffineOf(node, scope.Index), blocks).SelectMany(affine => affine).ToList();
        scope.Call(
            "factor and offset a channel",
            new CallCost { Kernel = "channel affine" },
            "FloatElementwise",
            "ChannelAffine",
            scope.Input(),
            scope.Output(),
            channels.Select(c => (float)c.Factor).ToEquatableArray(),
            channels.Select(c => (float)c.Offset).ToEquatableArray(),
            scope.Bounds.Kernel);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(BatchNormNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };

    /// <summary>A batch norm that was kept: factors of at most four signed digits.</summary>
    internal override FixedPointOperation? Lower(BatchNormNode node, LoweringContext context)
    {
        if (node.Axis != 0)
        {
            return null;
        }

        var channels = AffineOf(node, context.Index);
        var input = context.Format(node.Inputs[0]);
        var output = context.Format(node.Output);
        return FactorScale.Finest(channels.Max(c => Math.Abs(c.Factor)), WithFactorBits, Fits);

        ChannelAffineOperation WithFactorBits(int factorBits) => new()
        {
            Name = node.Name,
            Inputs = [node.Inputs[0]],
            Output = node.Output,
            Factors = channels
                .Select(c => SignedDigitConstant.Near(c.Factor * FixedPointRounding.PowerOfTwo(factorBits))).ToEquatableArray(),
            Offsets = channels.Select(c => AccumulatorUnits.Of(c.Offset, input.FractionBits + factorBits)).ToEquatableArray(),
            Shift = input.FractionBits + factorBits - output.FractionBits,
        };

        bool Fits(ChannelAffineOperation affine) =>
            AccumulatorBound.WithRounding(AccumulatorBound.ChannelAffine(affine, input), affine.Shift) <= int.MaxValue;
    }

    /// <summary>Factor and offset of every channel.</summary>
    public static ChannelAffine[] AffineOf(BatchNormNode node, GraphIndex index) => ChannelAffine.Of(
        index.Parameter(node.Scale).Values.AsSpan(),
        index.Parameter(node.Shift).Values.AsSpan(),
        index.Parameter(node.Mean).Values.AsSpan(),
        index.Parameter(node.Variance).Values.AsSpan(),
        node.Epsilon);
}
