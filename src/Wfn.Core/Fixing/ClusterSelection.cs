using System.Buffers;

namespace Wfn.Fixing;

/// <summary>
/// Finds out which free weights a centre takes. Of weights at the same distance those that come first in the caller's order go
/// first.
/// </summary>
internal sealed class ClusterSelection
{
    private readonly SortedWeights sorted;
    private readonly FreeWindows free;
    private readonly float zeroThreshold;
    private readonly bool asAuthors;
    private readonly WeightDistance distance;
    private readonly int negativeEnd;
    private readonly int positiveStart;
    private readonly CentrePath outward = new();
    private readonly CentrePath inward = new();
    private readonly List<PositionRange> selected = [];
    private readonly List<PositionRange> thinned = [];
    private int lastSource;
    private double furthest;

    /// <summary>Prepares for a round's weights.</summary>
    /// <param name="sorted">The weights.</param>
    /// <param name="free">Which of them are free.</param>
    /// <param name="options">
    /// γ0 and the distance, and whether this is re-clustering, which bounds no single weight's move, and repeats an accident of the authors'
    /// code, see <see cref="TakesAllByAccident"/>.
    /// </param>
    public ClusterSelection(SortedWeights sorted, FreeWindows free, FixingOptions options)
    {
        asAuthors = options.Recluster;
        distance = new WeightDistance(options.Distance);
        this.sorted = sorted;
        this.free = free;
        zeroThreshold = (float)options.ZeroThreshold;
        negativeEnd = sorted.LowerBound(0, 0, sorted.Count);
        positiveStart = sorted.UpperBound(0, negativeEnd, sorted.Count);
    }

    /// <summary>
    /// Selects the longest prefix of the closest free weights whose running mean distance is allowed, at most
    /// <paramref name="most"/>.
    /// </summary>
    /// <param name="centre">The centre.</param>
    /// <param name="allowed">a: the largest running mean.</param>
    /// <param name="furthestOfAll">The largest distance of one weight.</param>
    /// <param name="most">The cap.</param>
    /// <param name="into">What is selected is added to this list.</param>
    /// <returns>The number of weights selected.</returns>
    public int Select(float centre, double allowed, double furthestOfAll, int most, List<Cluster> into)
    {
        furthest = furthestOfAll;
        var (count, first) = centre == 0 ? SelectForZero(allowed, most) : SelectFor(centre, allowed, most);
        if (asAuthors && count == 0 && TakesAllByAccident(centre, first, allowed))
        {
            count = SelectClosest(centre, most);
        }

        into.AddRange(selected.Select(range => new Cluster(centre, range)));
        foreach (var range in thinned)
        {
            AddThinned(centre, range, count < most, into);
        }

        return count;
    }

    /// <param name="centre">The centre.</param>
    /// <param name="range">The range.</param>
    /// <param name="isContinued">Whether the round goes on: later clusters may come between the weights of this one.</param>
    /// <param name="into">Where to add the cluster.</param>
    private void AddThinned(float centre, PositionRange range, bool isContinued, List<Cluster> into)
    {
        var count = 0;
        for (var position = range.Start; position < range.End; position++)
        {
            if (sorted.Sources[position] <= lastSource)
            {
                count++;
                if (isContinued)
                {
                    into.Add(new Cluster(centre, new PositionRange(position, position + 1)));
                }
            }
        }

        if (count > 0 && !isContinued)
        {
            into.Add(new Cluster(centre, range, count, lastSource));
        }
    }

    /// <summary>The closest free weights, whatever their distance.</summary>
    private int SelectClosest(float centre, int most)
    {
        if (centre == 0)
        {
            return SelectForZero(double.PositiveInfinity, most).Count;
        }

        var count = SelectFor(centre, double.PositiveInfinity, most).Count;
        if (count < most)
        {
            // What is left are zeros, at an infinite distance.
            free.AddFree(negativeEnd, negativeEnd + most - count, selected);
        }

        return most;
    }

