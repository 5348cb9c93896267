namespace Wfn.Artifact;

/// <summary>The coder's slots, shared out among values in their order.</summary>
internal sealed class SlotTable
{
    /// <summary>Binary logarithm of <see cref="Count"/>.</summary>
    public const int Bits = 12;

    /// <summary>The number of slots.</summary>
    public const int Count = 1 << Bits;

    // The same part as in the static model, so that the same bound on weights a bit holds.
    private const int MaximumFrequency = Count - (Count / 64);
    private const int FractionBits = 32;
    private const int StartShift = 16;

    // A value is found from the one that has the first slot of its bucket, a few steps further where a bucket has several.
    private const int LeastBucketBits = 5;
    private const int MostBucketBits = 8;

    private readonly uint[] ranges;
    private readonly byte[] firstOfBucket;
    private readonly int bucketShift;
    private bool isIndexed;

    /// <summary>Slots not shared out yet.</summary>
    /// <param name="values">How many values get slots; at most 256.</param>
    public SlotTable(int values)
    {
        ranges = new uint[values];
        var bucketBits = LeastBucketBits;
        while (bucketBits < MostBucketBits && 1 << bucketBits < 4 * values)
        {
            bucketBits++;
        }

        bucketShift = Bits - bucketBits;
        firstOfBucket = new byte[(1 << bucketBits) + 1];
    }

    /// <summary>How many slots belong to a value; the others stay empty.</summary>
    public int UsedSlots { get; private set; }

    /// <summary>A value's first slot.</summary>
    public static uint Start(uint range) => range >> StartShift;

    /// <summary>A value's number of slots.</summary>
    public static uint Frequency(uint range) => range & ((1u << StartShift) - 1);

    /// <summary>A value's slots, for <see cref="Start"/> and <see cref="Frequency"/>.</summary>
    public uint Range(int value) => ranges[value];

    /// <summary>The value of a slot below <see cref="UsedSlots"/>.</summary>
    public int Find(int slot)
    {
        if (!isIndexed)
        {
            Index();
        }

        var slots = ranges;
        var value = (int)firstOfBucket[slot >> bucketShift];
        while ((uint)slot - Start(slots[value]) >= Frequency(slots[value]))
        {
            value++;
        }

        return value;
    }

    /// <summary>Shares out the slots: one for each value, the others by their shares, rounded down, and what is left to the largest.</summary>
    /// <param name="shares">The share of each value.</param>
    /// <param name="whole">Their sum, or more; below 2^21.</param>
    public void Share(ReadOnlySpan<long> shares, long whole)
    {
        var slots = ranges;
        var perShare = ((long)(Count - slots.Length) << FractionBits) / whole;
        var (assigned, largest, most) = (0u, 0, 0u);
        for (var i = 0; i < slots.Length && i < shares.Length; i++)
        {
            var frequency = 1 + (uint)((shares[i] * perShare) >> FractionBits);
            slots[i] = frequency;
            assigned += frequency;
            if (frequency > most)
            {
                (largest, most) = (i, frequency);
            }
        }

        slots[largest] = Math.Min(MaximumFrequency, most + Count - assigned);
        var start = 0u;
        for (var i = 0; i < slots.Length; i++)
        {
            var frequency = slots[i];
            slots[i] = frequency | (start << StartShift);
            start += frequency;
        }

        UsedSlots = (int)start;
        isIndexed = false;
    }

    private void Index()
    {
        var buckets = firstOfBucket;
        Array.Clear(buckets, 0, buckets.Length);
        var roundUp = (1u << bucketShift) - 1;
        for (var i = 0; i < ranges.Length; i++)
        {
            buckets[(Start(ranges[i]) + roundUp) >> bucketShift] = (byte)i;
        }

        var last = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            last = Math.Max(last, buckets[i]);
            buckets[i] = (byte)last;
        }

        isIndexed = true;
    }
}
