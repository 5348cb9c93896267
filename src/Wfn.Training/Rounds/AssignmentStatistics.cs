using Wfn.Fixing;

namespace Wfn.Training.Rounds;

/// <summary>What the fixed weights of a round look like while others are still free.</summary>
internal static class AssignmentStatistics
{
    /// <summary>The number of values in use, and the entropy of their use in bits a fixed weight.</summary>
    public static (int Unique, double EntropyBits) Of(FixingRound round)
    {
        var counts = new int[round.Centres.Count];
        foreach (var centre in round.Assignment.AsSpan())
        {
            if (centre >= 0)
            {
                counts[centre]++;
            }
        }

        return Of([.. counts.Where(count => count > 0)]);
    }

    /// <summary>The number of different values, and the entropy of their use in bits a weight.</summary>
    /// <param name="weights">The weights, minus zero counted as zero; not empty.</param>
    public static (int Unique, double EntropyBits) Of(IEnumerable<float> weights) =>
        Of([.. weights.CountBy(weight => weight + 0f).Select(pair => pair.Value)]);

    private static (int Unique, double EntropyBits) Of(int[] counts)
    {
        double total = counts.Sum();
        return (counts.Length, counts.Sum(count => -count / total * Math.Log2(count / total)));
    }
}
