namespace Wfn.Fixing;

/// <summary>
/// Puts weights onto the most frequent centre within their reach. What is in reach is decided by the round's tolerance, by how far clustering moved
/// the weight, or by how well it is known at all (in the spirit of Probabilistic Weight Fixing; Subia-Waud and Dasmahapatra, NeurIPS 2023).
/// </summary>
internal static class EntropyAwareAssignment
{
    // Popular centres become more popular; after this many passes hardly any weight moves on.
    private const int Passes = 3;

    /// <summary>Assigns anew what a round has clustered; centres that nothing is left on go.</summary>
    /// <param name="weights">The weights before the round.</param>
    /// <param name="round">The round.</param>
    /// <param name="before">The assignment before the round: weights that were fixed then stay; empty when none was.</param>
    /// <param name="options">γ0, below which weights may become zero, and the distance that tolerances are of.</param>
    /// <param name="deviations">How far each weight may move besides; empty for not at all.</param>
    public static FixingRound Of(
        ReadOnlySpan<float> weights, FixingRound round, ReadOnlySpan<int> before, FixingOptions options, ReadOnlySpan<float> deviations)
    {
        var centres = round.Centres.ToArray();
        var assignment = round.Assignment.ToArray();
        for (var pass = 0; pass < Passes; pass++)
        {
            var counts = Counts(assignment, centres.Length);
            for (var i = 0; i < assignment.Length; i++)
            {
                if (assignment[i] >= 0 && (before.IsEmpty || before[i] < 0))
                {
                    var deviation = deviations.IsEmpty ? 0 : deviations[i];

                    // Clustering bounds the mean move: single weights were moved further than the tolerance, and another centre is as good then.
                    var moved = Math.Abs(weights[i] - round.Centres[round.Assignment[i]]);
                    var unit = options.Distance == DistanceKind.Euclidean ? 1 : Math.Abs(weights[i]);
                    var reach = Math.Max(Math.Max((float)round.Tolerance * unit, moved), deviation);
                    assignment[i] = MostFrequent(weights[i], reach, centres, counts, assignment[i], options.ZeroThreshold);
                }
            }
        }

        return Compact(round, centres, assignment);
    }

    private static int MostFrequent(float weight, float reach, float[] centres, int[] counts, int own, double zeroThreshold)
    {
        var best = own;
        for (var j = FirstNotBelow(centres, weight - reach); j < centres.Length && centres[j] <= weight + reach; j++)
        {
            best = IsBetter(j, best, weight, centres, counts) ? j : best;
        }

        if (Math.Abs(weight) < zeroThreshold)
        {
            var zero = Array.BinarySearch(centres, 0f);
            best = zero >= 0 && IsBetter(zero, best, weight, centres, counts) ? zero : best;
        }

        return best;
    }

    private static bool IsBetter(int candidate, int best, float weight, float[] centres, int[] counts) => counts[candidate] != counts[best]
        ? counts[candidate] > counts[best]
        : Math.Abs(weight - centres[candidate]) < Math.Abs(weight - centres[best]);

    private static int FirstNotBelow(float[] centres, float value)
    {
        var found = Array.BinarySearch(centres, value);
        return found < 0 ? ~found : found;
    }

    private static int[] Counts(int[] assignment, int centres)
    {
        var counts = new int[centres];
        foreach (var centre in assignment)
        {
            if (centre >= 0)
            {
                counts[centre]++;
            }
        }

        return counts;
    }

    private static FixingRound Compact(FixingRound round, float[] centres, int[] assignment)
    {
        var counts = Counts(assignment, centres.Length);
        var numbers = new int[centres.Length];
        var kept = new List<float>();
        for (var j = 0; j < centres.Length; j++)
        {
            numbers[j] = kept.Count;
            if (counts[j] > 0)
            {
                kept.Add(centres[j]);
            }
        }

        for (var i = 0; i < assignment.Length; i++)
        {
            assignment[i] = assignment[i] < 0 ? -1 : numbers[assignment[i]];
        }

        return round with { Centres = kept.ToEquatableArray(), Assignment = EquatableArray.TakeOwnership(assignment) };
    }
}
