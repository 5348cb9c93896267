namespace Wfn.Training;

/// <summary>
/// The cluster regulariser's loss as a function of the weight: a cubic for each of many short intervals, exact in value and slope at
/// their ends.
/// </summary>
/// <remarks>
/// <para>
/// The loss is smooth except at centres and at ±γ0. Intervals are the float32 numbers of one exponent and one leading part of the
/// mantissa, so that a weight's bits name its interval, and centres, being sums of few powers of two, are ends of intervals. Where
/// such a point lies within an interval all the same, and beyond the table, weights are computed directly.
/// </para>
/// <para>
/// Intervals are so short that distances over τ change by less than about 0.1 in each. The error of a cubic is h⁴/384 times the
/// fourth derivative: below 1e-6 of τ in the loss, and below 1e-4 of the largest slope nearby in the derivative.
/// </para>
/// </remarks>
internal sealed class RegulariserTable
{
    private const int MantissaBits = 23;
    private const int ExponentBias = 127;
    private const double SharpestTemperature = 0.0025;
    private const double SmallestThreshold = 1e-30;
    private const int MostOctaves = 40;

    // Below γ0 distances are absolute, and τ is far larger: the last interval reaches from there to zero.
    private const int OctavesBelowThreshold = 4;

    private readonly WeightLoss exact;
    private readonly int shift;
    private readonly uint firstCell;
    private readonly uint cells;
    private readonly float smallest;
    private readonly Interval[] positive;
    private readonly Interval[] negative;

    private RegulariserTable(WeightLoss exact, int leadingBits, int lowest, int highest)
    {
        this.exact = exact;
        shift = MantissaBits - leadingBits;
        smallest = MathF.ScaleB(1, lowest);
        firstCell = (uint)(lowest + ExponentBias) << leadingBits;
        cells = (uint)(highest - lowest) << leadingBits;

        // Entry 0 reaches from zero to the smallest magnitude with an interval of its own.
        positive = new Interval[cells + 1];
        negative = new Interval[cells + 1];
        for (var i = 0u; i <= cells; i++)
        {
            var start = i == 0 ? 0 : BitConverter.UInt32BitsToSingle((firstCell + i - 1) << shift);
            var end = BitConverter.UInt32BitsToSingle((firstCell + i) << shift);
            positive[i] = Interval.Fit(exact, start, end, 1);
            negative[i] = Interval.Fit(exact, start, end, -1);
        }
    }

    /// <summary>Makes the table of a loss; null where none would be of use: τ or γ0 is too small, or centres too large.</summary>
    public static RegulariserTable? Create(WeightLoss exact)
    {
        var largest = Math.Max(Math.Abs(exact.Centres[0]), Math.Abs(exact.Centres[^1]));
        if (exact.Temperature < SharpestTemperature || exact.ZeroThreshold < SmallestThreshold || !double.IsFinite(largest))
        {
            return null;
        }

        var lowest = Math.ILogB(exact.ZeroThreshold) - OctavesBelowThreshold;
        var highest = Math.ILogB(Math.Max(largest, exact.ZeroThreshold)) + 2;
        var leadingBits = Math.Clamp((int)Math.Ceiling(Math.Log2(10 / exact.Temperature)), 6, 12);
        return highest - lowest > MostOctaves || highest > ExponentBias ? null : new RegulariserTable(exact, leadingBits, lowest, highest);
    }

    /// <summary>Adds up the losses of the free weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="free">Which of them are free.</param>
    /// <param name="gradient">Receives the derivative by each, times the scale.</param>
    /// <param name="scale">The scale.</param>
    public double Sum(ReadOnlySpan<float> weights, ReadOnlySpan<bool> free, Span<float> gradient, float scale)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            gradient[i] = 0;
            if (free[i])
            {
                sum += Of(weights[i], out var slope);
                gradient[i] = scale * slope;
            }
        }

        return sum;
    }

    /// <summary>A weight's loss and its derivative.</summary>
    public float Of(float weight, out float slope)
    {
        var magnitude = MathF.Abs(weight);
        var bits = BitConverter.SingleToUInt32Bits(magnitude);
        var entries = weight < 0 ? negative : positive;
        var cell = (bits >> shift) - firstCell;
        float offset, perUnit;
        uint index;
        if (cell < cells)
        {
            // How far into the interval, 0 to 1: the rest of the mantissa; the interval's length is a part of the power of two.
            index = cell + 1;
            var rest = bits & ((1u << shift) - 1);
            offset = rest * BitConverter.UInt32BitsToSingle((uint)(ExponentBias - shift) << MantissaBits);
            perUnit = BitConverter.UInt32BitsToSingle((uint)((2 * ExponentBias) + MantissaBits - shift - (int)(bits >> MantissaBits)) << MantissaBits);
        }
        else
        {
            index = 0;
            offset = magnitude / smallest;
            perUnit = 1 / smallest;
        }

        ref readonly var interval = ref entries[index];
        if (offset is > 0 and < 1 && !float.IsNaN(interval.Value))
        {
            var second = interval.Second + (offset * interval.Third);
            var derivative = interval.First + (offset * (second + second + (offset * interval.Third)));
            slope = derivative * (weight < 0 ? -perUnit : perUnit);
            return interval.Value + (offset * (interval.First + (offset * second)));
        }

        if (offset == 0)
        {
            slope = interval.SlopeAtStart;
            return interval.ValueAtStart;
        }

        var value = exact.Of(weight, out var exactSlope);
        slope = (float)exactSlope;
        return (float)value;
    }

    /// <summary>A cubic of the offset into an interval, and what holds at its very start, where there may be a kink.</summary>
    private readonly record struct Interval(
        float Value, float First, float Second, float Third, float ValueAtStart, float SlopeAtStart)
    {
        public static Interval Fit(WeightLoss exact, float start, float end, int sign)
        {
            var valueAtStart = (float)exact.Of(sign * start, out var slopeAtStart);
            if (HasKink(exact, start, end, sign))
            {
                return new Interval(float.NaN, 0, 0, 0, valueAtStart, (float)slopeAtStart);
            }

            var isSmall = end <= exact.ZeroThreshold;
            var length = (double)end - start;
            var first = exact.Of(sign * start, isSmall, sign, out var firstSlope);
            var last = exact.Of(sign * end, isSmall, -sign, out var lastSlope);
            var (left, right, rise) = (sign * firstSlope * length, sign * lastSlope * length, last - first);
            return new Interval(
                (float)first,
                (float)left,
                (float)((3 * rise) - (2 * left) - right),
                (float)(left + right - (2 * rise)),
                valueAtStart,
                (float)slopeAtStart);
        }

        private static bool HasKink(WeightLoss exact, float start, float end, int sign)
        {
            if (start < exact.ZeroThreshold && exact.ZeroThreshold < end)
            {
                return true;
            }

            foreach (var centre in exact.Centres)
            {
                if (start < sign * centre && sign * centre < end)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
