namespace Wfn.Fixing;

/// <summary>
/// The positions in the sorted order that are still free, as few disjoint ascending windows: every cluster takes neighbours, so
/// a window list of about the number of clusters says it all.
/// </summary>
internal sealed class FreeWindows
{
    private PositionRange[] windows = new PositionRange[64];
    private int windowCount;

    /// <summary>All of <paramref name="count"/> positions are free.</summary>
    public FreeWindows(int count)
    {
        Count = count;
        if (count > 0)
        {
            windows[windowCount++] = new PositionRange(0, count);
        }
    }

    /// <summary>The number of free positions.</summary>
    public int Count { get; private set; }

    /// <summary>The windows, ascending.</summary>
    public ReadOnlySpan<PositionRange> Windows => windows.AsSpan(0, windowCount);

    /// <summary>The lowest free position; there must be one.</summary>
    public int First => windows[0].Start;

    /// <summary>The highest free position; there must be one.</summary>
    public int Last => windows[windowCount - 1].End - 1;

    /// <summary>Adds the free parts of a range of positions, ascending; none of them is empty.</summary>
    public void AddFree(int start, int end, List<PositionRange> into)
    {
        for (var i = FirstEndingAfter(start); start < end && i < windowCount && windows[i].Start < end; i++)
        {
            into.Add(new PositionRange(Math.Max(start, windows[i].Start), Math.Min(end, windows[i].End)));
        }
    }

    /// <summary>The number of free positions in a range.</summary>
    public int CountIn(int start, int end)
    {
        var count = 0;
        for (var i = FirstEndingAfter(start); start < end && i < windowCount && windows[i].Start < end; i++)
        {
            count += Math.Min(end, windows[i].End) - Math.Max(start, windows[i].Start);
        }

        return count;
    }

    /// <summary>The window of a free position.</summary>
    public PositionRange WindowAround(int position) => windows[FirstEndingAfter(position)];

    /// <summary>The number of free positions below each of the given ones, which ascend.</summary>
    public void CountBelow(ReadOnlySpan<int> positions, Span<int> counts)
    {
        var window = 0;
        var before = 0;
        for (var i = 0; i < positions.Length; i++)
        {
            while (window < windowCount && windows[window].End <= positions[i])
            {
                before += windows[window++].Length;
            }

            counts[i] = before + (window < windowCount ? Math.Max(0, positions[i] - windows[window].Start) : 0);
        }
    }

    /// <summary>Takes positions, all of them free and within one window.</summary>
    public void Remove(PositionRange range)
    {
        var index = FirstEndingAfter(range.Start);
        var window = windows[index];
        Count -= range.Length;
        if (window == range)
        {
            windowCount--;
            Array.Copy(windows, index + 1, windows, index, windowCount - index);
        }
        else if (window.Start == range.Start)
        {
            windows[index] = new PositionRange(range.End, window.End);
        }
        else
        {
            windows[index] = new PositionRange(window.Start, range.Start);
            if (range.End < window.End)
            {
                Insert(index + 1, new PositionRange(range.End, window.End));
            }
        }
    }

    private void Insert(int index, PositionRange range)
    {
        if (windowCount == windows.Length)
        {
            Array.Resize(ref windows, 2 * windowCount);
        }

        Array.Copy(windows, index, windows, index + 1, windowCount - index);
        windows[index] = range;
        windowCount++;
    }

    private int FirstEndingAfter(int position)
    {
        var (low, high) = (0, windowCount);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (windows[middle].End <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
