namespace Wfn.Fixing;

/// <summary>
/// Rounds that follow each other without training in between: the weights stay in order from round to round, and nothing is written
/// back before the end.
/// </summary>
internal sealed class FixingSession : IDisposable
{
    private readonly FixingOptions options;
    private readonly float[] weights;
    private readonly List<FixingRoundSummary> rounds = [];
    private SortedWeights sorted;
    private float[] kept;

    /// <summary>Starts.</summary>
    /// <param name="weights">The weights, finite; overwritten by their centres in the course of the rounds.</param>
    /// <param name="options">The options, valid.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <param name="existing">Centres that are there already, ascending, and take the weights that they fit; not when re-clustering.</param>
    public FixingSession(float[] weights, FixingOptions options, int threads = 0, float[]? existing = null)
    {
        kept = existing ?? [];
        this.options = options;
        this.weights = weights;
        sorted = SortedWeights.OfAll(weights, threads);
    }

    /// <summary>What each round did so far.</summary>
    public IReadOnlyList<FixingRoundSummary> Rounds => rounds;

    /// <summary>Whether all weights are fixed and written.</summary>
    public bool IsDone => rounds.Count == options.Fractions.Count;

    /// <summary>Runs the next round.</summary>
    public void RunRound()
    {
        var round = rounds.Count;
        var clustered = ClusteredRound.Of(sorted, weights.Length, Largest(), kept, round, options);
        rounds.Add(new FixingRoundSummary(
            round,
            clustered.Fraction,
            clustered.Tolerance,
            FixingSchedule.Target(options, round, weights.Length),
            clustered.WeightsPerOrder,
            EquatableArray.Create<float>(clustered.Centres))
        {
            SweptWeights = clustered.SweptWeights,
        });
        if (IsDone || !options.Recluster)
        {
            kept = clustered.Centres;
            foreach (var cluster in clustered.Clusters)
            {
                sorted.Scatter(cluster, weights, cluster.Centre + 0f);
            }
        }

        if (IsDone)
        {
            return;
        }

        var before = sorted;
        sorted = before.After(clustered.Clusters, options.Recluster ? clustered.Centres : []);
        before.Dispose();
    }

    /// <summary>Gives memory back.</summary>
    public void Dispose() => sorted.Dispose();

    /// <summary>The largest absolute value, of fixed weights too.</summary>
    private float Largest()
    {
        ReadOnlySpan<float> ends = sorted.Count == 0 ? [] : [sorted.Values[0], sorted.Values[sorted.Count - 1]];
        return Math.Max(WeightBits.LargestAbsolute(ends), WeightBits.LargestAbsolute(kept));
    }
}
