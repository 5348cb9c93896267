namespace Wfn.Kernels.Tests;

/// <summary>Every width of vector that kernels are written for; .NET runs those that the machine lacks as narrower ones.</summary>
internal static class LaneWidths
{
    public static int[] All { get; } = [0, 128, 256, 512];

    /// <summary>
    /// Every width, each with every way of adding up products of bytes; where the machine lacks the instruction, others stand in for it.
    /// </summary>
    public static (int Width, int ByteSums)[] AllSums { get; } =
    [
        (0, ByteSums.Int16),
        .. All.Skip(1).SelectMany(width => new[] { (width, ByteSums.Int16), (width, ByteSums.Int32), (width, ByteSums.Int32OfSigned) }),
    ];
}
