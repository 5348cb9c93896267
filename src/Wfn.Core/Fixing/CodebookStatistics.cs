using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>What a set of fixed weights comes to; the names are those of the tool's JSON.</summary>
public sealed record CodebookStatistics
{
    /// <summary>The number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Different values among them, zero counted as one.</summary>
    public required int UniqueWeights { get; init; }

    /// <summary>Different values that are not zero.</summary>
    public required int UniqueWeightsNonZero { get; init; }

    /// <summary>Different absolute values, zero counted as one.</summary>
    public required int UniqueAbsolute { get; init; }

    /// <summary>The entropy of their distribution, bits a weight; 0 without weights.</summary>
    public required double EntropyBits { get; init; }

    /// <summary>The entropy of the distribution of the weights that are not zero, bits for each of those.</summary>
    public required double EntropyBitsNonZero { get; init; }

    /// <summary>The share of zeros, 0 to 1; 0 without weights.</summary>
    public required double ZeroFraction { get; init; }

    /// <summary>
    /// Weights by the order of their value: index 0 counts single powers of two and zeros, index 1 sums of two powers, and so on.
    /// </summary>
    public required EquatableArray<long> WeightsPerOrder { get; init; }

    /// <summary>The statistics of weights that take each value of a codebook so often.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="counts">For each of its values the number of weights.</param>
    public static CodebookStatistics Of(Codebook codebook, ReadOnlySpan<long> counts)
    {
        if (counts.Length != codebook.Count)
        {
            throw new ArgumentException("one count is needed for each value", nameof(counts));
        }

        var nonZero = counts.ToArray();
        var zero = codebook.IndexOf(0);
        var zeros = zero < 0 ? 0 : counts[zero];
        if (zero >= 0)
        {
            nonZero[zero] = 0;
        }

        var absolute = new HashSet<int>();
        var perOrder = new List<long>();
        var (total, unique) = (0L, 0);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            total += counts[i];
            unique++;
            absolute.Add(Math.Abs(codebook.Mantissas[i]));
            var order = codebook.Order(i);
            while (perOrder.Count <= order)
            {
                perOrder.Add(0);
            }

            perOrder[order] += counts[i];
        }

        return new CodebookStatistics
        {
            Parameters = total,
            UniqueWeights = unique,
            UniqueWeightsNonZero = unique - (zeros > 0 ? 1 : 0),
            UniqueAbsolute = absolute.Count,
            EntropyBits = Entropy(counts),
            EntropyBitsNonZero = Entropy(nonZero),
            ZeroFraction = total == 0 ? 0 : zeros / (double)total,
            WeightsPerOrder = perOrder.ToEquatableArray(),
        };
    }

    /// <summary>How many of some values there are of each of a codebook's; all of them must be on it.</summary>
    public static long[] Count(Codebook codebook, ReadOnlySpan<float> values)
    {
        var counts = new long[codebook.Count];
        foreach (var value in values)
        {
            var index = codebook.IndexOf(value);
            counts[index >= 0 ? index : throw new ArgumentException("a value is not on the codebook", nameof(values))]++;
        }

        return counts;
    }

    /// <summary>How many of some indices there are of each of a codebook's values.</summary>
    public static long[] Count(Codebook codebook, ReadOnlySpan<ushort> indices)
    {
        var counts = new long[codebook.Count];
        foreach (var index in indices)
        {
            counts[index]++;
        }

        return counts;
    }

    private static double Entropy(ReadOnlySpan<long> counts)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            total += count;
        }

        var entropy = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = count / (double)total;
                entropy -= share * Math.Log(share, 2);
            }
        }

        return entropy;
    }
}
