using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Fixing;

/// <summary>
/// Weight fixing (Subia-Waud and Dasmahapatra, ECCV 2022): clusters ever more weights of a network onto few sums of powers
/// of two by relative distance.
/// </summary>
public static class WeightFixing
{
    /// <summary>Clusters up to the round's fraction of the weights.</summary>
    /// <param name="weights">All weights of the network, in any fixed order; finite.</param>
    /// <param name="round">0-based number of the round, below the number of fractions.</param>
    /// <param name="options">The options.</param>
    /// <param name="previous">The round before, or null in the first; only read without re-clustering.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <exception cref="WfnException">
    /// An option is out of range, or the weights span more than a codebook can hold (WFN3004); a weight is not finite (WFN1004).
    /// </exception>
    public static FixingRound Cluster(
        ReadOnlySpan<float> weights, int round, FixingOptions options, FixingRound? previous, int threads = 0)
    {
        options.Validate();
        if (round < 0 || round >= options.Fractions.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(round));
        }

        var before = options.Recluster ? null : previous;
        if (before is not null && before.Assignment.Count != weights.Length)
        {
            throw new ArgumentException("the round before was about another number of weights", nameof(previous));
        }

        var largest = Largest(weights);
        var kept = before?.Centres.ToArray() ?? [];
        var assignment = before?.Assignment.ToArray() ?? new int[weights.Length];
        if (before is null)
        {
            assignment.AsSpan().Fill(-1);
        }

        using var sorted = SortedWeights.OfFree(weights, assignment, threads);
        var clustered = ClusteredRound.Of(sorted, weights.Length, largest, kept, round, options);
        Renumber(assignment, kept, clustered.Centres, threads);
        foreach (var cluster in clustered.Clusters)
        {
            sorted.Scatter(cluster, assignment, Array.BinarySearch(clustered.Centres, cluster.Centre));
        }

        return new FixingRound
        {
            Round = round,
            Fraction = clustered.Fraction,
            Tolerance = clustered.Tolerance,
            WeightsPerOrder = clustered.WeightsPerOrder,
            SweptWeights = clustered.SweptWeights,
            Centres = EquatableArray.TakeOwnership(clustered.Centres),
            PickedCentres = clustered.PickedCentres,
            Assignment = EquatableArray.TakeOwnership(assignment),
        };
    }

    /// <summary>The weights with every fixed one on its centre.</summary>
    /// <param name="weights">The weights that <see cref="Cluster"/> was given; overwritten.</param>
    /// <param name="round">What it returned.</param>
    public static void Apply(Span<float> weights, FixingRound round)
    {
        var centres = round.Centres.AsSpan();
        var assignment = round.Assignment.AsSpan();
        for (var i = 0; i < weights.Length; i++)
        {
            if (assignment[i] >= 0)
            {
                weights[i] = centres[assignment[i]];
            }
        }
    }

    /// <summary>Gives the centres of the round before the numbers that they have among old and new ones.</summary>
    private static void Renumber(int[] assignment, float[] kept, float[] centres, int threads)
    {
        if (kept.Length == 0 || kept.Length == centres.Length)
        {
            return;
        }

        int[] numbers = [-1, .. kept.Select(centre => Array.BinarySearch(centres, centre))];
        Ranges.ForEach(assignment.Length, threads, (start, end) =>
        {
            foreach (ref var centre in assignment.AsSpan(start, end - start))
            {
                centre = numbers[centre + 1];
            }
        });
    }

    private static float Largest(ReadOnlySpan<float> weights)
    {
        var largest = WeightBits.LargestAbsolute(weights);
        for (var i = 0; !WeightBits.IsFinite(largest); i++)
        {
            if (!WeightBits.IsFinite(weights[i]))
            {
                throw new WfnException(DiagnosticCodes.NonFiniteWeight, string.Format(
                    CultureInfo.InvariantCulture, "Weight {0} is {1}: only finite weights can be fixed.", i, weights[i]));
            }
        }

        return largest;
    }
}
