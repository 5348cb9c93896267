namespace Wfn.Artifact;

/// <summary>The coder's slots, shared out among indices in their order.</summary>
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

    // Finding an index by going through all of them costs less than a table, until so many were found.
    private const int FoundWithoutTable = 16;

    private readonly bool[] isUsed;
    private readonly int usedValues;
    private readonly uint[] ranges;
    private byte[]? table;
    private int found;

    /// <summary>Slots not shared out yet.</summary>
    /// <param name="isUsed">Which indices get slots; at most 256.</param>
    public SlotTable(bool[] isUsed)
    {
        this.isUsed = isUsed;
        usedValues = isUsed.Count(used => used);
        ranges = new uint[isUsed.Length];
    }

    /// <summary>How many slots belong to an index; the others stay empty.</summary>
    public int UsedSlots { get; private set; }

    /// <summary>An index's first slot.</summary>
    public static uint Start(uint range) => range >> StartShift;

    /// <summary>An index's number of slots.</summary>
    public static uint Frequency(uint range) => range & ((1u << StartShift) - 1);

    /// <summary>An index's slots, for <see cref="Start"/> and <see cref="Frequency"/>.</summary>
    public uint Range(int index) => ranges[index];

    /// <summary>The index of a slot below <see cref="UsedSlots"/>.</summary>
    public int Find(int slot)
    {
        if (found < FoundWithoutTable)
        {
            found++;
            var index = 0;
            while ((uint)slot - Start(ranges[index]) >= Frequency(ranges[index]))
            {
                index++;
            }

            return index;
        }

        return (found == FoundWithoutTable ? MakeTable() : table!)[slot];
    }

    /// <summary>Shares out the slots: one for each index in use, the others by their shares, rounded down, and what is left to the largest.</summary>
    /// <param name="shares">The share of each index.</param>
    /// <param name="whole">Their sum, or more; below 2^21.</param>
    public void Share(ReadOnlySpan<long> shares, long whole)
    {
        var perShare = ((long)(Count - usedValues) << FractionBits) / whole;
        var assigned = 0;
        var largest = 0;
        for (var i = 0; i < ranges.Length; i++)
        {
            var frequency = isUsed[i] ? 1 + (int)((shares[i] * perShare) >> FractionBits) : 0;
            ranges[i] = (uint)frequency;
            assigned += frequency;
            largest = frequency > ranges[largest] ? i : largest;
        }

        ranges[largest] = (uint)Math.Min(MaximumFrequency, ranges[largest] + Count - assigned);
        var start = 0u;
        for (var i = 0; i < ranges.Length; i++)
        {
            var frequency = ranges[i];
            ranges[i] |= start << StartShift;
            start += frequency;
        }

        UsedSlots = (int)start;
        found = 0;
    }

    private byte[] MakeTable()
    {
        found++;
        table ??= new byte[Count];
        for (var i = 0; i < ranges.Length; i++)
        {
            table.AsSpan((int)Start(ranges[i]), (int)Frequency(ranges[i])).Fill((byte)i);
        }

        return table;
    }
}
