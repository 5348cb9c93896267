namespace Wfn.Kernels;

/// <summary>
/// A row of outputs, NHWC pixels, in vectors: with a stride each pixel is a number of whole ones, else they are
/// stretches of the row, whatever pixels and channels these hold.
/// </summary>
internal static class RowVectorisation
{
    /// <summary>The number of places in a pixel's channels at which vectors start: every so many vectors have the same channels.</summary>
    internal static int Phases(int channels, int vector) => channels / Divisor(channels, vector);

    /// <summary>Where the inputs of each vector are, from the row's first.</summary>
    /// <param name="columns">Pixels of the row.</param>
    /// <param name="channels">Channels, which is also the distance of two input pixels.</param>
    /// <param name="strideWidth">Input pixels between two outputs.</param>
    /// <param name="vector">Elements of a vector.</param>
    internal static int[] Inputs(int columns, int channels, int strideWidth, int vector)
    {
        var offsets = new int[((columns * channels) + vector - 1) / vector];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (i * vector / channels * strideWidth * channels) + (i * vector % channels);
        }

        return offsets;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
