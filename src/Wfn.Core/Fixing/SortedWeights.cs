using System.Buffers;
using System.Runtime.InteropServices;

namespace Wfn.Fixing;

/// <summary>The weights to be clustered in ascending order, each with its place in the caller's order.</summary>
/// <remarks>Its arrays are rented: several hundred megabytes for a large network, needed anew in every round.</remarks>
internal sealed class SortedWeights : IDisposable
{
    private const uint SignBit = 0x8000_0000;

    private SortedWeights(int count)
    {
        Count = count;
        Values = ArrayPool<float>.Shared.Rent(count);
        Sources = ArrayPool<int>.Shared.Rent(count);
    }

    /// <summary>The number of weights.</summary>
    public int Count { get; }

    /// <summary>The weights, ascending, then anything; zeros are all positive.</summary>
    public float[] Values { get; }

    /// <summary>For each of <see cref="Values"/> its index in the caller's order; ascending among equal weights.</summary>
    public int[] Sources { get; }

    /// <summary>Sorts the weights that are free. The result does not depend on the number of threads.</summary>
    /// <param name="weights">All weights, finite.</param>
    /// <param name="assignment">The centre of every weight, or -1 while it is free.</param>
    public static SortedWeights OfFree(ReadOnlySpan<float> weights, ReadOnlySpan<int> assignment)
    {
        var bits = MemoryMarshal.Cast<float, uint>(weights);
        var entries = ArrayPool<ulong>.Shared.Rent(weights.Length);
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            if (assignment[i] < 0)
            {
                entries[count++] = ((ulong)KeyOf(bits[i]) << 32) | (uint)i;
            }
        }

        var spare = ArrayPool<ulong>.Shared.Rent(count);
        var sorted = new SortedWeights(count);
        sorted.Unpack(RadixSort.ByUpperHalf(entries, spare, count));
        ArrayPool<ulong>.Shared.Return(entries);
        ArrayPool<ulong>.Shared.Return(spare);
        return sorted;
    }

    /// <summary>Gives the arrays back.</summary>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(Values);
        ArrayPool<int>.Shared.Return(Sources);
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

    private void Unpack(ulong[] entries) => Ranges.ForEach(Count, (start, end) =>
    {
        var bits = MemoryMarshal.Cast<float, uint>(Values.AsSpan());
        for (var i = start; i < end; i++)
        {
            bits[i] = BitsOf((uint)(entries[i] >> 32));
            Sources[i] = (int)(uint)entries[i];
        }
    });

    /// <summary>An unsigned number that orders like the float; both zeros are the same.</summary>
    private static uint KeyOf(uint bits) =>
        bits == SignBit ? SignBit : (bits & SignBit) != 0 ? ~bits : bits | SignBit;

    private static uint BitsOf(uint key) => (key & SignBit) != 0 ? key & ~SignBit : ~key;
}
