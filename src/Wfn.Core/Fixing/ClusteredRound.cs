namespace Wfn.Fixing;

/// <summary>A round's clustering of sorted weights.</summary>
internal sealed class ClusteredRound
{
    private ClusteredRound(int round, double fraction, double tolerance, GreedyClustering clustering, float[] kept)
    {
        Round = round;
        Fraction = fraction;
        Tolerance = tolerance;
        WeightsPerOrder = clustering.WeightsPerOrder;
        PickedCentres = clustering.Picked.ToEquatableArray();
        Clusters = clustering.Clusters;

        // A negative zero would be another codebook value.
        Centres = [.. kept.Concat(Clusters.Select(c => c.Centre + 0f)).Distinct().OrderBy(c => c)];
    }

    /// <summary>0-based number of the round.</summary>
    public int Round { get; }

    /// <summary>The fraction of weights fixed after it.</summary>
    public double Fraction { get; }

    /// <summary>δ_t.</summary>
    public double Tolerance { get; }

    /// <summary>Weights taken at each order.</summary>
    public EquatableArray<int> WeightsPerOrder { get; }

    /// <summary>The centres that were the most popular at some step.</summary>
    public EquatableArray<float> PickedCentres { get; }

    /// <summary>How many weights were swept along, see <see cref="FixingRoundSummary.SweptWeights"/>.</summary>
    public int SweptWeights { get; private set; }

    /// <summary>What was taken.</summary>
    public IReadOnlyCollection<Cluster> Clusters { get; }

    /// <summary>The centres in use, those from earlier rounds included, ascending.</summary>
    public float[] Centres { get; }

    /// <summary>Clusters weights until the round's share of all weights is fixed.</summary>
    /// <param name="sorted">The weights that are free.</param>
    /// <param name="count">How many weights there are in all.</param>
    /// <param name="largest">The largest absolute value of all weights.</param>
    /// <param name="kept">The centres of the weights that are fixed already, ascending.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="options">The options.</param>
    public static ClusteredRound Of(
        SortedWeights sorted, int count, float largest, float[] kept, int round, FixingOptions options)
    {
        var tolerance = FixingSchedule.Tolerance(options, round);
        var clustering = new GreedyClustering(sorted, options);
        var needed = FixingSchedule.Target(options, round, count) - (count - sorted.Count);
        needed = clustering.TakeExisting(kept, tolerance, needed);
        clustering.TakeProposed(new ProposedCentres(tolerance, options.ZeroThreshold, largest), tolerance, needed);
        var result = new ClusteredRound(round, options.Fractions[round], tolerance, clustering, kept);
        CodebookRange.Check(result.Centres);
        result.SweptWeights = options.Recluster ? CountSwept(sorted, clustering.Clusters, options) : 0;
        return result;
    }

    private static int CountSwept(SortedWeights sorted, IReadOnlyCollection<Cluster> clusters, FixingOptions options)
    {
        var swept = 0;
        foreach (var cluster in clusters)
        {
            for (var position = cluster.Range.Start; position < cluster.Range.End; position++)
            {
                var weight = sorted.Values[position];
                swept += sorted.Sources[position] <= cluster.LastSource
                    && RelativeDistance.Between(weight, cluster.Centre, (float)options.ZeroThreshold) > FixingSchedule.FurthestRelative ? 1 : 0;
            }
        }

        return swept;
    }
}
