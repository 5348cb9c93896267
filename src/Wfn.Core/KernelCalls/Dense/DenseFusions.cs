namespace Wfn.KernelCalls;

/// <summary>A sum with another activation that is part of a convolution.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Source">How the other activation lies.</param>
/// <param name="ResultShift">Left shift of the convolution's result.</param>
/// <param name="ResultNegated">Whether the convolution's result is subtracted.</param>
/// <param name="AddendShift">Left shift of the other activation.</param>
/// <param name="AddendNegated">Whether the other activation is subtracted.</param>
/// <param name="Shift">Right shift from the sum to the output.</param>
/// <param name="Bounds">Saturation of the sum.</param>
internal sealed record DenseSum(
    string Node,
    ChannelsLastLayout Source,
    int ResultShift,
    bool ResultNegated,
    int AddendShift,
    bool AddendNegated,
    int Shift,
    OutputBounds Bounds);

/// <summary>A largest value under a window that is part of a convolution; windows do not overlap, and none leaves the input.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Height">Rows of the window.</param>
/// <param name="Width">Columns of the window.</param>
internal sealed record DensePool(string Node, int Height, int Width)
{
    /// <summary>Pixels of every window that kernels take: those that a tile stores at once.</summary>
    public const int FusedPixels = 4;

    /// <summary>Pixels under the window.</summary>
    public int Pixels => Height * Width;
}
