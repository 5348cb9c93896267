using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators.Window;

namespace Wfn.Operators;

/// <summary>
/// Two-dimensional transposed convolution over [batch, channels, height, width]: a convolution with stride 1 over the input spread by the
/// window's stride, zeros between its elements. Padding is what is left out at the borders.
/// </summary>
public sealed record TransposedConvolutionNode : Node
{
    /// <summary>
    /// Name of the kernel of that convolution, [outputs, inputs / groups, height, width]: what an input is multiplied with stands turned
    /// by 180°.
    /// </summary>
    public string Weight
    {
        get => Inputs[TransposedConvolutionDefinition.WeightPlace];
        init => Inputs = InputsWith(TransposedConvolutionDefinition.WeightPlace, value);
    }

    /// <summary>Name of the bias parameter, [outputs], or null.</summary>
    public string? Bias
    {
        get => InputAt(TransposedConvolutionDefinition.BiasPlace);
        init => Inputs = InputsWith(TransposedConvolutionDefinition.BiasPlace, value);
    }

    /// <summary>The window of the convolution whose transpose it is.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Rows and columns added at the bottom and on the right, of what the padding left out or of the bias alone.</summary>
    public EquatableArray<int> OutputPadding { get; init; } = [0, 0];

    /// <summary>Channel groups.</summary>
    public int Groups { get; init; } = 1;

    /// <inheritdoc/>
    public override OperatorSignature Signature => TransposedConvolutionDefinition.Instance;
}

/// <summary>What a transposed convolution is.</summary>
internal sealed class TransposedConvolutionDefinition : OperatorDefinition<TransposedConvolutionNode>
{
    public const int WeightPlace = 1;
    public const int BiasPlace = 2;
    public static readonly TransposedConvolutionDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "transposedConvolution";

    /// <inheritdoc/>
    public override string Summary => "convolution over the input spread by the stride, zeros between its elements";

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
        Integers("outputPadding", n => n.OutputPadding, (n, value) => n with { OutputPadding = value }, 0, Limits.Window, 2),
        Integer("groups", n => n.Groups, (n, value) => n with { Groups = value }, 1, Limits.Elements),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new TransposedConvolutionNode { Name = "", Inputs = [], Window = SlidingWindow.One };

    /// <inheritdoc/>
    internal override WeightedSumOperands? WeightedSum { get; } = new(WeightPlace, BiasPlace, rank => rank - 3);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(TransposedConvolutionNode node, TypeScope scope)
    {
        var input = ImageShape.Of(node, scope);
        var channels = ImageShape.Channels(input);
        var weight = KernelShape.Of(node, scope, WeightPlace);
        node.Require(
            node.Groups >= 1 && (long)weight[1] * node.Groups == channels && weight[0] % node.Groups == 0,
            $"has a kernel {weight} in {node.Groups} group(s), which does not fit the {channels} channels of its input {input}");
        KernelShape.Require(node, weight, node.Window);
        BiasShape.Require(node, scope, BiasPlace, weight[0]);
        node.Require(node.OutputPadding.Count == 2, $"has {node.OutputPadding.Count} output paddings");
        var (rows, columns) = Axes(node, input);
        rows.Check(node);
        columns.Check(node);
        node.Require(channels * rows.Spread * (double)columns.Spread <= Limits.Elements, $"spreads {input} to more than 2^31 - 1 elements");
        return Result(ImageShape.With(input, weight[0], (int)rows.Outputs, (int)columns.Outputs));
    }

