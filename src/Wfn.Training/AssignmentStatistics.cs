using Wfn.Fixing;

namespace Wfn.Training;

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

        double total = counts.Sum();
        return (counts.Count(count => count > 0), counts.Where(count => count > 0).Sum(count => -count / total * Math.Log2(count / total)));
    }
}
