using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Regularisation;

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
/// Intervals are so short that distances over τ change by about 0.1 at most in each, and the error of a cubic is h⁴/384 times the fourth
/// derivative. The tests hold it to 2e-7 + 2e-6·L in the loss, and in the derivative to 1e-4 of itself or of 1/|w|, whichever is
/// larger. For euclidean distances that is 3e-4: leaving far centres out makes steps of up to 16 τ·e^−16 in the loss, which a cubic
/// spreads over its interval, and intervals are shorter there.
/// </para>
/// </remarks>
internal sealed class RegulariserTable
{
    private const int MantissaBits = 23;
    private const int ExponentBias = 127;
    private const double SharpestTemperature = 0.0025;
    private const int FewestLeadingBits = 6;
    private const int MostLeadingBits = 12;
    private const double SmallestThreshold = 1e-30;
    private const int MostOctaves = 40;

    // Below γ0 distances are absolute, and τ is far larger: the last interval reaches from there to zero.
    private const int OctavesBelowThreshold = 4;

    // The first rounds' centres are small ones, and many weights larger than all of them.
    private const int OctavesAboveCentres = 8;

    private readonly WeightLoss exact;
    private readonly int shift;
    private readonly uint firstCell;
    private readonly uint cells;
    private readonly float perSmallest;

    // First those of positive weights, then those of negative ones; of each the one from zero to the smallest magnitude with one of its
    // own.
    private readonly Cubic[] cubics;
    private readonly (float Value, float Slope)[] starts;

