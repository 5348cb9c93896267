namespace Wfn.Artifact;

/// <summary>
/// How often each index has followed in one context so far, as slots of the coder. They are shared out anew after every few weights, from
/// counts and by integer arithmetic alone, so that writer and reader have the same ones at every weight.
/// </summary>
internal sealed class AdaptiveModel
{
    /// <summary>The most values of a codebook: an index is a byte of a table of slots, and each index in use has one of these at least.</summary>
    public const int MostValues = 256;

    // The tensor's distribution counts as so many weights seen in the context.
    private const int WeightOfTensor = 16;

    // Beyond so many weights older ones count half.
    private const int MostCounted = 4096;

    // A weight's count while slots are shared out.
    private const int Unit = 256;

    private readonly TensorModel tensor;
    private readonly int[] counts;
    private readonly long[] shares;
    private SharingSchedule schedule;
    private int counted;
    private SlotTable? own;

    /// <summary>A context that no weight has been in.</summary>
    /// <param name="tensor">What is known of the tensor.</param>
    public AdaptiveModel(TensorModel tensor)
    {
        this.tensor = tensor;
        counts = new int[tensor.ValueCount];
        shares = new long[tensor.ValueCount];
        schedule = new SharingSchedule(tensor.UsedValues);
    }

    /// <summary>The slots: the tensor's until the context has weights enough.</summary>
    public SlotTable Slots => own ?? tensor.Slots;

    /// <summary>Counts a weight, in the tensor as well.</summary>
    public void Add(int index)
    {
        counts[index]++;
        counted++;
        tensor.Add(index);
        if (!schedule.IsDue())
        {
            return;
        }

        if (counted > MostCounted)
        {
            counted = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] >>= 1;
                counted += counts[i];
            }
        }

        tensor.Share(WeightOfTensor * Unit, shares);
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] += (long)counts[i] * Unit;
        }

        own ??= new SlotTable(tensor.IsUsed);
        own.Share(shares, ((long)counted + WeightOfTensor) * Unit);
    }
}

/// <summary>How often each index has occurred in a tensor so far, and before it in the network as its header tells.</summary>
internal sealed class TensorModel
{
    // A weight counts as much as a 32nd of what the network tells beforehand.
    private const int Unit = 16;
    private const int WeightOfNetwork = 32 * Unit;
    private const int MostCounted = 8192 * Unit;
    private const int FractionBits = 32;

    private readonly bool[] isUsed;
    private readonly long[] counts;
    private SharingSchedule schedule;

    /// <summary>A tensor without weights.</summary>
    /// <param name="network">Weights of each index in the network, at most 2^30 of each.</param>
    public TensorModel(ReadOnlySpan<long> network)
    {
        var total = 0L;
        foreach (var count in network)
        {
            total += count;
        }

        counts = new long[network.Length];
        isUsed = new bool[network.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            isUsed[i] = network[i] > 0;
            counts[i] = isUsed[i] ? 1 + (network[i] * WeightOfNetwork / total) : 0;
            UsedValues += isUsed[i] ? 1 : 0;
            Sum += counts[i];
        }

        schedule = new SharingSchedule(UsedValues);
        Slots = new SlotTable(isUsed);
        Slots.Share(counts, Sum);
    }

    /// <summary>Values in the codebook.</summary>
    public int ValueCount => counts.Length;

    /// <summary>Values that some weight of the network has.</summary>
    public int UsedValues { get; }

    /// <summary>Which those are.</summary>
    public bool[] IsUsed => isUsed;

    /// <summary>The slots of weights in no context.</summary>
    public SlotTable Slots { get; }

    private long Sum { get; set; }

    /// <summary>What the indices have of a whole that the tensor's weights share, rounded down.</summary>
    public void Share(int whole, Span<long> shares)
    {
        var perCount = ((long)whole << FractionBits) / Sum;
        for (var i = 0; i < counts.Length; i++)
        {
            shares[i] = (counts[i] * perCount) >> FractionBits;
        }
    }

    /// <summary>Counts a weight.</summary>
    public void Add(int index)
    {
        counts[index] += Unit;
        Sum += Unit;
        if (!schedule.IsDue())
        {
            return;
        }

        if (Sum > MostCounted)
        {
            Sum = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = (counts[i] + 1) >> 1;
                Sum += counts[i];
            }
        }

        Slots.Share(counts, Sum);
    }
}

/// <summary>When slots are shared out anew: after few weights at first (more where there are many values), and then ever more rarely.</summary>
internal struct SharingSchedule
{
    private const int First = 4;
    private const int ValuesAWeight = 8;
    private const int Longest = 256;

    private int interval;
    private int left;

    /// <summary>Begins.</summary>
    /// <param name="values">The values among which slots are shared.</param>
    public SharingSchedule(int values) => left = interval = Math.Max(First, values / ValuesAWeight);

    /// <summary>Counts a weight and tells whether it is time.</summary>
    public bool IsDue()
    {
        if (--left > 0)
        {
            return false;
        }

        interval = Math.Min(Longest, interval + (interval / 2));
        left = interval;
        return true;
    }
}
