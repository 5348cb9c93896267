using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators.Window;

namespace Wfn.Operators;

/// <summary>Largest value under the window; padding is not part of it.</summary>
public sealed record MaxPoolNode : Node
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => MaxPoolDefinition.Instance;
}

/// <summary>What max pooling is.</summary>
internal sealed class MaxPoolDefinition : OperatorDefinition<MaxPoolNode>
{
    public static readonly MaxPoolDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "maxPool";

    /// <inheritdoc/>
    public override string Summary => "largest value under a window over height and width";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } = Window(n => n.Window, (n, value) => n with { Window = value });

    /// <inheritdoc/>
    public override Node Blank { get; } = new MaxPoolNode { Name = "", Inputs = [], Window = SlidingWindow.One };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(MaxPoolNode node, TypeScope scope)
    {
        var input = ImageShape.Of(node, scope);
        WindowRules.Check(node, node.Window, input);
        WindowRules.CheckEveryWindowTouchesData(node, node.Window, input);
        return Result(ImageShape.Pooled(input, node.Window));
    }

    /// <inheritdoc/>
    internal override void Run(MaxPoolNode node, NodeRun run)
    {
        var (inputShape, outputShape, window) = (run.InputShape(0), run.OutputShape(), node.Window);
        var input = run.Input(0);
        var output = run.Output();
        var (channels, height, width) = (inputShape[0], inputShape[1], inputShape[2]);
        var next = 0;
        for (var c = 0; c < channels; c++)
        {
            var plane = input.Slice(c * height * width, height * width);
            for (var y = 0; y < outputShape[1]; y++)
            {
                for (var x = 0; x < outputShape[2]; x++)
                {
                    var largest = float.NegativeInfinity;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                largest = Math.Max(largest, plane[(row * width) + column]);
                            }
                        }
                    }

                    output[next++] = largest;
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(MaxPoolNode node, GraphIndex index) => LayoutSupport.ChannelsLast;

    /// <inheritdoc/>
    internal override void Plan(MaxPoolNode node, PlanScope scope) =>
        FloatPoolCalls.Plan(PoolLayout.Of(scope.InputShape(), node.Window), isMaximum: true, scope);

    /// <inheritdoc/>
    internal override Node? Scaled(MaxPoolNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    public override FormatBehaviour Formats(MaxPoolNode node, GraphIndex index) => FormatBehaviour.Moves;

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(MaxPoolNode node, LoweringContext context) => new MaxPoolOperation
    {
        Name = node.Name,
        Inputs = [context.InFormat(node, node.Inputs[0], context.Format(node.Output))],
        Output = node.Output,
        Window = node.Window,
    };
}
