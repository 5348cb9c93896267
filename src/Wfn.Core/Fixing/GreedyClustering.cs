using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>
/// One round's greedy clustering on sorted weights: again and again the centre with the most weights around it takes the closest
/// of them, until enough weights are fixed.
/// </summary>
/// <remarks>
/// No step looks at weights × centres. Where the nearest centre changes is found once for a list of centres by binary search, and
/// the free weights in between are counted from the windows; a cluster is found by walking away from its centre on both sides.
/// </remarks>
internal sealed class GreedyClustering
{
    /// <summary>The authors' code counts all higher orders with this one.</summary>
    public const int HighestCountedOrder = 14;

    /// <summary>Past this order the allowed mean distance doubles until a weight is taken.</summary>
    private const int LastStrictOrder = 20;

    private readonly SortedWeights sorted;
    private readonly FreeWindows free;
    private readonly ClusterSelection selection;
    private readonly int highestOrder;
    private readonly List<Cluster> clusters = [];
    private readonly int[] weightsPerOrder = new int[HighestCountedOrder + 1];

    /// <summary>Prepares a round.</summary>
    /// <param name="sorted">The weights that are free.</param>
    /// <param name="options">γ0, the distance and the highest order, and whether this is re-clustering, which repeats the authors' code to the letter.</param>
    public GreedyClustering(SortedWeights sorted, FixingOptions options)
    {
        this.sorted = sorted;
        free = new FreeWindows(sorted.Count);
        selection = new ClusterSelection(sorted, free, options);
        highestOrder = options.HighestOrder ?? int.MaxValue;
    }

    /// <summary>What was taken.</summary>
    public IReadOnlyCollection<Cluster> Clusters => clusters;

    /// <summary>Weights taken at each order, the highest orders that are zero left out.</summary>
    public EquatableArray<int> WeightsPerOrder =>
        weightsPerOrder.Take(1 + Array.FindLastIndex(weightsPerOrder, n => n > 0)).ToEquatableArray();

    /// <summary>Every centre that was ever the most popular, whether or not it took a weight.</summary>
    public SortedSet<float> Picked { get; } = [];

    /// <summary>
    /// Lets existing centres take free weights as long as any is within the tolerance.
    /// </summary>
    /// <returns>How many are still needed.</returns>
    public int TakeExisting(float[] existing, double tolerance, int needed)
    {
        if (existing.Length == 0)
        {
            return needed;
        }

        var counts = new NearestCounts(sorted, existing);
        var anyTaken = true;
        while (needed > 0 && anyTaken)
        {
            anyTaken = false;
            foreach (var centre in counts.ByPopularity(free))
            {
                var taken = Take(centre, tolerance, needed, OrderOf(centre));
                if (taken > 0)
                {
                    needed -= taken;
                    anyTaken = true;
                    break;
                }
            }
        }

        return needed;
    }

    /// <summary>Lets proposed centres of rising order take free weights until <paramref name="needed"/> are taken.</summary>
    public void TakeProposed(ProposedCentres proposals, double tolerance, int needed)
    {
        var (order, allowed) = (0, tolerance);
        var (countedSize, countedOrder) = (-1, -1);
        NearestCounts? counts = null;
        while (needed > 0)
        {
            var size = proposals.CountBelow(Math.Max(Math.Abs(sorted.Values[free.First]), Math.Abs(sorted.Values[free.Last])));
            if (counts is null || (countedSize, countedOrder) != (size, order))
            {
                counts = new NearestCounts(sorted, proposals.Centres(size, order));
                (countedSize, countedOrder) = (size, order);
            }

            var taken = Take(counts.Centres[counts.MostPopular(free)], allowed, needed, order);
            needed -= taken;
            if (taken > 0)
            {
                allowed = tolerance;
            }
            else
            {
                allowed *= order >= Math.Min(highestOrder, LastStrictOrder) ? 2 : 1;
                order = Math.Min(order, highestOrder - 1) + 1;
            }
        }
    }

    private static int OrderOf(float centre) =>
        centre == 0 ? 0 : SignedDigit.NonAdjacentForm(AdditivePowersOfTwo.Significand(centre)).Count - 1;

    private int Take(float centre, double allowed, int most, int order)
    {
        Picked.Add(centre);
        var first = clusters.Count;
        var taken = selection.Select(centre, allowed, most, clusters);
        weightsPerOrder[Math.Min(order, HighestCountedOrder)] += taken;

        // Once enough weights are taken nobody asks any more which ones are free.
        for (var i = first; taken < most && i < clusters.Count; i++)
        {
            free.Remove(clusters[i].Range);
        }

        return taken;
    }
}