    /// <summary>
    /// The authors' code takes as many weights as are needed when no prefix is allowed and yet the last free weight in the caller's
    /// order is. That looks impossible, but the first test compares in float64 and the second in float32: it happens when the
    /// smallest distance is the float32 next above the allowed mean, and the last free weight's, too.
    /// </summary>
    private bool TakesAllByAccident(float centre, float first, double allowed)
    {
        var single = (float)allowed;
        if (first != single || !(single > allowed))
        {
            return false;
        }

        var last = -1;
        foreach (var window in free.Windows)
        {
            for (var position = window.Start; position < window.End; position++)
            {
                if (last < 0 || sorted.Sources[position] > sorted.Sources[last])
                {
                    last = position;
                }
            }
        }

        return distance.Between(sorted.Values[last], centre, zeroThreshold) <= single;
    }

    /// <returns>How many, and the first distance above zero.</returns>
    private (int Count, float First) SelectFor(float centre, double allowed, int most)
    {
        var equalStart = sorted.LowerBound(centre, 0, sorted.Count);
        var equalEnd = sorted.UpperBound(centre, equalStart, sorted.Count);

        if (distance.IsEuclidean)
        {
            outward.Reset(1);
            outward.Append(free, equalStart, sorted.Count);
            inward.Reset(-1);
            inward.Append(free, 0, equalStart);
        }
        else if (centre > 0)
        {
            // Past the largest weights of the centre's sign the relative distance goes on rising with the largest of the other sign.
            outward.Reset(1);
            outward.Append(free, equalStart, sorted.Count);
            outward.Append(free, 0, negativeEnd);
            inward.Reset(-1);
            inward.Append(free, positiveStart, equalStart);
        }
        else
        {
            outward.Reset(-1);
            outward.Append(free, 0, equalEnd);
            outward.Append(free, positiveStart, sorted.Count);
            inward.Reset(1);
            inward.Append(free, equalEnd, negativeEnd);
        }

        return SelectAlongPaths(centre, free.CountIn(equalStart, equalEnd), allowed, most);
    }

    /// <param name="centre">The centre.</param>
    /// <param name="zeros">The number of free weights at distance 0: the head of the outward path.</param>
    /// <param name="allowed">a: the largest running mean.</param>
    /// <param name="most">The cap.</param>
    private (int Count, float First) SelectAlongPaths(float centre, int zeros, double allowed, int most)
    {
        var prefix = ClosestPrefix.Find(
            outward.Walk(sorted.Values, centre, distance, zeros),
            inward.Walk(sorted.Values, centre, distance, 0),
            zeros,
            allowed,
            furthest,
            most);
        Clear();
        if (prefix.Count > 0)
        {
            SelectPrefix(prefix, centre);
        }

        return (prefix.Count, prefix.First);
    }

    private void SelectPrefix(ClosestPrefix prefix, float centre)
    {
        var last = Math.Max(
            KeyAt(outward, prefix.Outward - 1, centre, double.NegativeInfinity),
            KeyAt(inward, prefix.Inward - 1, centre, double.NegativeInfinity));
        var outwardTie = TieAt(outward, prefix.Outward, centre, last);
        var inwardTie = TieAt(inward, prefix.Inward, centre, last);
        outward.AddFirst(outwardTie.Ordinal, selected);
        inward.AddFirst(inwardTie.Ordinal, selected);
        SelectFirstSources(outwardTie.Run, inwardTie.Run, prefix.Count - outwardTie.Ordinal - inwardTie.Ordinal);
    }

