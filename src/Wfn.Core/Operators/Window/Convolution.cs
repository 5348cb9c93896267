using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;
using Wfn.Operators.Window;

namespace Wfn.Operators;

/// <summary>Two-dimensional convolution (cross-correlation) over [batch, channels, height, width]; pads with zero.</summary>
public sealed record ConvolutionNode : Node
{
    /// <summary>Name of the kernel parameter, [outputs, inputs / groups, height, width].</summary>
    public string Weight
    {
        get => Inputs[ConvolutionDefinition.WeightPlace];
        init => Inputs = InputsWith(ConvolutionDefinition.WeightPlace, value);
    }

    /// <summary>Name of the bias parameter, [outputs], or null.</summary>
    public string? Bias
    {
        get => InputAt(ConvolutionDefinition.BiasPlace);
        init => Inputs = InputsWith(ConvolutionDefinition.BiasPlace, value);
    }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Channel groups.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override OperatorSignature Signature => ConvolutionDefinition.Instance;
}

/// <summary>What convolution is.</summary>
internal sealed class ConvolutionDefinition : OperatorDefinition<ConvolutionNode>
{
    public const int WeightPlace = 1;
    public const int BiasPlace = 2;
    public static readonly ConvolutionDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "convolution";

    /// <inheritdoc/>
    public override string Summary => "convolution over height and width, padded with zeros";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
    [
        new("input"),
        OperandSpec.Parameter("weight", ParameterRole.Weight, outputAxis: 0),
        OperandSpec.Parameter("bias", ParameterRole.Bias, isOptional: true),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        .. Window(n => n.Window, (n, value) => n with { Window = value }),
        Integer("groups", n => n.Groups, (n, value) => n with { Groups = value }, 1, Limits.Elements),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new ConvolutionNode { Name = "", Inputs = [], Window = SlidingWindow.One };

    /// <inheritdoc/>
    internal override WeightedSumOperands? WeightedSum { get; } = new(WeightPlace, BiasPlace, rank => rank - 3);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ConvolutionNode node, TypeScope scope)
    {
        var input = ImageShape.Of(node, scope);
        var channels = ImageShape.Channels(input);
        var weight = KernelShape.Of(node, scope, WeightPlace);
        node.Require(node.Groups >= 1, $"has {node.Groups} groups");
        node.Require(
            (long)weight[1] * node.Groups == channels,
            $"has a kernel {weight} in {node.Groups} group(s), which does not fit the {channels} channels of its input {input}");
        node.Require(weight[0] % node.Groups == 0, $"has {weight[0]} output channels, not a multiple of its {node.Groups} groups");
        KernelShape.Require(node, weight, node.Window);
        BiasShape.Require(node, scope, BiasPlace, weight[0]);
        WindowRules.Check(node, node.Window, input);
        var (height, width) = (input[input.Rank - 2], input[input.Rank - 1]);
        return Result(ImageShape.With(input, weight[0], node.Window.OutputHeight(height), node.Window.OutputWidth(width)));
    }

    /// <summary>
    /// out[o, y, x] = bias[o] + Σ weight[o, i, ky, kx] · in[i, y·stride + ky·dilation − pad, …], added up in the order i, ky, kx;
    /// one tap at a time for all positions.
    /// </summary>
    internal override void Run(ConvolutionNode node, NodeRun run)
    {
        var (inputShape, outputShape) = (run.InputShape(0), run.OutputShape());
        var input = run.Input(0);
        var weight = run.Input(WeightPlace);
        var bias = run.Input(BiasPlace);
        var output = run.Output();
        var taps = run.Prepared(() => new WindowTaps(node.Window, inputShape, outputShape));
        var outputs = outputShape[0];
        var outputPlane = outputShape[1] * outputShape[2];
        var inputPlane = inputShape[1] * inputShape[2];
        var inputsOfGroup = inputShape[0] / node.Groups;
        var outputsOfGroup = outputs / node.Groups;
        for (var o = 0; o < outputs; o++)
        {
            output.Slice(o * outputPlane, outputPlane).Fill(bias.IsEmpty ? 0f : bias[o]);
        }

        var met = new float[outputPlane];
        for (var channel = 0; channel < inputShape[0]; channel++)
        {
            var firstOutput = channel / inputsOfGroup * outputsOfGroup;
            for (var tap = 0; tap < taps.Count; tap++)
            {
                taps.Gather(tap, input.Slice(channel * inputPlane, inputPlane), met.AsSpan());
                for (var o = firstOutput; o < firstOutput + outputsOfGroup; o++)
                {
                    var w = weight[(((o * inputsOfGroup) + (channel % inputsOfGroup)) * taps.Count) + tap];
                    ScaledSum.Add(output.Slice(o * outputPlane, outputPlane), met, w);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override WeightedSumMatrix Matrix(ConvolutionNode node, GraphIndex index)
    {
        var (input, output) = (index.Shape(node.Inputs[0]), index.Shape(node.Output));
        var taps = new WindowTaps(node.Window, input, output);
        var (plane, inputsOfGroup) = (input[1] * input[2], input[0] / node.Groups);
        return new WeightedSumMatrix(
            WeightPlace,
            BiasPlace,
            output[0],
            node.Groups,
            inputsOfGroup * taps.Count,
            output[1] * output[2],
            (values, group, column, met) => taps.Gather(
                column % taps.Count, values.Slice(((group * inputsOfGroup) + (column / taps.Count)) * plane, plane), met));
    }

    /// <inheritdoc/>
    internal override bool TakesBounds => true;

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(ConvolutionNode node, GraphIndex index) => ChannelsLastConvolutionCalls.Layouts(node, index);

    /// <inheritdoc/>
    internal override void Plan(ConvolutionNode node, PlanScope scope) => ConvolutionCalls.Plan(node, scope);

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(ConvolutionNode node, LoweringContext context)
    {
        var (weights, bias, shift) = WeightedSumLowering.Lower(node, node.Weight, node.Bias, context);
        return new ConvolutionOperation
        {
            Name = node.Name,
            Inputs = [node.Inputs[0]],
            Output = node.Output,
            Weights = weights,
            Bias = bias,
            Window = node.Window,
            Groups = node.Groups,
            Shift = shift,
        };
    }
}
