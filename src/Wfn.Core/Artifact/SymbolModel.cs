namespace Wfn.Artifact;

/// <summary>
/// How often each codebook index occurs, as <see cref="SlotCount"/> slots shared out among the indices: the static model of
/// the entropy coder. It follows from the counts by integer arithmetic alone, so that writer and reader agree on any machine.
/// </summary>
internal sealed class SymbolModel
{
    /// <summary>Binary logarithm of <see cref="SlotCount"/>.</summary>
    public const int SlotBits = 16;

    /// <summary>The number of slots.</summary>
    public const int SlotCount = 1 << SlotBits;

    /// <summary>
    /// The most slots one index may have. The rest stays empty, so that every weight costs at least log2(64/63) = 0.0227 bit and
    /// a payload's length bounds the weights that it can hold.
    /// </summary>
    public const int MaximumFrequency = SlotCount - (SlotCount / 64);

    /// <summary>No payload holds more weights a bit than this (1/0.0227, rounded up).</summary>
    public const int MaximumWeightsPerBit = 45;

    /// <summary>The most weights that a network may have (so that counts times slots stay in 64 bits).</summary>
    public const long MaximumWeights = 1L << 46;

    private readonly int[] frequencies;
    private readonly int[] starts;
    private ushort[]? slots;

    private SymbolModel(int[] frequencies, int[] starts)
    {
        this.frequencies = frequencies;
        this.starts = starts;
    }

    /// <summary>Slots of each index.</summary>
    public ReadOnlySpan<int> Frequencies => frequencies;

    /// <summary>First slot of each index.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>
    /// The model of the given counts: with n indices in use and N weights, an index of c > 0 weights has
    /// 1 + floor(c·(65536 − n)/N) slots; what is left over goes to the most frequent index (the first of them).
    /// </summary>
    /// <param name="counts">Weights of each index, not negative; at most 65536 entries, their sum below 2^47.</param>
    public static SymbolModel FromCounts(ReadOnlySpan<long> counts)
    {
        var total = 0L;
        var used = 0;
        foreach (var count in counts)
        {
            total += count;
            used += count > 0 ? 1 : 0;
        }

        var frequencies = new int[counts.Length];
        var assigned = 0;
        var largest = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                frequencies[i] = 1 + (int)(counts[i] * (SlotCount - used) / total);
                assigned += frequencies[i];
                largest = frequencies[i] > frequencies[largest] ? i : largest;
            }
        }

        if (total > 0)
        {
            frequencies[largest] = Math.Min(MaximumFrequency, frequencies[largest] + SlotCount - assigned);
        }

        var starts = new int[counts.Length];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + frequencies[i - 1];
        }

        return new SymbolModel(frequencies, starts);
    }

    /// <summary>The index that each slot belongs to; shorter than <see cref="SlotCount"/> when slots stay empty.</summary>
    public ReadOnlySpan<ushort> Slots => slots ??= MakeSlots();

    private ushort[] MakeSlots()
    {
        var made = new ushort[frequencies.Sum()];
        for (var i = 0; i < frequencies.Length; i++)
        {
            made.AsSpan(starts[i], frequencies[i]).Fill((ushort)i);
        }

        return made;
    }
}
