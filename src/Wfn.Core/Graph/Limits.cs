namespace Wfn.Graph;

/// <summary>
/// The largest sizes of a network. Importers, shape inference and the .wfn reader ask here and nowhere else, so that whatever can
/// be imported can be written and read back.
/// </summary>
public static class Limits
{
    /// <summary>The most axes of a tensor.</summary>
    public const int Rank = 16;

    /// <summary>The most elements of a tensor (of one sample where the batch is dynamic), and so the largest extent of an axis: an array's index.</summary>
    public const int Elements = int.MaxValue;

    /// <summary>
    /// The largest kernel, stride, dilation and padding of a sliding window. A window's taps, the product of two of these, are
    /// counted in 32 bits; and since no data stands behind a pool's window, a limit keeps a hostile one from running for hours.
    /// </summary>
    public const int Window = (1 << 15) - 1;

    /// <summary>The most fraction bits of an activation's format, and the most below zero: 2^126 and 2^-126 are normal float32 numbers.</summary>
    public const int FractionBits = 126;

    /// <summary>The most bits of a signed activation's format; an unsigned one has one less, so that both fit a signed 16-bit lane.</summary>
    public const int FormatBits = 16;

    /// <summary>The most fraction bits of a codebook, whose values must be exact in float32.</summary>
    public const int CodebookFractionBits = 30;

    /// <summary>The most values of a codebook: an index is an unsigned 16-bit integer.</summary>
    public const int CodebookValues = ushort.MaxValue + 1;
}
