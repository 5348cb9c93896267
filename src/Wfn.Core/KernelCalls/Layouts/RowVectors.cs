namespace Wfn.KernelCalls;

/// <summary>Room of a channel's outputs in row-major kernels: whole vectors of 16-bit elements, and twice that of 32-bit ones.</summary>
internal static class RowVectors
{
    /// <summary>The elements of a vector.</summary>
    public const int Elements = 32;

    /// <summary>A length rounded up to whole vectors.</summary>
    public static long Whole(long length) => (length + Elements - 1) / Elements * Elements;
}
