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
    /// <exception cref="WfnException">
    /// An option is out of range, or the weights span more than a codebook can hold (WFN3004); a weight is not finite (WFN1004).
    /// </exception>
    public static FixingRound Cluster(ReadOnlySpan<float> weights, int round, FixingOptions options, FixingRound? previous)
    {
        options.Validate();
        if (round < 0 || round >= options.Fractions.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(round));
        }

        var kept = options.Recluster ? null : previous;
        if (kept is not null && kept.Assignment.Count != weights.Length)
        {
            throw new ArgumentException("the round before was about another number of weights", nameof(previous));
        }

        var largest = LargestAbsolute(weights);
        var tolerance = FixingSchedule.Tolerance(options, round);
        var centres = new CentreTable();
        var assignment = new int[weights.Length];
        var needed = FixingSchedule.Target(options, round, weights.Length) - Keep(kept, centres, assignment);
        var existing = centres.Values.ToArray();
        Array.Sort(existing);

        using var sorted = SortedWeights.OfFree(weights, assignment);
        var clustering = new GreedyClustering(sorted, options, assignment, centres);
        needed = clustering.TakeExisting(existing, tolerance, needed);
        clustering.TakeProposed(new ProposedCentres(tolerance, options.ZeroThreshold, largest), tolerance, needed);

        var used = Number(centres, assignment);
        CodebookRange.Check(used.AsSpan());
        return new FixingRound
        {
            Round = round,
            Fraction = options.Fractions[round],
            Tolerance = tolerance,
            WeightsPerOrder = clustering.WeightsPerOrder,
            Centres = used,
            PickedCentres = clustering.Picked.ToEquatableArray(),
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

    /// <summary>Takes over what the round before fixed, and returns how many weights that are.</summary>
    private static int Keep(FixingRound? previous, CentreTable centres, int[] assignment)
    {
        if (previous is null)
        {
            assignment.AsSpan().Fill(-1);
            return 0;
        }

        foreach (var centre in previous.Centres)
        {
            _ = centres.NumberOf(centre);
        }

        previous.Assignment.AsSpan().CopyTo(assignment);
        return assignment.Count(number => number >= 0);
    }

    /// <summary>Renumbers the centres in ascending order.</summary>
    private static EquatableArray<float> Number(CentreTable centres, int[] assignment)
    {
        var values = centres.Values.ToArray();
        var numbers = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, numbers);
        var places = new int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            places[numbers[i]] = i;
        }

        Ranges.ForEach(assignment.Length, (start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                assignment[i] = assignment[i] < 0 ? -1 : places[assignment[i]];
            }
        });

        return EquatableArray.TakeOwnership(values);
    }

    private static float LargestAbsolute(ReadOnlySpan<float> weights)
    {
        var largest = 0f;
        for (var i = 0; i < weights.Length; i++)
        {
            var absolute = Math.Abs(weights[i]);
            if (!(absolute <= float.MaxValue))
            {
                throw new WfnException(DiagnosticCodes.NonFiniteWeight, string.Format(
                    CultureInfo.InvariantCulture, "Weight {0} is {1}: only finite weights can be fixed.", i, weights[i]));
            }

            largest = Math.Max(largest, absolute);
        }

        return largest;
    }
}
