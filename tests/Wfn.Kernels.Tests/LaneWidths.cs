namespace Wfn.Kernels.Tests;

/// <summary>Every width of vector that kernels are written for; .NET runs those that the machine lacks as narrower ones.</summary>
internal static class LaneWidths
{
    public static int[] All { get; } = [0, 128, 256, 512];
}
