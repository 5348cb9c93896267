using System.Runtime.InteropServices;

namespace Wfn.Fixing;

/// <summary>The weights to be clustered in ascending order, each with its place in the caller's order.</summary>
internal sealed class SortedWeights
{
    private const uint SignBit = 0x8000_0000;

    private SortedWeights(float[] values, int[] sources)
    {
        Values = values;
        Sources = sources;
    }

    /// <summary>The weights, ascending; zeros are all positive.</summary>
    public float[] Values { get; }

    /// <summary>For each of <see cref="Values"/> its index in the caller's order; ascending among equal weights.</summary>
    public int[] Sources { get; }

    /// <summary>The number of weights.</summary>
    public int Count => Values.Length;

    /// <summary>Sorts the weights that are free. The result does not depend on the number of threads.</summary>
    /// <param name="weights">All weights, finite.</param>
    /// <param name="assignment">The centre of every weight, or -1 while it is free.</param>
    public static SortedWeights OfFree(ReadOnlySpan<float> weights, ReadOnlySpan<int> assignment)
    {
        var bits = MemoryMarshal.Cast<float, uint>(weights);
        var entries = new ulong[weights.Length];
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            if (assignment[i] < 0)
            {
                entries[count++] = ((ulong)KeyOf(bits[i]) << 32) | (uint)i;
            }
        }

        entries = RadixSort.ByUpperHalf(entries, count);
        var values = new float[count];
        var sources = new int[count];
        Ranges.ForEach(count, (start, end) =>
        {
            var valueBits = MemoryMarshal.Cast<float, uint>(values.AsSpan());
            for (var i = start; i < end; i++)
            {
                valueBits[i] = BitsOf((uint)(entries[i] >> 32));
                sources[i] = (int)(uint)entries[i];
            }
        });

        return new SortedWeights(values, sources);
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

    /// <summary>An unsigned number that orders like the float; both zeros are the same.</summary>
    private static uint KeyOf(uint bits) =>
        bits == SignBit ? SignBit : (bits & SignBit) != 0 ? ~bits : bits | SignBit;

    private static uint BitsOf(uint key) => (key & SignBit) != 0 ? key & ~SignBit : ~key;
}
