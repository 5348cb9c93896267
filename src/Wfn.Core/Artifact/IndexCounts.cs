namespace Wfn.Artifact;

/// <summary>How often each codebook index occurs, and what follows from it.</summary>
internal static class IndexCounts
{
    /// <summary>Weights of each index.</summary>
    public static long[] Of(ReadOnlySpan<ushort> indices, int codebookCount)
    {
        var counts = new long[codebookCount];
        foreach (var index in indices)
        {
            counts[index]++;
        }

        return counts;
    }

    /// <summary>The entropy of the distribution in bits; 0 without weights.</summary>
    public static double EntropyBits(ReadOnlySpan<long> counts)
    {
        var total = 0L;
        var weighted = 0.0;
        foreach (var count in counts)
        {
            total += count;
            weighted += count > 0 ? count * Log2(count) : 0;
        }

        return total == 0 ? 0 : Math.Max(0, Log2(total) - (weighted / total));
    }

    // The run-time library's logarithms differ in the last bit between systems, and the header must not.
    private static double Log2(long value)
    {
        var result = 0.0;
        var mantissa = (double)value;
        while (mantissa >= 2)
        {
            mantissa /= 2;
            result++;
        }

        for (var bit = 0.5; bit > 1e-13; bit /= 2)
        {
            mantissa *= mantissa;
            if (mantissa >= 2)
            {
                mantissa /= 2;
                result += bit;
            }
        }

        return result;
    }
}
