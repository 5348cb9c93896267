namespace Wfn.Fixing.Compensation;

/// <summary>The values that a codebook is chosen from: sums of few powers of two that lie next to weights.</summary>
internal static class CodebookCandidates
{
    /// <summary>The candidates, ascending, zero among them.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="powers">Of how many powers of two a value may be the sum.</param>
    /// <param name="smallest">No value but zero is smaller.</param>
    public static float[] Of(WeightCell[] weights, int powers, float smallest)
    {
        var mantissas = Mantissas(powers);

        // One codebook's values are multiples of the finest power of two that its largest value allows.
        var finest = smallest / (1 << CodebookWindow.LeastBits);
        var values = new SortedSet<float> { 0 };
        foreach (var exponent in weights.Select(cell => Math.Abs(cell.Mean)).Where(size => size >= smallest / 2)
            .Select(size => AdditivePowersOfTwo.FloorExponent((float)size)).Distinct())
        {
            foreach (var mantissa in mantissas.Append(2))
            {
                var value = (float)(mantissa * Math.Pow(2, exponent));
                if (value >= smallest && value / finest == Math.Floor(value / finest))
                {
                    values.Add(value);
                    values.Add(-value);
                }
            }
        }

        return [.. values];
    }

    /// <summary>The sums from 1 to below 2 of at most so many signed powers of two, the finest of them 2 to 1 − 2 · <paramref name="powers"/>.</summary>
    private static double[] Mantissas(int powers)
    {
        var one = 1 << ((2 * powers) - 1);
        return [.. Enumerable.Range(one, one).Where(number => Powers(number) <= powers).Select(number => number / (double)one)];
    }

    /// <summary>The fewest signed powers of two whose sum a number is: the bits in which it differs from three times it (Reitwiesner 1960).</summary>
    private static int Powers(int number)
    {
        var count = 0;
        for (var differing = number ^ (3 * number); differing != 0; differing &= differing - 1)
        {
            count++;
        }

        return count;
    }
}
