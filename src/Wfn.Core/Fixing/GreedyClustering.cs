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
    private readonly FixingOptions options;
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
        this.options = options;
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
        if (options.Recluster)
        {
            TakeAsAuthors(proposals, tolerance, needed);
        }
        else
        {
            TakeWithinDue(proposals, tolerance, needed);
        }
    }

    private static int OrderOf(float centre) =>
        centre == 0 ? 0 : SignedDigit.NonAdjacentForm(AdditivePowersOfTwo.Significand(centre)).Count - 1;

    /// <summary>Only the most popular centre is asked; where it takes nothing, the order rises, and in the end the tolerance.</summary>
    private void TakeAsAuthors(ProposedCentres proposals, double tolerance, int needed)
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

    /// <summary>
    /// Where the most popular centre takes nothing the next one is asked, zero last; then the order rises for what is left. What no order
    /// fits gets values of its own, the largest first, each shared with the weights around it.
    /// </summary>
    private void TakeWithinDue(ProposedCentres proposals, double tolerance, int needed)
    {
        for (var order = 0; needed > 0 && order <= Math.Min(highestOrder, LastStrictOrder); order++)
        {
            needed = TakeOfOrder(proposals.Centres(proposals.CountBelow(Math.Abs(LargestFree())), order), tolerance, needed, order);
        }

        while (needed > 0)
        {
            var weight = LargestFree();
            var own = proposals.OwnValue(weight, highestOrder);
            var measure = new WeightDistance(options.Distance);

            // The mean is compared as float32 rounds it, a single weight exactly.
            var distance = Math.Max(measure.Between(weight, own, (float)options.ZeroThreshold), measure.Exact(weight, own));
            needed -= Take(
                own, Math.Max(tolerance, distance), Math.Max(FixingSchedule.Furthest(options, tolerance), distance), needed, OrderOf(own));
        }
    }

    private int TakeOfOrder(float[] centres, double tolerance, int needed, int order)
    {
        var counts = new NearestCounts(sorted, centres);
        var refused = new HashSet<float>();
        while (needed > 0)
        {
            // A centre that is too far from all free weights stays so: they only become fewer.
            var taken = 0;
            foreach (var centre in counts.ByPopularity(free).Append(0).Where(centre => !refused.Contains(centre)))
            {
                taken = Take(centre, tolerance, needed, order);
                if (taken > 0)
                {
                    break;
                }

                refused.Add(centre);
            }

            if (taken == 0)
            {
                break;
            }

            needed -= taken;
        }

        return needed;
    }

    private float LargestFree()
    {
        var (first, last) = (sorted.Values[free.First], sorted.Values[free.Last]);
        return Math.Abs(first) > Math.Abs(last) ? first : last;
    }

    private int Take(float centre, double allowed, int most, int order) =>
        Take(centre, allowed, FixingSchedule.Furthest(options, allowed), most, order);

    private int Take(float centre, double allowed, double furthest, int most, int order)
    {
        Picked.Add(centre);
        var first = clusters.Count;
        var taken = selection.Select(centre, allowed, furthest, most, clusters);
        weightsPerOrder[Math.Min(order, HighestCountedOrder)] += taken;

        // Once enough weights are taken nobody asks any more which ones are free.
        for (var i = first; taken < most && i < clusters.Count; i++)
        {
            free.Remove(clusters[i].Range);
        }

        return taken;
    }
}
