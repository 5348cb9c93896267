using System.Runtime.InteropServices;
using Wfn.Numerics;

namespace Wfn.Calibration;

/// <summary>
/// A histogram of float32 values: 128 bins to each power of two and sign. Counts and the sums of the mantissa bits below a
/// bin's edge are integers, hence the same in whatever order values come.
/// </summary>
public sealed class ActivationStatistics
{
    private const int BinBits = 7;
    private const int RemainderBits = 23 - BinBits;
    private const int Bins = 1 << BinBits;

    // Magnitudes below 2^-64 count as zero: no format resolves them, so they make no error worth counting.
    private const int SmallestExponent = 127 - 64;

    // The first octave of negative values, and that of those at −1,024 or less.
    private const int Negative = 256;
    private const int Masking = Negative + 127 + 10;

    private readonly long[]?[] counts = new long[512][];
    private readonly long[]?[] remainders = new long[512][];

    /// <summary>How many values were seen.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest value; 0 before the first.</summary>
    public float Minimum { get; private set; }

    /// <summary>The largest value; 0 before the first.</summary>
    public float Maximum { get; private set; }

    /// <summary>Takes in values.</summary>
    /// <returns>Whether all of them were finite; the others are left out.</returns>
    public bool Add(ReadOnlySpan<float> values)
    {
        var allFinite = true;
        var patterns = MemoryMarshal.Cast<float, uint>(values);
        for (var i = 0; i < values.Length; i++)
        {
            var octave = (int)(patterns[i] >> 23);
            if ((octave & 255) == 255)
            {
                allFinite = false;
                continue;
            }

            Widen(values[i], values[i]);
            Count++;
            if ((octave & 255) >= SmallestExponent)
            {
                var bin = (int)(patterns[i] >> RemainderBits) & (Bins - 1);
                (counts[octave] ??= new long[Bins])[bin]++;
                (remainders[octave] ??= new long[Bins])[bin] += patterns[i] & ((1 << RemainderBits) - 1);
            }
        }

        return allFinite;
    }

    /// <summary>Takes in everything that another one has seen.</summary>
    public void Add(ActivationStatistics other)
    {
        if (other.Count == 0)
        {
            return;
        }

        Widen(other.Minimum, other.Maximum);
        Count += other.Count;
        for (var octave = 0; octave < counts.Length; octave++)
        {
            if (other.counts[octave] is { } otherCounts && other.remainders[octave] is { } otherRemainders)
            {
                var ownCounts = counts[octave] ??= new long[Bins];
                var ownRemainders = remainders[octave] ??= new long[Bins];
                for (var bin = 0; bin < Bins; bin++)
                {
                    ownCounts[bin] += otherCounts[bin];
                    ownRemainders[bin] += otherRemainders[bin];
                }
            }
        }
    }

    /// <summary>
    /// The smallest value, or what is below it, above those that stand far below all others, at −1,024 or less: masks, where they are such.
    /// Null where there are none.
    /// </summary>
    internal float? Gap => Masks() is var (_, gap) ? gap : null;

    /// <summary>The same with the values below the <see cref="Gap"/> at one that is so far below it.</summary>
    internal ActivationStatistics Raised(double depth)
    {
        if (Masks() is not var (first, gap))
        {
            return this;
        }

        var raised = new ActivationStatistics { Maximum = Maximum, Minimum = gap, Count = Count };
        var masks = 0L;
        for (var octave = 0; octave < counts.Length; octave++)
        {
            if (octave < first)
            {
                (raised.counts[octave], raised.remainders[octave]) = (counts[octave], remainders[octave]);
            }
            else
            {
                masks += counts[octave]?.Sum() ?? 0;
            }
        }

        var one = new ActivationStatistics();
        one.Add([(float)(gap - depth)]);
        for (var octave = 0; octave < counts.Length; octave++)
        {
            one.counts[octave] = one.counts[octave]?.Select(count => count * masks).ToArray();
            one.remainders[octave] = one.remainders[octave]?.Select(remainder => remainder * masks).ToArray();
        }

        var sum = new ActivationStatistics();
        raised.Count -= masks;
        one.Count = masks;
        sum.Add(raised);
        sum.Add(one);
        return sum;
    }

    // The octave from which on negative values are masks: nothing is in the two below it.
    private (int First, float Gap)? Masks()
    {
        const int Apart = 2;
        (int First, float Gap)? found = null;
        for (var octave = Array.FindLastIndex(counts, used => used is not null); octave >= Masking;)
        {
            var next = Array.FindLastIndex(counts, octave - 1, used => used is not null);
            if (next > Negative && octave - next > Apart)
            {
                var edge = 1 + ((Array.FindLastIndex(counts[next]!, count => count > 0) + 1) / (double)Bins);
                found = (octave, -(float)(edge * FixedPointRounding.PowerOfTwo(next - Negative - 127)));
            }
            else if (next < Negative && Maximum >= 0)
            {
                found = (octave, 0);
            }

            octave = next;
        }

        return found;
    }

    /// <summary>
    /// The sum of the squared errors that a format makes on the values seen, through rounding and through saturation. A bin
    /// wider than the format's step counts with the expectation step² / 12.
    /// </summary>
    public double SquaredError(FixedPointFormat format)
    {
        var toQ = FixedPointRounding.PowerOfTwo(format.FractionBits);
        var step = FixedPointRounding.PowerOfTwo(-format.FractionBits);
        var total = 0.0;
        for (var octave = 0; octave < counts.Length; octave++)
        {
            if (counts[octave] is not { } octaveCounts || remainders[octave] is not { } octaveRemainders)
            {
                continue;
            }

            var sign = octave > 255 ? -1.0 : 1.0;
            var scale = FixedPointRounding.PowerOfTwo((octave & 255) - 127);
            var width = scale / Bins;
            for (var bin = 0; bin < Bins; bin++)
            {
                if (octaveCounts[bin] == 0)
                {
                    continue;
                }

                var remainder = octaveRemainders[bin] / (double)octaveCounts[bin];
                var value = sign * ((scale * (1 + (bin / (double)Bins))) + (remainder * scale / (1 << 23)));
                var q = Math.Round(value * toQ, MidpointRounding.AwayFromZero);
                var saturated = Math.Max(format.Minimum, Math.Min(format.Maximum, q));
                var error = value - (saturated * step);
                var squared = saturated == q && width >= step && remainder != 0 ? step * step / 12 : error * error;
                total += octaveCounts[bin] * squared;
            }
        }

        return total;
    }

    private void Widen(float minimum, float maximum)
    {
        Minimum = Count == 0 ? minimum : Math.Min(Minimum, minimum);
        Maximum = Count == 0 ? maximum : Math.Max(Maximum, maximum);
    }
}