    /// <summary>
    /// The free weights of a path at exactly the given distance, and how many are closer. Free weights of one value always lie side
    /// by side, because they are taken in their order.
    /// </summary>
    private (int Ordinal, PositionRange Run) TieAt(CentrePath path, int count, float centre, double key)
    {
        var ordinal = KeyAt(path, count - 1, centre, double.NegativeInfinity) == key ? count - 1
            : KeyAt(path, count, centre, double.PositiveInfinity) == key ? count : -1;
        if (ordinal < 0)
        {
            return (count, default);
        }

        var position = path.PositionAt(ordinal);
        var run = free.WindowAround(position);
        var value = sorted.Values[position];
        run = new PositionRange(
            sorted.LowerBound(value, run.Start, position), sorted.UpperBound(value, position, run.End));
        return (ordinal - (path.IsAscending ? position - run.Start : run.End - 1 - position), run);
    }

    private double KeyAt(CentrePath path, int ordinal, float centre, double outside)
    {
        var position = ordinal < 0 ? -1 : path.PositionAt(ordinal);
        return position < 0 ? outside : distance.Exact(sorted.Values[position], centre);
    }

    /// <summary>Selects the first <paramref name="count"/> weights of two runs in the caller's order.</summary>
    private void SelectFirstSources(PositionRange one, PositionRange other, int count)
    {
        if (count < one.Length + other.Length)
        {
            sorted.OrderSources(one);
            sorted.OrderSources(other);
        }

        var (i, j) = (one.Start, other.Start);
        for (; count > 0; count--)
        {
            if (j == other.End || (i < one.End && sorted.Sources[i] < sorted.Sources[j]))
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        AddNonEmpty(new PositionRange(one.Start, i));
        AddNonEmpty(new PositionRange(other.Start, j));
    }

    private void AddNonEmpty(PositionRange range)
    {
        if (range.Length > 0)
        {
            selected.Add(range);
        }
    }

    /// <summary>
    /// For the centre zero: weights below γ0 are at distance 0, all others at relative distance 1.
    /// </summary>
    /// <returns>How many, and the first distance above zero.</returns>
    private (int Count, float First) SelectForZero(double allowed, int most)
    {
        Clear();
        var start = sorted.UpperBound(-zeroThreshold, 0, sorted.Count);
        var end = sorted.LowerBound(zeroThreshold, start, sorted.Count);
        var small = free.CountIn(start, end);
        if (small > most)
        {
            free.AddFree(start, end, thinned);
            Thin(small, most);
            return (most, 1);
        }

        if (distance.IsEuclidean)
        {
            outward.Reset(1);
            outward.Append(free, start, sorted.Count);
            inward.Reset(-1);
            inward.Append(free, 0, start);
            return SelectAlongPaths(0, small, allowed, most);
        }

        free.AddFree(start, end, selected);
        var mean = new RunningMean(small);
        var large = 0;
        while (furthest >= 1 && small + large < Math.Min(most, free.Count))
        {
            mean.Add(1);
            if (!mean.IsAtMost(allowed))
            {
                break;
            }

            large++;
        }

        if (large > 0)
        {
            free.AddFree(0, start, thinned);
            free.AddFree(end, sorted.Count, thinned);
            Thin(free.Count - small, large);
        }

        return (small + large, 1);
    }

    private void Clear()
    {
        selected.Clear();
        thinned.Clear();
        lastSource = int.MaxValue;
    }

    /// <summary>Finds the last source such that so many of the weights in the thinned ranges are selected.</summary>
    private void Thin(int total, int count)
    {
        var entries = ArrayPool<ulong>.Shared.Rent(total);
        var spare = ArrayPool<ulong>.Shared.Rent(total);
        var next = 0;
        foreach (var range in thinned)
        {
            for (var position = range.Start; position < range.End; position++)
            {
                entries[next++] = (ulong)(uint)sorted.Sources[position] << 32;
            }
        }

        lastSource = (int)(RadixSort.ByUpperHalf(entries, spare, total, sorted.Threads)[count - 1] >> 32);
        ArrayPool<ulong>.Shared.Return(entries);
        ArrayPool<ulong>.Shared.Return(spare);
    }
}
