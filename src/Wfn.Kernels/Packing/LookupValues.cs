using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// The few values whose products are looked up, and every weight as one of them or as a sum of two or three. Planning asks whether there
/// are such values and how many sums they take, kernels pack weights by them.
/// </summary>
internal sealed class LookupValues
{
    /// <summary>Values that a register of 16 bytes tells apart; zero is none of them.</summary>
    internal const int FewestCodes = 16;

    /// <summary>Values that a register of 32 16-bit integers tells apart, without one that stands for zero.</summary>
    internal const int MostCodes = 31;

    // Terms of a weight at most.
    private const int MostTerms = 3;

    private readonly Dictionary<int, int[]> terms;

    private LookupValues(int[] values, Dictionary<int, int[]> terms)
    {
        Values = values;
        this.terms = terms;
    }

    /// <summary>The values; the place of a value is its code.</summary>
    internal int[] Values { get; }

    /// <summary>The codes of values that add up to a weight; none for 0.</summary>
    internal int[] Codes(int weight) => terms[weight];

    /// <summary>How often each entry of a codebook occurs.</summary>
    internal static long[] Count(ReadOnlySpan<ushort> indices, int entries)
    {
        var counts = new long[entries];
        foreach (var index in indices)
        {
            counts[index]++;
        }

        return counts;
    }

    /// <summary>Chooses values, or null where a weight would take more than three.</summary>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="counts">How often each occurs.</param>
    /// <param name="shift">The power of two that all that occur have in common.</param>
    /// <param name="most">How many values there may be.</param>
    /// <param name="largest">The largest absolute value whose product with any input fits 16 bits.</param>
    internal static LookupValues? Of(int[] mantissas, long[] counts, int shift, int most, int largest)
    {
        var weights = new SortedDictionary<int, long>();
        for (var i = 0; i < mantissas.Length; i++)
        {
            var weight = mantissas[i] >> shift;
            if (counts[i] > 0 && weight != 0)
            {
                weights[weight] = (weights.TryGetValue(weight, out var before) ? before : 0) + counts[i];
            }
        }

        return Of(weights, MostFrequent(weights, most, largest)) ?? Of(weights, Powers(most, largest));
    }

    private static int[] MostFrequent(SortedDictionary<int, long> weights, int most, int largest)
    {
        var values = new List<int>();
        foreach (var weight in weights.Keys)
        {
            if (Math.Abs(weight) <= largest)
            {
                values.Add(weight);
            }
        }

        values.Sort((a, b) => weights[a] != weights[b] ? weights[b].CompareTo(weights[a]) : a.CompareTo(b));
        return values.GetRange(0, Math.Min(most, values.Count)).ToArray();
    }

    // The powers of two, with both signs, from the smallest up.
    private static int[] Powers(int most, int largest)
    {
        var values = new List<int>();
        for (var power = 1; power <= largest && values.Count + 2 <= most; power += power)
        {
            values.Add(power);
            values.Add(-power);
        }

        return values.ToArray();
    }

    private static LookupValues? Of(SortedDictionary<int, long> weights, int[] values)
    {
        var places = new Dictionary<int, int>();
        for (var code = 0; code < values.Length; code++)
        {
            places[values[code]] = code;
        }

        var terms = new Dictionary<int, int[]> { [0] = Array.Empty<int>() };
        foreach (var weight in weights.Keys)
        {
            if (Terms(weight, values, places, MostTerms) is not { } found)
            {
                return null;
            }

            terms[weight] = found;
        }

        return new LookupValues(values, terms);
    }

    // The fewest values that add up to a weight.
    private static int[]? Terms(int weight, int[] values, Dictionary<int, int> places, int most)
    {
        if (places.TryGetValue(weight, out var place))
        {
            return new[] { place };
        }

        int[]? best = null;
        for (var code = 0; code < values.Length && most > 1 && best?.Length != 2; code++)
        {
            if (Terms(weight - values[code], values, places, best is null ? most - 1 : best.Length - 2) is { } rest)
            {
                best = new int[rest.Length + 1];
                best[0] = code;
                rest.CopyTo(best, 1);
            }
        }

        return best;
    }
}
