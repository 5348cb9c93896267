namespace Wfn.Artifact;

/// <summary>
/// How often each value has followed in one context so far, as slots of the coder. They are shared out anew after every few weights, from
/// counts and by integer arithmetic alone, so that writer and reader have the same ones at every weight. Values are numbered among those in use.
/// </summary>
internal sealed class AdaptiveModel
{
    /// <summary>The most values of a codebook: a value is a byte of a table of slots, and each value in use has one of these at least.</summary>
    public const int MostValues = 256;

    // The tensor's distribution counts as so many weights seen in the context.
    private const int WeightOfTensor = 16;

    // Beyond so many weights older ones count half.
    private const int MostCounted = 4096;

    // A weight's count while slots are shared out.
    private const int Unit = 256;

    private readonly TensorModel tensor;
    private readonly int[] counts;
    private SharingSchedule schedule;
    private int counted;
    private SlotTable? own;

    /// <summary>A context that no weight has been in.</summary>
    /// <param name="tensor">What is known of the tensor.</param>
    public AdaptiveModel(TensorModel tensor)
    {
        this.tensor = tensor;
        counts = new int[tensor.ValueCount];
        schedule = new SharingSchedule(tensor.ValueCount);
    }

    /// <summary>The slots: the tensor's until the context has weights enough.</summary>
    public SlotTable Slots => own ?? tensor.Slots;

    /// <summary>Counts a weight, in the tensor as well.</summary>
    public void Add(int value)
    {
        counts[value]++;
        counted++;
        tensor.Add(value);
        if (schedule.IsDue())
        {
            Share();
        }
    }

    private void Share()
    {
        if (counted > MostCounted)
        {
            counted = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] >>= 1;
                counted += counts[i];
            }
        }

        own ??= new SlotTable(counts.Length);
        own.Share(tensor.SharesWith(WeightOfTensor * Unit, counts, Unit), ((long)counted + WeightOfTensor) * Unit);
    }
}

/// <summary>How often each value has occurred in a tensor so far, and before it in the network as its header tells.</summary>
internal sealed class TensorModel
{
    // A weight counts as much as a 32nd of what the network tells beforehand.
    private const int Unit = 16;
    private const int WeightOfNetwork = 32 * Unit;
    private const int MostCounted = 8192 * Unit;
    private const int FractionBits = 32;

    private readonly long[] counts;
    private readonly long[] shares;
    private long sum;
    private SharingSchedule schedule;

    /// <summary>A tensor without weights.</summary>
    /// <param name="network">Weights of each value in use in the network, more than none and at most 2^30 of each.</param>
    public TensorModel(ReadOnlySpan<long> network)
    {
        var total = 0L;
        foreach (var count in network)
        {
            total += count;
        }

        counts = new long[network.Length];
        shares = new long[network.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = 1 + (network[i] * WeightOfNetwork / total);
            sum += counts[i];
        }

        schedule = new SharingSchedule(counts.Length);
        Slots = new SlotTable(counts.Length);
        if (sum > 0)
        {
            Slots.Share(counts, sum);
        }
    }

    /// <summary>Values in use.</summary>
    public int ValueCount => counts.Length;

    /// <summary>The slots of weights in no context.</summary>
    public SlotTable Slots { get; }

    /// <summary>What the values have of a whole that the tensor's weights share, rounded down, and units for each weight of a context.</summary>
    /// <param name="whole">The whole.</param>
    /// <param name="context">The weights of each value in the context.</param>
    /// <param name="unit">What one of them counts.</param>
    /// <returns>The shares, until this is called again.</returns>
    public ReadOnlySpan<long> SharesWith(int whole, ReadOnlySpan<int> context, int unit)
    {
        var perCount = ((long)whole << FractionBits) / sum;
        var (tensor, made) = (counts, shares);
        for (var i = 0; i < tensor.Length && i < made.Length && i < context.Length; i++)
        {
            made[i] = ((tensor[i] * perCount) >> FractionBits) + ((long)context[i] * unit);
        }

        return made;
    }

    /// <summary>Counts a weight.</summary>
    public void Add(int value)
    {
        counts[value] += Unit;
        sum += Unit;
        if (schedule.IsDue())
        {
            Share();
        }
    }

    private void Share()
    {
        if (sum > MostCounted)
        {
            sum = 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = (counts[i] + 1) >> 1;
                sum += counts[i];
            }
        }

        Slots.Share(counts, sum);
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
