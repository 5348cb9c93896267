using System.Buffers;
using System.Runtime.InteropServices;

namespace Wfn.Fixing;

/// <summary>The weights to be clustered in ascending order, each with its place in the caller's order.</summary>
/// <remarks>
/// The result does not depend on the number of threads. The arrays are rented: they take eight bytes a weight.
/// </remarks>
internal sealed class SortedWeights : IDisposable
{
    private SortedWeights(int count, int threads)
    {
        Count = count;
        Threads = threads;
        Values = ArrayPool<float>.Shared.Rent(count);
        Sources = ArrayPool<int>.Shared.Rent(count);
    }

    /// <summary>The number of weights.</summary>
    public int Count { get; }

    /// <summary>The most threads to work on them with; 0 for one a core.</summary>
    public int Threads { get; }

    /// <summary>The weights, ascending, then anything; zeros are all positive.</summary>
    public float[] Values { get; }

    /// <summary>For each of <see cref="Values"/> its index in the caller's order.</summary>
    public int[] Sources { get; }

    /// <summary>Sorts all weights.</summary>
    /// <param name="weights">The weights, finite.</param>
    /// <param name="threads">The most threads to work on them with; 0 for one a core.</param>
    public static SortedWeights OfAll(ReadOnlySpan<float> weights, int threads)
    {
        var entries = ArrayPool<ulong>.Shared.Rent(weights.Length);
        var bits = MemoryMarshal.Cast<float, uint>(weights);
        for (var i = 0; i < bits.Length; i++)
        {
            entries[i] = Entry(bits[i], i);
        }

        return Sort(entries, weights.Length, threads);
    }

    /// <summary>Sorts the weights that are on no centre.</summary>
    /// <param name="weights">The weights, finite.</param>
    /// <param name="assignment">The centre of every weight, or -1 while it is free.</param>
    /// <param name="threads">The most threads to work on them with; 0 for one a core.</param>
    public static SortedWeights OfFree(ReadOnlySpan<float> weights, ReadOnlySpan<int> assignment, int threads)
    {
        var free = 0;
        var entries = ArrayPool<ulong>.Shared.Rent(weights.Length);
        var bits = MemoryMarshal.Cast<float, uint>(weights);
        for (var i = 0; i < bits.Length; i++)
        {
            entries[free] = Entry(bits[i], i);
            free -= assignment[i] >> 31;
        }

        return Sort(entries, free, threads);
    }

    /// <summary>
    /// The weights after a round, in order again without another sort: what is left lies in order already, and the weights of each
    /// centre go to one place, in any order among themselves.
    /// </summary>
    /// <param name="clusters">What the round took.</param>
    /// <param name="centres">The centres of the clusters to put back, ascending; none to drop what was taken.</param>
    public SortedWeights After(IReadOnlyCollection<Cluster> clusters, float[] centres)
    {
        var counts = centres.Select(centre => clusters.Where(c => c.Centre == centre).Sum(c => c.Count)).ToArray();
        var next = new SortedWeights(Count - clusters.Sum(c => c.Count) + counts.Sum(), Threads);
        var (filled, run) = (0, 0);
        var from = 0;
        foreach (var cluster in clusters.OrderBy(c => c.Range.Start))
        {
            AppendLeft(from, cluster.Range.Start);
            for (var position = cluster.Range.Start; cluster.IsThinned && position < cluster.Range.End; position++)
            {
                if (Sources[position] > cluster.LastSource)
                {
                    AppendLeft(position, position + 1);
                }
            }

            from = cluster.Range.End;
        }

        AppendLeft(from, Count);
        while (run < centres.Length)
        {
            AppendRun();
        }

        return next;

        void AppendLeft(int start, int end)
        {
            while (run < centres.Length && start < end && centres[run] <= Values[end - 1])
            {
                var below = LowerBound(centres[run], start, end);
                Copy(start, below);
                start = below;
                AppendRun();
            }

            Copy(start, end);
        }

        void Copy(int start, int end)
        {
            Array.Copy(Values, start, next.Values, filled, end - start);
            Array.Copy(Sources, start, next.Sources, filled, end - start);
            filled += end - start;
        }

        void AppendRun()
        {
            next.Values.AsSpan(filled, counts[run]).Fill(centres[run]);
            foreach (var cluster in clusters)
            {
                if (cluster.Centre == centres[run])
                {
                    filled += CopySources(cluster, next.Sources, filled);
                }
            }

            run++;
        }
    }

    /// <summary>Sets an element for each weight of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="target">One element for each weight in the caller's order.</param>
    /// <param name="value">What to set.</param>
    public void Scatter<T>(Cluster cluster, T[] target, T value)
    {
        var (first, last) = (cluster.Range.Start, cluster.LastSource);
        Ranges.ForEach(cluster.Range.Length, Threads, (start, end) =>
        {
            foreach (var source in Sources.AsSpan(first + start, end - start))
            {
                if (source <= last)
                {
                    target[source] = value;
                }
            }
        });
    }

    /// <summary>Brings weights of one value into the caller's order.</summary>
    public void OrderSources(PositionRange range)
    {
        var sources = Sources.AsSpan(range.Start, range.Length);
        for (var i = 1; i < sources.Length; i++)
        {
            if (sources[i] < sources[i - 1])
            {
                RadixSort.Ascending(sources, Threads);
                return;
            }
        }
    }

    /// <summary>The first position whose weight is not below <paramref name="value"/>, among the given ones.</summary>
    public int LowerBound(float value, int start, int end)
    {
        while (start < end)
        {
            var middle = (int)(((uint)start + (uint)end) >> 1);
            if (Values[middle] < value)
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }

    /// <summary>The first position whose weight is above <paramref name="value"/>, among the given ones.</summary>
    public int UpperBound(float value, int start, int end)
    {
        while (start < end)
        {
            var middle = (int)(((uint)start + (uint)end) >> 1);
            if (Values[middle] <= value)
            {
                start = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return start;
    }

    /// <summary>Gives the arrays back.</summary>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(Values);
        ArrayPool<int>.Shared.Return(Sources);
    }

    /// <summary>A weight's key above its source.</summary>
    private static ulong Entry(uint bits, int source) => ((ulong)WeightBits.Key(bits) << 32) | (uint)source;

    /// <summary>Sorts entries, and gives their array back.</summary>
    private static SortedWeights Sort(ulong[] entries, int count, int threads)
    {
        var spare = ArrayPool<ulong>.Shared.Rent(count);
        var sorted = new SortedWeights(count, threads);
        sorted.Unpack(RadixSort.ByUpperHalf(entries, spare, count, threads));
        ArrayPool<ulong>.Shared.Return(spare);
        ArrayPool<ulong>.Shared.Return(entries);
        return sorted;
    }

    private int CopySources(Cluster cluster, int[] target, int place)
    {
        if (!cluster.IsThinned)
        {
            Array.Copy(Sources, cluster.Range.Start, target, place, cluster.Count);
            return cluster.Count;
        }

        foreach (var source in Sources.AsSpan(cluster.Range.Start, cluster.Range.Length))
        {
            if (source <= cluster.LastSource)
            {
                target[place++] = source;
            }
        }

        return cluster.Count;
    }

    private void Unpack(ulong[] entries) => Ranges.ForEach(Count, Threads, (start, end) =>
    {
        var bits = MemoryMarshal.Cast<float, uint>(Values.AsSpan());
        for (var i = start; i < end; i++)
        {
            bits[i] = WeightBits.FromKey((uint)(entries[i] >> 32));
            Sources[i] = (int)(uint)entries[i];
        }
    });
}
