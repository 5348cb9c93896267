namespace Wfn.Artifact;

/// <summary>The codebook's values as contexts see them: sign and rough size beside the network's mean magnitude.</summary>
internal sealed class ValueClasses
{
    /// <summary>The number of classes: three sizes of either sign, zero, and <see cref="Outside"/>.</summary>
    public const int Count = 8;

    /// <summary>The class where there is no weight.</summary>
    public const byte Outside = 7;

    /// <summary>The mean magnitude.</summary>
    public const int Mean = 1 << 12;

    /// <summary>What larger magnitudes count as.</summary>
    public const int MostMagnitude = (16 * Mean) - 1;

    private const byte Zero = 3;

    // Sums of a mantissa below 2^24 times so many weights, 2^9 times over, stay in 64 bits.
    private const long MostWeights = 1L << 30;

    private readonly byte[] classes;
    private readonly int[] magnitudes;

    /// <summary>Makes them.</summary>
    /// <param name="mantissas">The codebook's mantissas.</param>
    /// <param name="counts">Weights of each value in the whole network.</param>
    public ValueClasses(ReadOnlySpan<int> mantissas, ReadOnlySpan<long> counts)
    {
        var mean = MeanMagnitude(mantissas, counts);
        classes = new byte[mantissas.Length];
        magnitudes = new int[mantissas.Length];
        for (var i = 0; i < mantissas.Length; i++)
        {
            magnitudes[i] = (int)Math.Min(MostMagnitude, Math.Abs((long)mantissas[i]) * Mean * MeanScale / mean);
            var size = magnitudes[i] >= 3 * Mean / 2 ? 3 : magnitudes[i] >= 3 * Mean / 4 ? 2 : 1;
            classes[i] = mantissas[i] == 0 ? Zero : mantissas[i] < 0 ? (byte)(Zero - size) : (byte)(Zero + size);
        }
    }

    private const int MeanScale = 256;

    /// <summary>The class of each value.</summary>
    public ReadOnlySpan<byte> Classes => classes;

    /// <summary>The magnitude of each value in units of 1/<see cref="Mean"/> of the network's mean, at most <see cref="MostMagnitude"/>.</summary>
    public ReadOnlySpan<int> Magnitudes => magnitudes;

    // Times MeanScale, at least 1; large counts are halved together until they fit.
    private static long MeanMagnitude(ReadOnlySpan<int> mantissas, ReadOnlySpan<long> counts)
    {
        var shift = 0;
        while (Sum(counts, shift) > MostWeights)
        {
            shift++;
        }

        var sum = 0L;
        for (var i = 0; i < mantissas.Length; i++)
        {
            sum += (counts[i] >> shift) * Math.Abs((long)mantissas[i]);
        }

        return Math.Max(1, sum * MeanScale / Math.Max(1, Sum(counts, shift)));
    }

    private static long Sum(ReadOnlySpan<long> counts, int shift)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count >> shift;
        }

        return sum;
    }
}
