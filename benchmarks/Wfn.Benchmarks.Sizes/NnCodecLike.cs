namespace Wfn.Benchmarks.Sizes;

/// <summary>
/// Coding of a tensor's weights as the MPEG neural network coding standard does (ISO/IEC 15938-17; DeepCABAC, arXiv:1907.11900): a weight is an
/// integer level, here its place in the codebook beside the value nearest zero, coded as bits, each with an adaptive probability: is it zero, its
/// sign, then in unary up to a limit whether its size is greater, and the rest as an exponential Golomb code.
/// </summary>
internal static class NnCodecLike
{
    private const int Neighbours = 3;
    private const int UnaryLimit = 10;
    private const int MostExponent = 20;

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="indices">Its indices.</param>
    /// <param name="zero">The index nearest zero.</param>
    public static int Length(ReadOnlySpan<ushort> indices, int zero)
    {
        var encoder = new BinaryEncoder();
        var isZero = Bits(Neighbours);
        var sign = Bits(Neighbours);
        var greater = Bits(2 * UnaryLimit);
        var exponent = Bits(MostExponent);
        var last = 0;
        foreach (var index in indices)
        {
            var level = index - zero;
            var near = Math.Sign(last) + 1;
            encoder.Add(isZero[near], level == 0);
            if (level != 0)
            {
                encoder.Add(sign[near], level < 0);
                AddSize(encoder, greater, exponent, Math.Abs(level), level < 0 ? 0 : 1);
            }

            last = level;
        }

        return encoder.Finish();
    }

    private static void AddSize(BinaryEncoder encoder, AdaptiveBit[] greater, AdaptiveBit[] exponent, int size, int sign)
    {
        for (var i = 0; i < UnaryLimit; i++)
        {
            encoder.Add(greater[(2 * i) + sign], size > i + 1);
            if (size == i + 1)
            {
                return;
            }
        }

        var rest = size - UnaryLimit - 1;
        var bits = 0;
        for (; rest >= 1 << bits; bits++)
        {
            encoder.Add(exponent[bits], true);
            rest -= 1 << bits;
        }

        encoder.Add(exponent[bits], false);
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            encoder.AddEven((rest >> bit & 1) != 0);
        }
    }

    private static AdaptiveBit[] Bits(int count) => [.. Enumerable.Range(0, count).Select(_ => new AdaptiveBit())];
}
