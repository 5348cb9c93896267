namespace Wfn.Kernels.Tests;

/// <summary>Every width of vector that kernels are written for; .NET runs those that the machine lacks as narrower ones.</summary>
internal static class VectorWidths
{
    public static VectorWidth[] All { get; } = [VectorWidth.Scalar, VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512];

    /// <summary>
    /// Every width, each with every way of accumulating products of bytes; where the machine lacks the instruction, others stand in for it.
    /// </summary>
    public static (VectorWidth Width, DotAccumulation Accumulation)[] AllSums { get; } =
    [
        (VectorWidth.Scalar, DotAccumulation.Int16Pairs),
        .. All.Skip(1).SelectMany(width => Enum.GetValues<DotAccumulation>().Select(accumulation => (width, accumulation))),
    ];
}