    /// <summary>
    /// out[o, y·stride + ky·dilation − pad, …] is bias[o] + Σ weight[o, i, last − ky, last − kx] · in[i, y, x], added up in the order i, ky, kx.
    /// </summary>
    internal override void Run(TransposedConvolutionNode node, NodeRun run)
    {
        var input = run.Input(0);
        var weight = run.Input(WeightPlace);
        var bias = run.Input(BiasPlace);
        var output = run.Output();
        var (shape, result, window) = (run.InputShape(0), run.OutputShape(), node.Window);
        var (inputsOfGroup, outputsOfGroup) = (shape[0] / node.Groups, result[0] / node.Groups);
        var taps = window.KernelHeight * window.KernelWidth;
        for (var o = 0; o < result[0]; o++)
        {
            var plane = output.Slice(o * result[1] * result[2], result[1] * result[2]);
            plane.Fill(bias.IsEmpty ? 0f : bias[o]);
            for (var i = 0; i < inputsOfGroup; i++)
            {
                var from = input.Slice(((o / outputsOfGroup * inputsOfGroup) + i) * shape[1] * shape[2], shape[1] * shape[2]);
                for (var tap = 0; tap < taps; tap++)
                {
                    var factor = weight[(((o * inputsOfGroup) + i + 1) * taps) - 1 - tap];
                    var landing = new Landing(window, tap, shape[2], result[1], result[2]);
                    for (var at = 0; at < from.Length; at++)
                    {
                        if (landing.TryFind(at, out var place))
                        {
                            plane[place] += factor * from[at];
                        }
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override WeightedSumMatrix Matrix(TransposedConvolutionNode node, GraphIndex index)
    {
        var (shape, result, window) = (index.Shape(node.Inputs[0]), index.Shape(node.Output), node.Window);
        var (plane, inputsOfGroup) = (shape[1] * shape[2], shape[0] / node.Groups);
        var taps = window.KernelHeight * window.KernelWidth;
        return new WeightedSumMatrix(
            WeightPlace, BiasPlace, result[0], node.Groups, inputsOfGroup * taps, result[1] * result[2], (values, group, column, met) =>
            {
                // The kernel stands turned by 180°.
                var tap = taps - 1 - (column % taps);
                var from = values.Slice(((group * inputsOfGroup) + (column / taps)) * plane, plane);
                var landing = new Landing(window, tap, shape[2], result[1], result[2]);
                met.Clear();
                for (var at = 0; at < from.Length; at++)
                {
                    if (landing.TryFind(at, out var place))
                    {
                        met[place] = from[at];
                    }
                }
            });
    }

    /// <inheritdoc/>
    internal override bool TakesBounds => true;

    /// <inheritdoc/>
    internal override void Plan(TransposedConvolutionNode node, PlanScope scope)
    {
        var (input, result, window) = (scope.InputShape(), scope.OutputShape, node.Window);
        var (source, made) = ((input[0], input[1], input[2]), (result[0], result[1], result[2]));
        var inputsOfGroup = input[0] / node.Groups;
        var multiplyAdds = (long)result[0] * inputsOfGroup * window.KernelHeight * window.KernelWidth * input[1] * input[2];

        // A row of outputs, those of one place within the stride side by side.
        var phase = ((result[2] - 1) / window.StrideWidth) + 1;
        KernelValue scratch = scope.Scratch((long)phase * window.StrideWidth);
        scope.Call(
            "transposed " + Words.Convolution(window, source, made, node.Groups),
            CallCost.Multiplied("float32, transposed", multiplyAdds) with { Shape = Words.Shape(source, made) },
            KernelObject.New(
                "FloatTransposedConvolution",
                ("weights", scope.ParameterValues(WeightPlace)),
                ("bias", PlanScope.Bias(node.Bias, result[0])),
                ("bounds", scope.Bounds.Kernel),
                ("inputsOfGroup", inputsOfGroup),
                ("outputsOfGroup", result[0] / node.Groups),
                ("input", (EquatableArray<int>)[input[1], input[2]]),
                ("output", (EquatableArray<int>)[result[1], result[2]]),
                ("kernel", (EquatableArray<int>)[window.KernelHeight, window.KernelWidth]),
                ("stride", (EquatableArray<int>)[window.StrideHeight, window.StrideWidth]),
                ("dilation", (EquatableArray<int>)[window.DilationHeight, window.DilationWidth]),
                ("pad", (EquatableArray<int>)[window.PadTop, window.PadLeft])),
            "Run",
            scope.Input(),
            scope.Output(),
            scratch);
    }

    /// <summary>The input spread, a part of it where padding leaves out more than the window reaches, and a convolution with the same weights.</summary>
    internal override FixedPointOperation? Lower(TransposedConvolutionNode node, LoweringContext context)
    {
        var shape = context.Shape(node.Inputs[0]);
        var (rows, columns) = Axes(node, shape);
        if (!rows.IsConvolution || !columns.IsConvolution)
        {
            return null;
        }

        var format = context.Format(node.Inputs[0]);
        var spread = node.Inputs[0];
        if (rows.Stride > 1 || columns.Stride > 1)
        {
            spread = Between(TensorShape.Of(shape[0], shape[1], 1, shape[2], 1), (name, input) => new ReshapeOperation
            {
                Name = node.Name,
                Inputs = [input],
                Output = name,
            });
            spread = Between(TensorShape.Of(shape[0], shape[1], rows.Stride, shape[2], columns.Stride), (name, input) => new PadOperation
            {
                Name = node.Name,
                Inputs = [input],
                Output = name,
                Mode = PadMode.Constant,
                Before = [0, 0, 0, 0, 0],
                After = [0, 0, rows.Stride - 1, 0, columns.Stride - 1],
                Value = 0,
            });
            spread = Between(TensorShape.Of(shape[0], (int)rows.Spread, (int)columns.Spread), (name, input) => new ReshapeOperation
            {
                Name = node.Name,
                Inputs = [input],
                Output = name,
            });
        }

        if (rows.Kept < rows.Spread || columns.Kept < columns.Spread)
        {
            spread = Between(TensorShape.Of(shape[0], (int)rows.Kept, (int)columns.Kept), (name, input) => new SliceOperation
            {
                Name = node.Name,
                Inputs = [input],
                Output = name,
                Starts = [0, (int)Math.Max(0, -rows.Before), (int)Math.Max(0, -columns.Before)],
                Steps = [1, 1, 1],
            });
        }

        var (weights, bias, shift) = WeightedSumLowering.Lower(node, node.Weight, node.Bias, context);
        return new ConvolutionOperation
        {
            Name = node.Name,
            Inputs = [spread],
            Output = node.Output,
            Weights = weights,
            Bias = bias,
            Window = new SlidingWindow
            {
                KernelHeight = node.Window.KernelHeight,
                KernelWidth = node.Window.KernelWidth,
                DilationHeight = node.Window.DilationHeight,
                DilationWidth = node.Window.DilationWidth,
                PadTop = (int)Math.Max(0, rows.Before),
                PadLeft = (int)Math.Max(0, columns.Before),
                PadBottom = (int)Math.Max(0, rows.After),
                PadRight = (int)Math.Max(0, columns.After),
            },
            Groups = node.Groups,
            Shift = shift,
        };

        string Between(TensorShape made, Func<string, string, FixedPointOperation> make)
        {
            var input = spread;
            return context.Between(node, made, format, name => make(name, input));
        }
    }

    private static (SpreadAxis Rows, SpreadAxis Columns) Axes(TransposedConvolutionNode node, TensorShape input)
    {
        var window = node.Window;
        return (
            new SpreadAxis(
                input[input.Rank - 2],
                window.KernelHeight,
                window.StrideHeight,
                window.DilationHeight,
                window.PadTop,
                window.PadBottom,
                node.OutputPadding[0]),
            new SpreadAxis(
                input[input.Rank - 1],
                window.KernelWidth,
                window.StrideWidth,
                window.DilationWidth,
                window.PadLeft,
                window.PadRight,
                node.OutputPadding[1]));
    }

    // Where the inputs of a plane land among the outputs by one tap of the window.
    private readonly struct Landing(SlidingWindow window, int tap, int inputWidth, int height, int width)
    {
        private readonly int top = (tap / window.KernelWidth * window.DilationHeight) - window.PadTop;
        private readonly int left = (tap % window.KernelWidth * window.DilationWidth) - window.PadLeft;

        public bool TryFind(int input, out int place)
        {
            var (y, x) = ((input / inputWidth * window.StrideHeight) + top, (input % inputWidth * window.StrideWidth) + left);
            place = (y * width) + x;
            return y >= 0 && y < height && x >= 0 && x < width;
        }
    }

    // Rows or columns: of the input, of the window, left out and added.
    private readonly record struct SpreadAxis(int Inputs, int Kernel, int Stride, int Dilation, int PadBefore, int PadAfter, int Added)
    {
        private long Reach => (Kernel - 1L) * Dilation;

        public long Outputs => ((Inputs - 1L) * Stride) + Reach + 1 - PadBefore - PadAfter + Added;

        // Zeros behind every input, the last one included.
        public long Spread => (long)Inputs * Stride;

        // Padding of the convolution over the spread input; negative where some of that is left out instead.
        public long Before => Reach - PadBefore;

        public long After => Reach - PadAfter + Added - (Stride - 1);

        public long Kept => Spread + Math.Min(0, Before) + Math.Min(0, After);

        public bool IsConvolution => Kept >= 1 && Before <= Limits.Window && After <= Limits.Window;

        public void Check(Node node)
        {
            var isInRange = Kernel is >= 1 and <= Limits.Window && Stride is >= 1 and <= Limits.Window && Dilation is >= 1 and <= Limits.Window
                && PadBefore is >= 0 and <= Limits.Window && PadAfter is >= 0 and <= Limits.Window && Added is >= 0 and <= Limits.Window;
            node.Require(
                isInRange,
                $"has a window of {Kernel}, stride {Stride}, dilation {Dilation}, padding {PadBefore} and {PadAfter} and output padding {Added}; "
                    + $"extents, strides and dilations go from 1 to {Limits.Window}, paddings from 0 to {Limits.Window}");
            node.Require(Outputs is >= 1 and <= Limits.Elements, $"makes {Outputs} rows or columns of {Inputs}");
        }
    }
}
