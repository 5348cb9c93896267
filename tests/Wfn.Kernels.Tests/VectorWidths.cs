using System.Runtime.InteropServices;

namespace Wfn.Kernels.Tests;

/// <summary>
/// Every width of vector that kernels are written for and some machine of this kind has; .NET runs those that this one lacks as narrower ones.
/// </summary>
internal static class VectorWidths
{
    public static VectorWidth[] All { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? [VectorWidth.Scalar, VectorWidth.Bits128]
        : [VectorWidth.Scalar, VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512];

    /// <summary>
    /// Every width, each with every way of accumulating products of bytes; where the machine lacks the instruction, others stand in for it.
    /// </summary>
    public static (VectorWidth Width, DotAccumulation Accumulation)[] AllSums { get; } =
    [
        (VectorWidth.Scalar, DotAccumulation.Int16Pairs),
        .. All.Skip(1).SelectMany(width => Enum.GetValues<DotAccumulation>().Select(accumulation => (width, accumulation))),
    ];
}
