using System.Globalization;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>A line of a plan for people: what a step does, by which kernel, and what that is thought to cost.</summary>
/// <param name="Step">Its number.</param>
/// <param name="Node">The graph node it stems from, with the node fused into it (data).</param>
/// <param name="Shape">What it makes of what.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Tiles">Output channels of a vector times the pixels that share its weights, or empty.</param>
/// <param name="Widenings">How often 16-bit sums are widened for a pixel, or for pixels that are worked out as one, all vectors of channels together.</param>
/// <param name="Operations">Multiply-adds of a sample where the kernel multiplies weights, else additions and subtractions; 0 where neither.</param>
/// <param name="Bytes">Activations read and written, weights where they are decoded, and scratch memory.</param>
/// <param name="Cost">Vector operations of 512 bits for a sample, as the choice between kernels counts them.</param>
public sealed record PlanRow(
    int Step, string Node, string Shape, string Kernel, string Tiles, int Widenings, long Operations, long Bytes, long Cost)
{
    /// <summary>The cells as text, in the order of <see cref="PlanTable.Columns"/>.</summary>
    public IReadOnlyList<string> Cells =>
    [
        Text(Step), Node, Shape, Kernel, Tiles, Widenings == 0 ? "" : Text(Widenings), Operations == 0 ? "" : Text(Operations), Text(Bytes), Text(Cost),
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a plan decided, step by step.</summary>
public static class PlanTable
{
    private const int VectorBytes = 64;

    // Four taps of a vector of bytes are four vectors.
    private const int VectorsZipped = 4;

    /// <summary>The headings; numbers stand right where a heading begins with '#'.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["#step", "node", "shape", "kernel", "tile", "#widenings", "#operations", "#bytes", "#cost"];

    /// <summary>The lines of a plan.</summary>
    public static EquatableArray<PlanRow> Of(ExecutionPlan plan) => plan.Steps.Select((step, i) => Row(step, i, plan.ElementBytes)).ToEquatableArray();

    private static PlanRow Row(PlanStep step, int number, int elementBytes)
    {
        var bytes = (step.Inputs.Sum(r => (long)r.Length) + step.Output.Length + step.Scratch.Length) * elementBytes;
        var row = new PlanRow(number, step.Node, "", Kernel(step), "", 0, 0, bytes, (bytes / VectorBytes) + 1);
        return step switch
        {
            DenseConvolutionStep dense => Dense(row, dense),
            FixedPointConvolutionStep convolution => Convolution(row, convolution),
            InlineLinearStep linear => row with
            {
                Shape = $"{Text(linear.Weights.Indices.Count / linear.Bias.Count)} → {Text(linear.Bias.Count)}",
                Operations = Additions(linear.Weights),
                Cost = Additions(linear.Weights),
            },
            FixedPointLinearStep linear => row with
            {
                Shape = $"{Text(linear.Weights.Indices.Count / linear.Bias.Count)} → {Text(linear.Bias.Count)}",
                Operations = Additions(linear.Weights),

                // Few digits are added one by one, else every weight has a lane.
                Cost = Math.Min(Additions(linear.Weights), linear.Weights.Indices.Count / (VectorBytes / sizeof(int))),
            },
            FloatConvolutionStep convolution => Weighted(row, Shape(convolution.Layout, convolution.Outputs), MultiplyAdds(convolution), elementBytes),
            FloatPixelConvolutionStep convolution => Weighted(
                row with { Node = convolution.SumNode is null ? row.Node : $"{row.Node} + {convolution.SumNode}" },
                $"{Extents(convolution.Channels, convolution.Height, convolution.Width)} → {Extents(convolution.Result.Channels, convolution.Result.Height, convolution.Result.Width)}",
                convolution.MultiplyAdds,
                elementBytes),
            FloatDepthwiseStep depthwise => Weighted(row, Shape(depthwise.Source, depthwise.Result), depthwise.MultiplyAdds, elementBytes),
            FloatPixelPoolStep pool => row with { Shape = Shape(pool.Source, pool.Result) },
            FloatLinearStep linear => Weighted(
                row, $"{Text(linear.RowLength)} → {Text(linear.Outputs)}", (long)linear.RowLength * linear.Outputs, elementBytes),
            ChannelsLastMaxPoolStep pool => row with { Shape = Shape(pool.Source, pool.Result) },
            ChannelsLastAveragePoolStep pool => row with { Shape = Shape(pool.Source, pool.Result) },
            ChannelsLastCopyStep copy => row with { Shape = Extents(copy.Layout.Channels, copy.Layout.Height, copy.Layout.Width) },
            _ => row,
        };
    }

    private static PlanRow Dense(PlanRow row, DenseConvolutionStep step)
    {
        var pixels = step.Pixels;
        if (step.Arithmetic == DenseArithmetic.DepthwiseBytes)
        {
            var vectors = ((pixels * step.Bias.Count) + VectorBytes - 1) / VectorBytes;
            return row with
            {
                Shape = Shape(step.Source, step.Result),
                Tiles = $"{Text(VectorBytes)} of a row",
                Widenings = step.Widenings * VectorsZipped * ((step.Bias.Count + VectorBytes - 1) / VectorBytes),
                Operations = step.MultiplyAdds,
                Bytes = row.Bytes + (step.StepCount * sizeof(int) * step.Bias.Count),
                Cost = (long)(vectors * ((step.StepCount * DenseChoice.DepthwiseStepCost) + (step.Widenings * DenseProgram.WideningCost * VectorsZipped))),
            };
        }

        var weights = step.StepCount * VectorBytes;
        return row with
        {
            Node = (step.Addend?.Node ?? step.Pool?.Node) is { } fused ? $"{step.Node} + {fused}" : step.Node,
            Shape = Shape(step.Source, step.Result),
            Tiles = $"{Text(step.PieceEnds.Count)} of {Text(Math.Min(DenseForm.BlockOutputs, step.Joined * step.Bias.Count))} × {Text(Math.Min(8, pixels / step.Joined))}",
            Widenings = step.Widenings,
            Operations = step.MultiplyAdds,
            Bytes = row.Bytes + weights,
            Cost = (long)(pixels / step.Joined * (step.StepCount + (step.Widenings * DenseProgram.WideningCost))),
        };
    }

    private static PlanRow Convolution(PlanRow row, FixedPointConvolutionStep step)
    {
        var pixels = (long)step.Layout.OutputHeight * step.Layout.OutputWidth;
        var additions = Additions(step.Weights) * pixels;
        return row with
        {
            Shape = Shape(step.Layout, step.Bias.Count),
            Operations = additions,
            Cost = step.Form.Cost,
        };
    }

    private static PlanRow Weighted(PlanRow row, string shape, long multiplyAdds, int elementBytes) =>
        row with { Shape = shape, Operations = multiplyAdds, Cost = multiplyAdds / (VectorBytes / elementBytes) };

    private static long MultiplyAdds(FloatConvolutionStep step) =>
        (long)step.Outputs * step.Layout.OutputHeight * step.Layout.OutputWidth * (step.Layout.Channels / step.Groups) * step.Layout.TapOffsets.Count;

    // One for every signed digit of every weight.
    private static long Additions(IndexedWeights weights)
    {
        var digits = Enumerable.Range(0, weights.Codebook.Count).Select(i => SignedDigit.NonAdjacentForm(weights.Codebook.Mantissas[i]).Count).ToArray();
        var additions = 0L;
        foreach (var index in weights.Indices)
        {
            additions += digits[index];
        }

        return additions;
    }

    private static string Kernel(PlanStep step) => step switch
    {
        DenseConvolutionStep { Arithmetic: DenseArithmetic.Bytes } => "dense, bytes",
        DenseConvolutionStep { Arithmetic: DenseArithmetic.Shorts } => "dense, 16 bits",
        DenseConvolutionStep { Arithmetic: DenseArithmetic.DepthwiseBytes } => "depthwise, bytes",
        DenseConvolutionStep => "depthwise, 16 bits",
        FixedPointConvolutionStep { Form.Kind: ShiftAddKind.ByValue } => "shift-add by value",
        FixedPointConvolutionStep or FixedPointLinearStep => "shift-add by power",
        InlineLinearStep => "inline",
        FloatConvolutionStep or FloatLinearStep => "float32",
        FloatPixelConvolutionStep => "float32, pixels",
        FloatDepthwiseStep => "float32, depthwise",
        FloatPixelPoolStep pool => pool.IsLargest ? "largest" : "mean",
        ChannelsLastMaxPoolStep or FixedPointMaxPoolStep or FloatMaxPoolStep => "largest",
        ChannelsLastAveragePoolStep or FixedPointAveragePoolStep or FloatAveragePoolStep => "mean",
        ChannelsLastCopyStep { ToPlanes: true } => "to planes",
        ChannelsLastCopyStep => "to channels last",
        FixedPointRescaleStep => "change of format",
        MoveStep => "move",
        PadStep => "pad",
        _ => Words(step.GetType().Name),
    };

    // "FixedPointSoftmaxStep" is told as "softmax".
    private static string Words(string type)
    {
        var name = type.EndsWith("Step", StringComparison.Ordinal) ? type.Substring(0, type.Length - 4) : type;
        foreach (var prefix in new[] { "FixedPoint", "Float" })
        {
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name.Substring(prefix.Length) : name;
        }

        return string.Concat(name.Select((c, i) => (char.IsUpper(c) && i > 0 ? " " : "") + char.ToLowerInvariant(c)));
    }

    private static string Shape(WindowLayout layout, int outputs) =>
        $"{Extents(layout.Channels, layout.Height, layout.Width)} → {Extents(outputs, layout.OutputHeight, layout.OutputWidth)}";

    private static string Shape(ChannelsLastLayout source, ChannelsLastLayout result) =>
        $"{Extents(source.Channels, source.Height, source.Width)} → {Extents(result.Channels, result.Height, result.Width)}";

    private static string Extents(int channels, int height, int width) => $"{Text(channels)}×{Text(height)}×{Text(width)}";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