    private RegulariserTable(WeightLoss exact, int leadingBits, int lowest, int highest)
    {
        this.exact = exact;
        shift = MantissaBits - leadingBits;
        perSmallest = MathF.ScaleB(1, -lowest);
        firstCell = (uint)(lowest + ExponentBias) << leadingBits;
        cells = (uint)(highest - lowest) << leadingBits;
        cubics = new Cubic[2 * (cells + 1)];
        starts = new (float Value, float Slope)[cubics.Length];
        for (var i = 0u; i <= cells; i++)
        {
            var start = i == 0 ? 0 : BitConverter.UInt32BitsToSingle((firstCell + i - 1) << shift);
            var end = BitConverter.UInt32BitsToSingle((firstCell + i) << shift);
            Fit(i, start, end, 1);
            Fit(i + cells + 1, start, end, -1);
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
        var highest = Math.ILogB(Math.Max(largest, exact.ZeroThreshold)) + OctavesAboveCentres;

        // Euclidean distances change by an interval's length, which grows with the weight; past all centres the loss is all but linear.
        var steepest = exact.IsEuclidean ? Math.Max(1, largest) : 1;
        var leadingBits = Math.Max((int)Math.Ceiling(Math.Log2(10 * steepest / exact.Temperature)), FewestLeadingBits);
        return leadingBits > MostLeadingBits || highest - lowest > MostOctaves || highest > ExponentBias
            ? null
            : new RegulariserTable(exact, leadingBits, lowest, highest);
    }

    /// <summary>Adds up the losses of the free weights; the result is the same with and without vectors.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="free">Which of them are free.</param>
    /// <param name="gradient">Receives the derivative by each, times the scale.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="useVectors">Whether vectors are used where the machine has them.</param>
    public double Sum(ReadOnlySpan<float> weights, ReadOnlySpan<bool> free, Span<float> gradient, float scale, bool useVectors = true)
    {
        Span<double> sums = stackalloc double[Vector256<float>.Count];
        sums.Clear();
        var done = Avx.IsSupported && useVectors ? SumVectors(weights, free, gradient, scale, sums) : 0;
        for (var i = done; i < weights.Length; i++)
        {
            gradient[i] = 0;
            if (free[i])
            {
                sums[i % sums.Length] += Of(weights[i], out var slope);
                gradient[i] = scale * slope;
            }
        }

        var sum = 0.0;
        foreach (var part in sums)
        {
            sum += part;
        }

        return sum;
    }

    /// <summary>A weight's loss and its derivative.</summary>
    public float Of(float weight, out float slope)
    {
        var bits = BitConverter.SingleToUInt32Bits(weight);
        var magnitude = bits & int.MaxValue;
        var cell = (magnitude >> shift) - firstCell;
        float offset, perUnit;
        uint index;
        if (cell < cells)
        {
            // How far into the interval, 0 to 1: the rest of the mantissa; the interval's length is a part of the power of two.
            index = cell + 1;
            offset = (magnitude & RestMask) * RestUnit;
            perUnit = BitConverter.UInt32BitsToSingle((PerUnitExponent - (magnitude >> MantissaBits)) << MantissaBits);
        }
        else
        {
            index = 0;
            offset = BitConverter.UInt32BitsToSingle(magnitude) * perSmallest;
            perUnit = perSmallest;
        }

        index += (bits >> 31) * (cells + 1);
        var cubic = cubics[index];
        if (offset is > 0 and < 1 && !float.IsNaN(cubic.Value))
        {
            var second = cubic.Second + (offset * cubic.Third);
            var derivative = cubic.First + (offset * (second + (second + (offset * cubic.Third))));
            slope = (weight < 0 ? -derivative : derivative) * perUnit;
            return cubic.Value + (offset * (cubic.First + (offset * second)));
        }

        if (offset == 0)
        {
            slope = starts[index].Slope;
            return starts[index].Value;
        }

        var value = exact.Of(weight, out var exactSlope);
        slope = (float)exactSlope;
        return (float)value;
    }

    private uint RestMask => (1u << shift) - 1;

    private float RestUnit => BitConverter.UInt32BitsToSingle((uint)(ExponentBias - shift) << MantissaBits);

    private uint PerUnitExponent => (uint)((2 * ExponentBias) + MantissaBits - shift);

    /// <returns>How many weights were done.</returns>
    private int SumVectors(ReadOnlySpan<float> weights, ReadOnlySpan<bool> free, Span<float> gradient, float scale, Span<double> sums)
    {
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var count = Vector256<float>.Count;
        var whole = weights.Length / count * count;
        ref var entries = ref MemoryMarshal.GetArrayDataReference(cubics);
        for (var i = 0; i < whole; i += count)
        {
            var chosen = FreeMask.Load(free.Slice(i, count));
            var bits = Vector256.Create(weights.Slice(i, count)).AsUInt32();
            var magnitude = bits & Vector256.Create((uint)int.MaxValue);
            var cell = Vector256.ShiftRightLogical(magnitude, shift) - Vector256.Create(firstCell);
            var isInTable = Vector256.LessThan(cell, Vector256.Create(cells));
            var offset = Vector256.ConditionalSelect(
                isInTable.AsSingle(),
                Vector256.ConvertToSingle((magnitude & Vector256.Create(RestMask)).AsInt32()) * Vector256.Create(RestUnit),
                magnitude.AsSingle() * Vector256.Create(perSmallest));
            var perUnit = Vector256.ConditionalSelect(
                isInTable.AsSingle(),
                Vector256.ShiftLeft(
                Vector256.Create(PerUnitExponent) - Vector256.ShiftRightLogical(magnitude, MantissaBits), MantissaBits).AsSingle(),
                Vector256.Create(perSmallest));
            var isNegative = Vector256.ShiftRightArithmetic(bits.AsInt32(), 31).AsUInt32();
            var index = ((cell + Vector256<uint>.One) & isInTable) + (isNegative & Vector256.Create(cells + 1));
            var cubic = Gather(ref entries, index);

            var isDirect = Vector256.AndNot(
                chosen.AsSingle(),
                Vector256.GreaterThan(offset, Vector256<float>.Zero)
                & Vector256.LessThan(offset, Vector256<float>.One)
                & Vector256.Equals(cubic.Value, cubic.Value));
            var second = cubic.Second + (offset * cubic.Third);
            var derivative = cubic.First + (offset * (second + (second + (offset * cubic.Third))));
            var isCubic = Vector256.AndNot(chosen.AsSingle(), isDirect);
            var signs = (bits & Vector256.Create(1u << 31)).AsSingle();
            (((derivative ^ signs) * perUnit * Vector256.Create(scale)) & isCubic).CopyTo(gradient[i..]);
            var (first, last) = Vector256.Widen((cubic.Value + (offset * (cubic.First + (offset * second)))) & isCubic);
            lower += first;
            upper += last;

            for (var rest = isDirect.ExtractMostSignificantBits(); rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                var loss = Of(weights[i + lane], out var slope);
                gradient[i + lane] = scale * slope;
                if (lane < Vector256<double>.Count)
                {
                    lower = lower.WithElement(lane, lower[lane] + loss);
                }
                else
                {
                    upper = upper.WithElement(lane - Vector256<double>.Count, upper[lane - Vector256<double>.Count] + loss);
                }
            }
        }

        lower.CopyTo(sums);
        upper.CopyTo(sums[Vector256<double>.Count..]);
        return whole;
    }

    /// <summary>Loads an entry for each lane, and turns entries by lanes into lanes by coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Value, Vector256<float> First, Vector256<float> Second, Vector256<float> Third) Gather(
        ref Cubic entries, Vector256<uint> index)
    {
        var row0 = Vector256.Create(Load(ref entries, index[0]), Load(ref entries, index[4]));
        var row1 = Vector256.Create(Load(ref entries, index[1]), Load(ref entries, index[5]));
        var row2 = Vector256.Create(Load(ref entries, index[2]), Load(ref entries, index[6]));
        var row3 = Vector256.Create(Load(ref entries, index[3]), Load(ref entries, index[7]));
        var (low01, high01) = (Avx.UnpackLow(row0, row1), Avx.UnpackHigh(row0, row1));
        var (low23, high23) = (Avx.UnpackLow(row2, row3), Avx.UnpackHigh(row2, row3));
        return (
            Avx.Shuffle(low01, low23, 0x44),
            Avx.Shuffle(low01, low23, 0xEE),
            Avx.Shuffle(high01, high23, 0x44),
            Avx.Shuffle(high01, high23, 0xEE));
    }

    private static Vector128<float> Load(ref Cubic entries, uint index) =>
        Unsafe.As<Cubic, Vector128<float>>(ref Unsafe.Add(ref entries, index));

    private void Fit(uint index, float start, float end, int sign)
    {
        var valueAtStart = exact.Of(sign * start, out var slopeAtStart);
        starts[index] = ((float)valueAtStart, (float)slopeAtStart);
        if (HasKink(start, end, sign))
        {
            cubics[index] = new Cubic(float.NaN, 0, 0, 0);
            return;
        }

        var isSmall = end <= exact.ZeroThreshold;
        var length = (double)end - start;
        var first = exact.Of(sign * start, isSmall, sign, out var firstSlope);
        var last = exact.Of(sign * end, isSmall, -sign, out var lastSlope);
        var (left, right, rise) = (sign * firstSlope * length, sign * lastSlope * length, last - first);
        cubics[index] = new Cubic(
            (float)first, (float)left, (float)((3 * rise) - (2 * left) - right), (float)(left + right - (2 * rise)));
    }

    private bool HasKink(float start, float end, int sign)
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

    /// <summary>A cubic of the offset into an interval, 0 to 1; not a number where weights are computed directly.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Cubic(float Value, float First, float Second, float Third);
}
