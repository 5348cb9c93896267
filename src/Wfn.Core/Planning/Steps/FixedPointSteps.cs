using Wfn.Lowering;

namespace Wfn.Planning.Steps;

/// <summary>Saturation bounds of a fixed-point step's output: its format's, or tighter ones of a clamp that was fused into it.</summary>
/// <param name="Minimum">The smallest q.</param>
/// <param name="Maximum">The largest q.</param>
public readonly record struct OutputBounds(int Minimum, int Maximum)
{
    /// <summary>Saturation to the first bounds, then to the clamp's, then to the last: one saturation again.</summary>
    public static OutputBounds Then(OutputBounds first, FixedPointClamp clamp, OutputBounds last)
    {
        return new OutputBounds(Pass(first.Minimum), Pass(first.Maximum));

        int Pass(int q) => Clamp(Clamp(q, clamp.Minimum, clamp.Maximum), last.Minimum, last.Maximum);
    }

    private static int Clamp(int q, int minimum, int maximum) => Math.Min(Math.Max(q, minimum), maximum);
}

/// <summary>A fixed-point step that ends in rescale and saturation.</summary>
public abstract record SaturatingStep : PlanStep
{
    /// <summary>Right shift from accumulator to output (negative: left).</summary>
    public required int Shift { get; init; }

    /// <summary>Saturation.</summary>
    public required OutputBounds Bounds { get; init; }
}

/// <summary>Convolution of indexed weights.</summary>
public sealed record FixedPointConvolutionStep : SaturatingStep
{
    /// <summary>The kernel, [outputs, inputs / groups, height, width].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output channel in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>Channel groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Bounds of the inputs.</summary>
    public required OutputBounds InputBounds { get; init; }

    /// <summary>How weights become additions and shifts.</summary>
    public required ShiftAddForm Form { get; init; }

    /// <summary>Whether the padded planes are of bytes, signed inputs moved by 128; otherwise they are of 16-bit integers.</summary>
    public required bool IsOfBytes { get; init; }

    /// <summary>The geometry.</summary>
    public required WindowLayout Layout { get; init; }

    /// <summary>Length of the planes that are read: those of the layout, or the input as it lies.</summary>
    public int PlanesLength => Layout.Pieces.IsEmpty ? Inputs[0].Length : Layout.PlanesLength;
}

/// <summary>Fully connected layer of indexed weights.</summary>
public sealed record FixedPointLinearStep : SaturatingStep
{
    /// <summary>The matrix, [outputs, inputs].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>The range of its inputs.</summary>
    public required OutputBounds InputBounds { get; init; }
}

/// <summary>Fully connected layer of one row, as additions, subtractions and shifts that stand in the code.</summary>
public sealed record InlineLinearStep : SaturatingStep
{
    /// <summary>The matrix, [outputs, inputs].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>The range of its inputs.</summary>
    public required OutputBounds InputBounds { get; init; }
}

/// <summary>Factor and offset for each channel.</summary>
public sealed record FixedPointChannelAffineStep : SaturatingStep
{
    /// <summary>The integer factor of each channel.</summary>
    public required EquatableArray<int> Factors { get; init; }

    /// <summary>The offset of each channel in accumulator units.</summary>
    public required EquatableArray<int> Offsets { get; init; }
}

/// <summary>Sum of two activations, or of one and a constant.</summary>
public sealed record FixedPointSumStep : SaturatingStep
{
    /// <summary>Left shift of each operand.</summary>
    public required EquatableArray<int> LeftShifts { get; init; }

    /// <summary>Whether each operand is subtracted.</summary>
    public required EquatableArray<bool> Negated { get; init; }

    /// <summary>The constant operand, or none.</summary>
    public required EquatableArray<int> Constant { get; init; }

    /// <summary>How the operands meet.</summary>
    public required BroadcastLayout Layout { get; init; }
}

/// <summary>Product of two activations, or of one and a constant of few signed digits.</summary>
public sealed record FixedPointProductStep : SaturatingStep
{
    /// <summary>The constant operand, or none.</summary>
    public required EquatableArray<int> Constant { get; init; }

    /// <summary>How the operands meet.</summary>
    public required BroadcastLayout Layout { get; init; }
}

/// <summary>Change of format, with bounds.</summary>
public sealed record FixedPointRescaleStep : SaturatingStep;

/// <summary>Mean under a window.</summary>
public sealed record FixedPointAveragePoolStep : SaturatingStep
{
    /// <summary>The window and how padding counts.</summary>
    public required PoolLayout Layout { get; init; }

    /// <summary>Right shift of the sum.</summary>
    public required int SumShift { get; init; }

    /// <summary>Entry n is the integer near 2^k / n.</summary>
    public required EquatableArray<int> Reciprocals { get; init; }
}

/// <summary>Largest value under a window.</summary>
public sealed record FixedPointMaxPoolStep : PlanStep
{
    /// <summary>The window.</summary>
    public required PoolLayout Layout { get; init; }
}

/// <summary>Look-up of every value in a table.</summary>
public sealed record FixedPointTableStep : PlanStep
{
    /// <summary>The smallest input: entry 0 of the table.</summary>
    public required int First { get; init; }

    /// <summary>One output for each input.</summary>
    public required EquatableArray<int> Table { get; init; }
}

/// <summary>Softmax along one axis.</summary>
public sealed record FixedPointSoftmaxStep : PlanStep
{
    /// <summary>The axis.</summary>
    public required AxisLayout Layout { get; init; }

    /// <summary>e^−d for the distance d below the maximum.</summary>
    public required EquatableArray<int> Exponentials { get; init; }

    /// <summary>Fraction bits of the output.</summary>
    public required int FractionBits { get; init; }

    /// <summary>Saturation.</summary>
    public required OutputBounds Bounds { get; init; }
}

/// <summary>Product of two activations as matrices.</summary>
public sealed record FixedPointMatrixProductStep : SaturatingStep
{
    /// <summary>The matrices.</summary>
    public required MatrixLayout Layout { get; init; }
}
