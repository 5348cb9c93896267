namespace Wfn.KernelCalls;

/// <summary>
/// What a layer of additions and shifts costs, in vector operations of 512 bits, of which a machine that was measured does some three
/// in the time that one would take alone. All of it is a count of the weights: the same everywhere.
/// </summary>
internal static class ShiftAddCost
{
    /// <summary>A term of 64 bytes: two additions and a shift.</summary>
    public const double Term = 3;

    /// <summary>A group's sum, from its start to where it is split into 32 bits, for 64 bytes.</summary>
    public const double Group = 16;

    /// <summary>A group's sum shifted and added to the totals, for 64 bytes.</summary>
    public const double Digit = 11;

    // A power of two in sums of 16 bits, and what there is to do once, for 64 bytes, with totals of 16 and of 32 bits.
    private const double Stage = 10;
    private const double NarrowEnd = 30;
    private const double WideEnd = 70;

    // 64 positions of 16 bits: a term is two additions with loads, which is what takes their time; and ends for two vectors.
    private const double ShortTerm = 4.6;
    private const double ShortGroup = 18;
    private const double ShortEnd = 60;

    // 64 bytes of a plane copied, and two vectors of 16 bits.
    private const double CopiedBytes = 3;
    private const double CopiedShorts = 5;

    private const int VectorBytes = 64;

    // Bytes, weighted with their powers of two, that a sum of 16 bits holds; half as many with both signs.
    private const int Capacity = ushort.MaxValue / byte.MaxValue;
    private const int SignedCapacity = short.MaxValue / byte.MaxValue;

    /// <summary>Whether a layer by power has sums of 16 bits only; the bias is left out of account.</summary>
    public static bool IsNarrow(ShiftAddCount count, int shift, OutputBounds output) =>
        (output.Minimum >= 0 || shift <= 0) && Enumerable.Range(0, count.Outputs).All(o => FitsShorts(count.Powers(o, []), shift));

    /// <summary>By power.</summary>
    public static long ByPower(ShiftAddCount count, int shift, WindowLayout layout, bool isOfBytes, OutputBounds output) =>
        !isOfBytes ? Total(count, layout, CopiedShorts, o => ShortSums(count.Powers(o, [])))
        : IsNarrow(count, shift, output) ? Total(count, layout, CopiedBytes, o => NarrowSums(count.Powers(o, [])))
        : Total(count, layout, CopiedBytes, o => WideSums(count.Powers(o, [])));

    /// <summary>By value, of bytes.</summary>
    public static long ByValue(ShiftAddCount count, int[] values, WindowLayout layout)
    {
        var magnitudes = values.Select(v => Array.BinarySearch(count.Magnitudes, v)).ToArray();
        return Total(count, layout, CopiedBytes, o => WideSums(count.Powers(o, magnitudes)) + magnitudes.Sum(m => ValueSum(count, o, m)));
    }

    /// <summary>Values of several digits whose inputs are so many that a sum of their own saves more than it costs.</summary>
    public static int[] ValuesWorthASum(ShiftAddCount count)
    {
        if (!count.HasMagnitudes)
        {
            return [];
        }

        var values = new List<int>();
        for (var magnitude = 0; magnitude < count.Magnitudes.Length; magnitude++)
        {
            var saved = 0.0;
            for (var output = 0; output < count.Outputs; output++)
            {
                saved += (count.Inputs(output, magnitude) * count.Digits[magnitude].Length * Term) - ValueSum(count, output, magnitude);
            }

            if (count.Digits[magnitude].Length > 1 && saved > 0)
            {
                values.Add(count.Magnitudes[magnitude]);
            }
        }

        return [.. values];
    }

    private static long Total(ShiftAddCount count, WindowLayout layout, double copied, Func<int, double> sums) =>
        (long)((Enumerable.Range(0, count.Outputs).Sum(sums) * Vectors(layout)) + ((double)layout.Channels * layout.ChannelLength / VectorBytes * copied));

    private static long Vectors(WindowLayout layout) => (layout.FlatLength + VectorBytes - 1) / VectorBytes;

    private static double NarrowSums((int Added, int Subtracted)[] powers) => NarrowEnd + (Terms(powers) * Term) + (Stages(powers) * Stage);

    private static double WideSums((int Added, int Subtracted)[] powers) =>
        WideEnd + (Terms(powers) * Term) + (Groups(powers) * (Group + Digit)) + (Stages(powers) * Stage / 2);

    private static double ShortSums((int Added, int Subtracted)[] powers) => ShortEnd + (Terms(powers) * ShortTerm) + (Groups(powers) * ShortGroup);

    private static double ValueSum(ShiftAddCount count, int output, int magnitude)
    {
        var inputs = count.Inputs(output, magnitude);
        var groups = (inputs + Capacity - 1) / Capacity;
        return (inputs * Term) + (groups * (Group + (count.Digits[magnitude].Length * Digit)));
    }

    private static long Terms((int Added, int Subtracted)[] powers) => powers.Sum(p => (long)p.Added + p.Subtracted);

    private static int Stages((int Added, int Subtracted)[] powers) => powers.Count(p => p.Added + p.Subtracted > 0);

    // From the highest power down, as programs are written: a group goes on while its bytes, weighted with their powers of two, fit it.
    private static long Groups((int Added, int Subtracted)[] powers)
    {
        var (groups, load) = (0L, 0L);
        for (var exponent = powers.Length - 1; exponent >= 0; exponent--)
        {
            var terms = (long)powers[exponent].Added + powers[exponent].Subtracted;
            load = Math.Min(2 * load, Capacity);
            if (terms == 0)
            {
                continue;
            }

            if (groups > 0 && load + terms <= Capacity)
            {
                load += terms;
                continue;
            }

            groups += (terms + Capacity - 1) / Capacity;
            load = ((terms - 1) % Capacity) + 1;
        }

        return groups;
    }

    // What there is so far is halved before the next power's inputs are added; above the output's own unit they are shifted instead.
    private static bool FitsShorts((int Added, int Subtracted)[] powers, int shift)
    {
        var (low, high) = (0.0, 0.0);
        for (var exponent = 0; exponent < powers.Length; exponent++)
        {
            var left = Math.Pow(2, Math.Max(0, exponent - shift));
            var down = exponent <= shift ? 2 : 1;
            (low, high) = ((low / down) + (powers[exponent].Subtracted * left), (high / down) + (powers[exponent].Added * left));
            if (low > SignedCapacity || high > SignedCapacity)
            {
                return false;
            }
        }

        return true;
    }
}
