using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators.Window;

namespace Wfn.Operators;

/// <summary>Mean of the values under the window.</summary>
public sealed record AveragePoolNode : Node
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>
    /// Whether padding counts in the divisor. With ceil-mode the importer adds padding that must never count: those
    /// rows and columns are told apart by <see cref="UncountedBottom"/> and <see cref="UncountedRight"/>.
    /// </summary>
    public bool CountPadding { get; init; }

    /// <summary>Of the bottom padding, rows that never count.</summary>
    public int UncountedBottom { get; init; }

    /// <summary>Of the right padding, columns that never count.</summary>
    public int UncountedRight { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => AveragePoolDefinition.Instance;
}

/// <summary>What average pooling is.</summary>
internal sealed class AveragePoolDefinition : OperatorDefinition<AveragePoolNode>
{
    public static readonly AveragePoolDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "averagePool";

    /// <inheritdoc/>
    public override string Summary => "mean of the values under a window over height and width";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        .. Window(n => n.Window, (n, value) => n with { Window = value }),
        Flag("countPadding", n => n.CountPadding, (n, value) => n with { CountPadding = value }),
        Integer("uncountedBottom", n => n.UncountedBottom, (n, value) => n with { UncountedBottom = value }, 0, Limits.Window),
        Integer("uncountedRight", n => n.UncountedRight, (n, value) => n with { UncountedRight = value }, 0, Limits.Window),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new AveragePoolNode { Name = "", Inputs = [], Window = SlidingWindow.One };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(AveragePoolNode node, TypeScope scope)
    {
        var input = ImageShape.Of(node, scope);
        WindowRules.Check(node, node.Window, input);
        node.Require(
            node.UncountedBottom >= 0 && node.UncountedBottom <= node.Window.PadBottom
                && node.UncountedRight >= 0 && node.UncountedRight <= node.Window.PadRight,
            "leaves more padding uncounted than there is");
        if (!node.CountPadding)
        {
            WindowRules.CheckEveryWindowTouchesData(node, node.Window, input);
            return Result(ImageShape.Pooled(input, node.Window));
        }

        var output = ImageShape.Pooled(input, node.Window);
        var (rows, columns) = (output[output.Rank - 2] - 1L, output[output.Rank - 1] - 1L);
        node.Require(
            rows * node.Window.StrideHeight < (long)node.Window.PadTop + input[input.Rank - 2] + node.Window.PadBottom - node.UncountedBottom
                && columns * node.Window.StrideWidth < (long)node.Window.PadLeft + input[input.Rank - 1] + node.Window.PadRight - node.UncountedRight,
            $"has windows over nothing but uncounted padding of its input {input}");
        return Result(output);
    }

    /// <summary>Added up in double.</summary>
    internal override void Run(AveragePoolNode node, NodeRun run)
    {
        var (inputShape, outputShape, window) = (run.InputShape(0), run.OutputShape(), node.Window);
        var input = run.Input(0);
        var output = run.Output();
        var (channels, height, width) = (inputShape[0], inputShape[1], inputShape[2]);
        var countedBottom = height + window.PadBottom - node.UncountedBottom;
        var countedRight = width + window.PadRight - node.UncountedRight;
        var next = 0;
        for (var c = 0; c < channels; c++)
        {
            var plane = input.Slice(c * height * width, height * width);
            for (var y = 0; y < outputShape[1]; y++)
            {
                for (var x = 0; x < outputShape[2]; x++)
                {
                    var sum = 0.0;
                    var counted = 0;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                sum += plane[(row * width) + column];
                                counted++;
                            }
                            else if (node.CountPadding && row < countedBottom && column < countedRight)
                            {
                                counted++;
                            }
                        }
                    }

                    output[next++] = counted == 0 ? 0f : (float)(sum / counted);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(AveragePoolNode node, GraphIndex index) => LayoutSupport.ChannelsLast;

    /// <inheritdoc/>
    internal override Node? Scaled(AveragePoolNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    internal override void Plan(AveragePoolNode node, PlanScope scope) => FloatPoolCalls.Plan(
        PoolLayout.Of(scope.InputShape(), node.Window, node.CountPadding, node.UncountedBottom, node.UncountedRight), isMaximum: false, scope);

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(AveragePoolNode node, LoweringContext context) => AverageLowering.Lower(
        node, node.Window, node.CountPadding, node.UncountedBottom, node.UncountedRight, context);
}
