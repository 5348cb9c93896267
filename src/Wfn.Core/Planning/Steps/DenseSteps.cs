using Wfn.Graph.Nodes;
using Wfn.Lowering;

namespace Wfn.Planning.Steps;

/// <summary>
/// Convolution of decoded integer weights over an activation whose channels lie side by side; fully connected layers are
/// convolutions whose window is the whole input. Its inputs are the activation and, where one was fused, the addend.
/// </summary>
public sealed record DenseConvolutionStep : SaturatingStep
{
    /// <summary>The kernel, [outputs, inputs / groups, height, width].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output channel in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>The window; that of pixels that are worked out as one has all that any of them reads.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Neighbouring pixels of a row that are worked out as one, with as many times the channels.</summary>
    public int Joined { get; init; } = 1;

    /// <summary>Columns between two of them.</summary>
    public int JoinedStride { get; init; }

    /// <summary>The window of one pixel.</summary>
    public SlidingWindow OwnWindow => Joined == 1
        ? Window
        : Window with { KernelWidth = Window.KernelWidth - ((Joined - 1) * JoinedStride), StrideWidth = JoinedStride };

    /// <summary>Channel groups.</summary>
    public required int Groups { get; init; }

    /// <summary>By which instructions it multiplies.</summary>
    public required DenseArithmetic Arithmetic { get; init; }

    /// <summary>Whether the pixels under a row of the window are one run of inputs; otherwise every tap is one.</summary>
    public required bool IsContiguous { get; init; }

    /// <summary>Where each run begins, in bytes from the first input of an output's window.</summary>
    public required EquatableArray<int> RunOffsets { get; init; }

    /// <summary>In which order taps are brought together, four a step, -1 where there is none; empty where they are not.</summary>
    public EquatableArray<int> TapOrder { get; init; }

    /// <summary>
    /// For every 16 output channels of a group, or for all channels where taps are brought together: threes of a piece's first step; its
    /// steps, negative where 16-bit sums end; and what these are then multiplied with.
    /// </summary>
    public required EquatableArray<int> Pieces { get; init; }

    /// <summary>The end of the pieces of every 16 output channels of a group, or of all.</summary>
    public required EquatableArray<int> PieceEnds { get; init; }

    /// <summary>The largest sum of two byte weights of one sign.</summary>
    public required int PairLimit { get; init; }

    /// <summary>Bytes hold weights in units of 2 to this power; what is left over has pieces of its own.</summary>
    public required int WeightScale { get; init; }

    /// <summary>The power of two that all weights have in common.</summary>
    public required int WeightShift { get; init; }

    /// <summary>Steps of all output channels together, a vector of the widest lanes each; where taps are brought together, those of one vector of bytes.</summary>
    public required long StepCount { get; init; }

    /// <summary>How often 16-bit sums end for a pixel, or for a vector of bytes where taps are brought together.</summary>
    public required int Widenings { get; init; }

    /// <summary>How the input lies.</summary>
    public required ChannelsLastLayout Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }

    /// <summary>What is added to the result, or null.</summary>
    public DenseAddend? Addend { get; init; }

    /// <summary>The pool that its outputs go through, or null.</summary>
    public DensePool? Pool { get; init; }

    /// <summary>Pixels that are worked out.</summary>
    public long Pixels => (long)Result.Height * Result.Width * (Pool?.Pixels ?? 1);

    /// <summary>Multiplications and additions of the plain convolution.</summary>
    public long MultiplyAdds => Pixels * Weights.Indices.Count;
}

/// <summary>A sum with another activation that was fused into a convolution.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Source">How the other activation lies.</param>
/// <param name="ResultShift">Left shift of the convolution's result.</param>
/// <param name="ResultNegated">Whether the convolution's result is subtracted.</param>
/// <param name="AddendShift">Left shift of the other activation.</param>
/// <param name="AddendNegated">Whether the other activation is subtracted.</param>
/// <param name="Shift">Right shift from the sum to the output.</param>
/// <param name="Bounds">Saturation of the sum.</param>
public sealed record DenseAddend(
    string Node,
    ChannelsLastLayout Source,
    int ResultShift,
    bool ResultNegated,
    int AddendShift,
    bool AddendNegated,
    int Shift,
    OutputBounds Bounds);

/// <summary>A largest value under a window that was fused into a convolution; windows do not overlap, and none leaves the input.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Height">Rows of the window.</param>
/// <param name="Width">Columns of the window.</param>
public sealed record DensePool(string Node, int Height, int Width)
{
    /// <summary>Pixels of every window that kernels take: those that a tile stores at once.</summary>
    public const int FusedPixels = 4;

    /// <summary>Pixels under the window.</summary>
    public int Pixels => Height * Width;
}

/// <summary>Largest value under a window; channels lie side by side.</summary>
public sealed record ChannelsLastMaxPoolStep : PlanStep
{
    /// <summary>The window.</summary>
    public required PoolLayout Layout { get; init; }

    /// <summary>How the input lies.</summary>
    public required ChannelsLastLayout Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }
}

/// <summary>Mean under a window; channels lie side by side.</summary>
public sealed record ChannelsLastAveragePoolStep : SaturatingStep
{
    /// <summary>The window and how padding counts.</summary>
    public required PoolLayout Layout { get; init; }

    /// <summary>Right shift of the sum.</summary>
    public required int SumShift { get; init; }

    /// <summary>Entry n is the integer near 2^k / n.</summary>
    public required EquatableArray<int> Reciprocals { get; init; }

    /// <summary>How the input lies.</summary>
    public required ChannelsLastLayout Source { get; init; }

    /// <summary>How the output lies.</summary>
    public required ChannelsLastLayout Result { get; init; }
}

/// <summary>From planes to channels side by side, or back.</summary>
public sealed record ChannelsLastCopyStep : PlanStep
{
    /// <summary>Whether it goes to planes.</summary>
    public required bool ToPlanes { get; init; }

    /// <summary>How the activation lies whose channels are side by side.</summary>
    public required ChannelsLastLayout Layout { get; init; }
}
