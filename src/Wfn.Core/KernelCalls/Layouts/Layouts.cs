using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>Elements of one tensor placed in another, axis by axis; neighbouring axes that move as one are one.</summary>
/// <param name="Extents">Elements on each axis.</param>
/// <param name="SourceStart">First element read.</param>
/// <param name="SourceStrides">Distance between neighbours in the source, for each axis; may be negative.</param>
/// <param name="DestinationStart">First element written.</param>
/// <param name="DestinationStrides">Distance between neighbours in the destination.</param>
public sealed record StridedCopyLayout(
    EquatableArray<int> Extents,
    int SourceStart,
    EquatableArray<int> SourceStrides,
    int DestinationStart,
    EquatableArray<int> DestinationStrides)
{
    /// <summary>A move with axes joined wherever both sides allow.</summary>
    public static StridedCopyLayout Of(int[] extents, int sourceStart, int[] sourceStrides, int destinationStart, int[] destinationStrides)
    {
        var (joined, strides) = AxisCoalescing.Join(extents, sourceStrides, destinationStrides);
        return new StridedCopyLayout(joined, sourceStart, strides[0], destinationStart, strides[1]);
    }
}

/// <summary>Two operands under NumPy broadcasting; the output is row-major over <see cref="Extents"/>.</summary>
/// <param name="Extents">Elements on each axis.</param>
/// <param name="LeftStrides">Distance between neighbours in the first operand; 0 where it is repeated.</param>
/// <param name="RightStrides">Distance between neighbours in the second operand; 0 where it is repeated.</param>
public sealed record BroadcastLayout(EquatableArray<int> Extents, EquatableArray<int> LeftStrides, EquatableArray<int> RightStrides)
{
    /// <summary>Elements that meet one by one.</summary>
    public static BroadcastLayout Flat(int elements) => new([elements], [1], [1]);

    /// <summary>The layout of two shapes of samples.</summary>
    public static BroadcastLayout Of(TensorShape left, TensorShape right, TensorShape output)
    {
        var (extents, strides) = AxisCoalescing.Join(
            output.Dimensions.ToArray(), AxisCoalescing.BroadcastStrides(left, output), AxisCoalescing.BroadcastStrides(right, output));
        return new BroadcastLayout(extents, strides[0], strides[1]);
    }
}

/// <summary>One axis of a tensor: the tensor as [outer, extent, inner].</summary>
/// <param name="Outer">Product of the extents in front of the axis.</param>
/// <param name="Extent">The axis's extent.</param>
/// <param name="Inner">Product of the extents behind the axis.</param>
public sealed record AxisLayout(int Outer, int Extent, int Inner)
{
    /// <summary>The layout of an axis of a sample.</summary>
    public static AxisLayout Of(TensorShape shape, int axis)
    {
        int outer = 1, inner = 1;
        for (var i = 0; i < shape.Rank; i++)
        {
            outer *= i < axis ? shape[i] : 1;
            inner *= i > axis ? shape[i] : 1;
        }

        return new AxisLayout(outer, shape[axis], inner);
    }
}

/// <summary>Matrix products over the last two axes; leading axes broadcast.</summary>
/// <param name="Rows">Rows of the left matrices.</param>
/// <param name="Inner">Columns of the left, rows of the right matrices.</param>
/// <param name="Columns">Columns of the right matrices.</param>
/// <param name="Matrices">The leading axes, in units of whole matrices.</param>
public sealed record MatrixLayout(int Rows, int Inner, int Columns, BroadcastLayout Matrices)
{
    /// <summary>The layout of two shapes of samples.</summary>
    public static MatrixLayout Of(TensorShape left, TensorShape right, TensorShape output) => new(
        left[left.Rank - 2], left[left.Rank - 1], right[right.Rank - 1], BroadcastLayout.Of(Leading(left), Leading(right), Leading(output)));

    private static TensorShape Leading(TensorShape shape) => new(EquatableArray.Create(shape.Dimensions.AsSpan().Slice(0, shape.Rank - 2)));
}

/// <summary>A pooling window over planes.</summary>
/// <param name="Channels">Number of planes.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="Window">The window.</param>
/// <param name="CountedHeight">Rows of the padded input that count in an average, from the top padding's first; 0 where no padding counts.</param>
/// <param name="CountedWidth">Columns of the padded input that count in an average; 0 where no padding counts.</param>
public sealed record PoolLayout(int Channels, int Height, int Width, SlidingWindow Window, int CountedHeight, int CountedWidth)
{
    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Window.OutputHeight(Height);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Window.OutputWidth(Width);

    /// <summary>Columns of a row with its padding.</summary>
    public int PaddedWidth => Window.PadLeft + Width + Window.PadRight;

    /// <summary>A window that takes no account of padding.</summary>
    public static PoolLayout Of(TensorShape input, SlidingWindow window) => new(input[0], input[1], input[2], window, 0, 0);

    /// <summary>A window over the whole plane.</summary>
    public static PoolLayout Global(TensorShape input) =>
        Of(input, new SlidingWindow { KernelHeight = input[1], KernelWidth = input[2] });

    /// <summary>The window of an average.</summary>
    public static PoolLayout Of(TensorShape input, SlidingWindow window, bool countPadding, int uncountedBottom, int uncountedRight) =>
        countPadding
            ? new PoolLayout(
                input[0],
                input[1],
                input[2],
                window,
                window.PadTop + input[1] + window.PadBottom - uncountedBottom,
                window.PadLeft + input[2] + window.PadRight - uncountedRight)
            : Of(input, window);
}
