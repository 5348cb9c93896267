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
    private readonly int negativeEnd;
    private readonly int positiveStart;
    private readonly CentrePath outward = new();
    private readonly CentrePath inward = new();
    private readonly List<PositionRange> selected = [];

    /// <summary>Prepares for a round's weights.</summary>
    /// <param name="sorted">The weights.</param>
    /// <param name="free">Which of them are free.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="asAuthors">Whether to repeat the accident of the authors' code, see <see cref="TakesAllByAccident"/>.</param>
    public ClusterSelection(SortedWeights sorted, FreeWindows free, float zeroThreshold, bool asAuthors)
    {
        this.asAuthors = asAuthors;
        this.sorted = sorted;
        this.free = free;
        this.zeroThreshold = zeroThreshold;
        negativeEnd = sorted.LowerBound(0, 0, sorted.Count);
        positiveStart = sorted.UpperBound(0, negativeEnd, sorted.Count);
    }

    /// <summary>
    /// The positions of the longest prefix of the closest free weights whose running mean distance is allowed, at most
    /// <paramref name="most"/>. The list is valid until the next call.
    /// </summary>
    public List<PositionRange> Select(float centre, double allowed, int most)
    {
        selected.Clear();
        var first = centre == 0 ? SelectForZero(allowed, most) : SelectFor(centre, allowed, most);
        if (asAuthors && selected.Count == 0 && TakesAllByAccident(centre, first, allowed))
        {
            SelectClosest(centre, most);
        }

        return selected;
    }

    /// <summary>The closest free weights, whatever their distance.</summary>
    private void SelectClosest(float centre, int most)
    {
        if (centre == 0)
        {
            SelectForZero(double.PositiveInfinity, most);
            return;
        }

        SelectFor(centre, double.PositiveInfinity, most);
        var missing = most - selected.Sum(range => range.Length);
        if (missing > 0)
        {
            // What is left are zeros, at an infinite distance.
            free.AddFree(negativeEnd, negativeEnd + missing, selected);
        }
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

        return RelativeDistance.Between(sorted.Values[last], centre, zeroThreshold) <= single;
    }

    /// <returns>The first distance above zero.</returns>
    private float SelectFor(float centre, double allowed, int most)
    {
        var equalStart = sorted.LowerBound(centre, 0, sorted.Count);
        var equalEnd = sorted.UpperBound(centre, equalStart, sorted.Count);

        // Past the largest weights of the centre's sign the relative distance goes on rising with the largest of the other sign.
        if (centre > 0)
        {
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

        var equal = free.CountIn(equalStart, equalEnd);
        var prefix = ClosestPrefix.Find(
            outward.Walk(sorted.Values, centre, equal), inward.Walk(sorted.Values, centre, 0), equal, allowed, most);
        if (prefix.Count > 0)
        {
            SelectPrefix(prefix, centre);
        }

        return prefix.First;
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
        return position < 0 ? outside : RelativeDistance.Exact(sorted.Values[position], centre);
    }

    /// <summary>Selects the first <paramref name="count"/> weights of two runs in the caller's order.</summary>
    private void SelectFirstSources(PositionRange one, PositionRange other, int count)
    {
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
    /// For the centre zero: weights below γ0 are at distance 0, all others at distance 1.
    /// </summary>
    /// <returns>The first distance above zero.</returns>
    private float SelectForZero(double allowed, int most)
    {
        var start = sorted.UpperBound(-zeroThreshold, 0, sorted.Count);
        var end = sorted.LowerBound(zeroThreshold, start, sorted.Count);
        var small = free.CountIn(start, end);
        free.AddFree(start, end, selected);
        if (small > most)
        {
            KeepFirstSources(most);
            return 1;
        }

        var mean = new RunningMean(small);
        var large = 0;
        while (small + large < most && small + large < free.Count)
        {
            mean.Add(1);
            if (mean.Value > allowed)
            {
                break;
            }

            large++;
        }

        if (large > 0)
        {
            var kept = selected.ToArray();
            selected.Clear();
            free.AddFree(0, start, selected);
            free.AddFree(end, sorted.Count, selected);
            KeepFirstSources(large);
            selected.AddRange(kept);
        }

        return 1;
    }

    /// <summary>Keeps of the selected weights the first ones in the caller's order.</summary>
    private void KeepFirstSources(int count)
    {
        var total = selected.Sum(range => range.Length);
        if (count == total)
        {
            return;
        }

        var entries = new ulong[total];
        var next = 0;
        foreach (var range in selected)
        {
            for (var position = range.Start; position < range.End; position++)
            {
                entries[next++] = ((ulong)(uint)sorted.Sources[position] << 32) | (uint)position;
            }
        }

        entries = RadixSort.ByUpperHalf(entries, new ulong[total], total);
        selected.Clear();
        for (var i = 0; i < count; i++)
        {
            var position = (int)(uint)entries[i];
            selected.Add(new PositionRange(position, position + 1));
        }
    }
}
