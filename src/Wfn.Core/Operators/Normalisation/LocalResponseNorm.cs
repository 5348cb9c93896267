using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>x / (bias + α/size · Σ x²)^β, the sum over a window of channels around each one at the same place.</summary>
public sealed record LocalResponseNormNode : Node
{
    /// <summary>The axis of the channels, not the batch.</summary>
    public required int Axis { get; init; }

    /// <summary>Channels of the window: (size − 1) / 2 of them, rounded down, before the channel itself.</summary>
    public required int Size { get; init; }

    /// <summary>α, the factor on the mean square.</summary>
    public float Alpha { get; init; } = 1e-4f;

    /// <summary>β, the power.</summary>
    public float Beta { get; init; } = 0.75f;

    /// <summary>What is added to the mean square.</summary>
    public float Bias { get; init; } = 1;

    /// <inheritdoc/>
    public override OperatorSignature Signature => LocalResponseNormDefinition.Instance;
}

/// <summary>What a local response norm is. It has no integer form: its divisor is not known before the call.</summary>
internal sealed class LocalResponseNormDefinition : OperatorDefinition<LocalResponseNormNode>
{
    public static readonly LocalResponseNormDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "localResponseNorm";

    /// <inheritdoc/>
    public override string Summary => "each element by a power of the mean square of channels around it";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Integer("size", n => n.Size, (n, value) => n with { Size = value }, 1, Limits.Window),
        Float("alpha", n => n.Alpha, (n, value) => n with { Alpha = value }),
        Float("beta", n => n.Beta, (n, value) => n with { Beta = value }),
        Float("bias", n => n.Bias, (n, value) => n with { Bias = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new LocalResponseNormNode { Name = "", Inputs = [], Axis = 0, Size = 1 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(LocalResponseNormNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        node.Require(node.Size is >= 1 and <= Limits.Window, $"has a window of {node.Size} channels; 1 to {Limits.Window} are possible");
        return Result(input);
    }

    /// <inheritdoc/>
    internal override LocalResponseNormNode ForSample(LocalResponseNormNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Worked out in double.</summary>
    internal override void Run(LocalResponseNormNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var shape = run.InputShape(0);
        var inner = RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        var channels = shape[node.Axis];
        for (var i = 0; i < input.Length; i++)
        {
            var channel = i / inner % channels;
            var first = Math.Max(0, channel - ((node.Size - 1) / 2));
            var end = Math.Min(channels, channel - ((node.Size - 1) / 2) + node.Size);
            var squares = 0.0;
            for (var other = first; other < end; other++)
            {
                var value = (double)input[i + ((other - channel) * inner)];
                squares += value * value;
            }

            output[i] = (float)(input[i] / Math.Pow(node.Bias + ((double)node.Alpha / node.Size * squares), node.Beta));
        }
    }

    /// <inheritdoc/>
    internal override void Plan(LocalResponseNormNode node, PlanScope scope)
    {
        var axis = AxisLayout.Of(scope.InputShape(), node.Axis);
        scope.Call(
            "local response norm",
            new CallCost { Kernel = "local response norm" },
            "FloatNormalization",
            "LocalResponse",
            scope.Input(),
            scope.Output(),
            axis.Extent,
            axis.Inner,
            node.Size,
            node.Alpha,
            node.Beta,
            node.Bias);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(LocalResponseNormNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };
}
