using System;
using System.Collections.Generic;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Weights as additions, subtractions and shifts: for each output the offsets of its inputs, grouped by power of two and
/// combined Horner-fashion from the highest exponent down.
/// </summary>
/// <remarks>
/// Layout of <see cref="Code"/> for an output, from <see cref="Starts"/>: the number of wide groups and the final left shift; for
/// each wide group the left shift of the total before it is added, what the group's sum starts with and its number of narrow
/// groups; for each narrow group the left shift of the group's sum so far, the number of inputs added, of inputs subtracted, and
/// their offsets. Whatever the inputs are, a wide group's sum and its start together lie between 0 and the largest sum;
/// sums of 32 bits start with 0. Sums on the way may wrap around, the last one does not.
/// </remarks>
internal sealed class ShiftAddProgram
{
    private ShiftAddProgram(int[] code, int[] starts, int[] offsets, int reach)
    {
        Code = code;
        Starts = starts;
        Excess = offsets;
        LargestOffset = reach;
    }

    /// <summary>The programs of all outputs, one after another.</summary>
    internal int[] Code { get; }

    /// <summary>Where each output's program starts.</summary>
    internal int[] Starts { get; }

    /// <summary>What the starts of sums add up to in each output's total, modulo 2^32.</summary>
    internal int[] Excess { get; }

    /// <summary>The largest offset.</summary>
    internal int LargestOffset { get; }

    /// <summary>Compiles the weights.</summary>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="offsets">The offset of each weight's input within an output's group of inputs.</param>
    /// <param name="groupOffset">What a further group adds to the offsets.</param>
    /// <param name="outputsPerGroup">Outputs that read the same group of inputs.</param>
    /// <param name="minimum">The smallest input.</param>
    /// <param name="maximum">The largest input.</param>
    /// <param name="isNarrow">Whether sums have 16 bits; otherwise they have 32, and none is split.</param>
    internal static ShiftAddProgram Build(
        ReadOnlySpan<ushort> indices,
        int[] mantissas,
        int[] offsets,
        int groupOffset,
        int outputsPerGroup,
        int minimum,
        int maximum,
        bool isNarrow)
    {
        var digits = new int[mantissas.Length][];
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = SignedDigits.Of(mantissas[i]);
        }

        var builder = new Builder(minimum, maximum, isNarrow);
        var outputs = indices.Length / offsets.Length;
        var starts = new int[outputs];
        var excess = new int[outputs];
        var reach = 0;
        for (var output = 0; output < outputs; output++)
        {
            var first = output / outputsPerGroup * groupOffset;
            var weights = indices.Slice(output * offsets.Length, offsets.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                var offset = first + offsets[i];
                reach = Math.Max(reach, offset);
                foreach (var digit in digits[weights[i]])
                {
                    builder.Add(digit, offset);
                }
            }

            starts[output] = builder.Emit();
            excess[output] = builder.Excess;
        }

        return new ShiftAddProgram(builder.ToCode(), starts, excess, reach);
    }

    /// <summary>An output's program at one position, in 32 bits; there is no multiplication here.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal int Total(int output, ReadOnlySpan<short> input)
    {
        var at = Starts[output];
        var wide = Code[at++];
        var closing = Code[at++];
        var total = 0;
        for (; wide > 0; wide--)
        {
            var wideShift = Code[at];
            var narrow = Code[at + 2];
            at += 3;
            var sum = 0;
            for (; narrow > 0; narrow--)
            {
                var added = Code[at + 1];
                var subtracted = Code[at + 2];
                sum <<= Code[at];
                at += 3;
                sum += Sum(MemoryExtensions.AsSpan(Code, at, added), input)
                    - Sum(MemoryExtensions.AsSpan(Code, at + added, subtracted), input);
                at += added + subtracted;
            }

            total = (total << wideShift) + sum;
        }

        return total << closing;
    }

    // Four sums, so that an addition need not wait for the one before.
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static int Sum(ReadOnlySpan<int> offsets, ReadOnlySpan<short> input)
    {
        int sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        while (offsets.Length >= 4)
        {
            sum0 += input[offsets[0]];
            sum1 += input[offsets[1]];
            sum2 += input[offsets[2]];
            sum3 += input[offsets[3]];
            offsets = offsets.Slice(4);
        }

        foreach (var offset in offsets)
        {
            sum0 += input[offset];
        }

        return sum0 + sum1 + sum2 + sum3;
    }

    /// <summary>An output's program at eight neighbouring positions, with plain integers; there is no multiplication here.</summary>
    internal void Run8(int output, ReadOnlySpan<short> input, Span<short> results, int bias, in Rescale rescale)
    {
        var at = Starts[output];
        var wide = Code[at++];
        var closing = Code[at++];
        int total0 = 0, total1 = 0, total2 = 0, total3 = 0, total4 = 0, total5 = 0, total6 = 0, total7 = 0;
        for (; wide > 0; wide--)
        {
            var wideShift = Code[at];
            var narrow = Code[at + 2];
            at += 3;
            int sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0, sum4 = 0, sum5 = 0, sum6 = 0, sum7 = 0;
            for (; narrow > 0; narrow--)
            {
                var shift = Code[at++];
                var added = Code[at++];
                var subtracted = Code[at++];
                sum0 <<= shift;
                sum1 <<= shift;
                sum2 <<= shift;
                sum3 <<= shift;
                sum4 <<= shift;
                sum5 <<= shift;
                sum6 <<= shift;
                sum7 <<= shift;
                for (; added > 0; added--)
                {
                    var values = input.Slice(Code[at++], 8);
                    sum7 += values[7];
                    sum0 += values[0];
                    sum1 += values[1];
                    sum2 += values[2];
                    sum3 += values[3];
                    sum4 += values[4];
                    sum5 += values[5];
                    sum6 += values[6];
                }

                for (; subtracted > 0; subtracted--)
                {
                    var values = input.Slice(Code[at++], 8);
                    sum7 -= values[7];
                    sum0 -= values[0];
                    sum1 -= values[1];
                    sum2 -= values[2];
                    sum3 -= values[3];
                    sum4 -= values[4];
                    sum5 -= values[5];
                    sum6 -= values[6];
                }
            }

            total0 = (total0 << wideShift) + sum0;
            total1 = (total1 << wideShift) + sum1;
            total2 = (total2 << wideShift) + sum2;
            total3 = (total3 << wideShift) + sum3;
            total4 = (total4 << wideShift) + sum4;
            total5 = (total5 << wideShift) + sum5;
            total6 = (total6 << wideShift) + sum6;
            total7 = (total7 << wideShift) + sum7;
        }

        results[7] = rescale.Apply((total7 << closing) + bias);
        results[0] = rescale.Apply((total0 << closing) + bias);
        results[1] = rescale.Apply((total1 << closing) + bias);
        results[2] = rescale.Apply((total2 << closing) + bias);
        results[3] = rescale.Apply((total3 << closing) + bias);
        results[4] = rescale.Apply((total4 << closing) + bias);
        results[5] = rescale.Apply((total5 << closing) + bias);
        results[6] = rescale.Apply((total6 << closing) + bias);
    }

    /// <summary>Collects one output's terms at a time.</summary>
    private sealed class Builder
    {
        private const int Exponents = 32;

        // A group goes on with a part of the next exponent's terms only if the part is worth a narrow group of its own.
        private const int SmallestPart = 16;
        private readonly int minimum;
        private readonly int maximum;
        private readonly bool isNarrow;
        private readonly List<int> code = new List<int>();
        private readonly List<int>[] added = new List<int>[Exponents];
        private readonly List<int>[] subtracted = new List<int>[Exponents];

        // The wide group being written: where it stands, its exponent, the bounds of its sum, and the shift of its start.
        private int output;
        private int group;
        private int exponent;
        private long low;
        private long high;
        private int startShift;

        internal Builder(int minimum, int maximum, bool isNarrow)
        {
            this.minimum = minimum;
            this.maximum = maximum;
            this.isNarrow = isNarrow;
            for (var i = 0; i < Exponents; i++)
            {
                added[i] = new List<int>();
                subtracted[i] = new List<int>();
            }
        }

        /// <summary>What the last output's starts add up to.</summary>
        internal int Excess { get; private set; }

        internal void Add(int digit, int offset) => (digit < 0 ? subtracted[~digit] : added[digit]).Add(offset);

        internal int[] ToCode() => code.ToArray();

        /// <summary>Writes the collected terms as a program and forgets them.</summary>
        internal int Emit()
        {
            output = code.Count;
            code.Add(0);
            code.Add(0);
            Excess = 0;
            exponent = 0;
            for (var next = Exponents - 1; next >= 0; next--)
            {
                if (added[next].Count + subtracted[next].Count > 0)
                {
                    EmitExponent(next);
                    added[next].Clear();
                    subtracted[next].Clear();
                }
            }

            if (code[output] > 0)
            {
                CloseGroup();
                code[output + 1] = exponent;
                Excess = unchecked(Excess << exponent);
            }

            return output;
        }

        private void EmitExponent(int next)
        {
            var plus = new Terms(added[next]);
            var minus = new Terms(subtracted[next]);
            var distance = exponent - next;
            var wideShift = 0;
            if (code[output] > 0)
            {
                if (!TryContinue(distance, plus, minus))
                {
                    CloseGroup();
                    wideShift = distance;
                }
                else if (plus.Rest + minus.Rest > 0)
                {
                    CloseGroup();
                }
            }

            exponent = next;
            while (plus.Rest + minus.Rest > 0)
            {
                code[output]++;
                group = code.Count;
                code.Add(wideShift);
                code.Add(0);
                code.Add(0);
                (low, high, startShift, wideShift) = (0, 0, 0, 0);
                var (plusCount, minusCount) = Most(plus.Rest, minus.Rest);
                if (plusCount + minusCount == 0)
                {
                    throw new InvalidOperationException("an input alone does not fit the lanes of a sum");
                }

                EmitNarrow(0, plus, plusCount, minus, minusCount);
                if (plus.Rest + minus.Rest > 0)
                {
                    CloseGroup();
                }
            }
        }

        // The next exponent's terms in the same group, as far as they fit after the shift.
        private bool TryContinue(int distance, Terms plus, Terms minus)
        {
            if (distance > 15)
            {
                return false;
            }

            var before = (low, high, startShift);
            (low, high, startShift) = (low << distance, high << distance, startShift + distance);
            var (plusCount, minusCount) = Fits(0, 0) ? Most(plus.Rest, minus.Rest) : (0, 0);
            if (plusCount + minusCount < Math.Min(SmallestPart, plus.Rest + minus.Rest))
            {
                (low, high, startShift) = before;
                return false;
            }

            EmitNarrow(distance, plus, plusCount, minus, minusCount);
            return true;
        }

        // As many terms as fit the group's sum; more of them never take up less room.
        private (int Plus, int Minus) Most(int plus, int minus)
        {
            var plusCount = Largest(plus, count => Fits(count, 0));
            return (plusCount, Largest(minus, count => Fits(plusCount, count)));
        }

        private static int Largest(int limit, Func<int, bool> fits)
        {
            var below = 0;
            while (below < limit)
            {
                var middle = below + ((limit - below + 1) >> 1);
                if (fits(middle))
                {
                    below = middle;
                }
                else
                {
                    limit = middle - 1;
                }
            }

            return below;
        }

        private void EmitNarrow(int shift, Terms plus, int plusCount, Terms minus, int minusCount)
        {
            (low, high) = (low + LowOf(plusCount, minusCount), high + HighOf(plusCount, minusCount));
            code[group] += shift;
            code[group + 2]++;
            code.Add(shift);
            code.Add(plusCount);
            code.Add(minusCount);
            plus.Take(plusCount, code);
            minus.Take(minusCount, code);
        }

        private void CloseGroup()
        {
            var start = isNarrow ? Start(low) : 0;
            code[group + 1] = start;
            Excess = unchecked((Excess << code[group]) + (start << startShift));
        }

        private bool Fits(int plus, int minus)
        {
            if (!isNarrow)
            {
                return true;
            }

            var lowest = low + LowOf(plus, minus);
            return high + HighOf(plus, minus) + ((long)Start(lowest) << startShift) <= ushort.MaxValue;
        }

        // The smallest start that after its shifts leaves no sum below 0.
        private int Start(long lowest) => lowest >= 0 ? 0 : (int)((-lowest + (1L << startShift) - 1) >> startShift);

        private long LowOf(int plus, int minus) => Math.Min(0, (long)plus * minimum) - Math.Max(0, (long)minus * maximum);

        private long HighOf(int plus, int minus) => Math.Max(0, (long)plus * maximum) - Math.Min(0, (long)minus * minimum);

        // Terms of one exponent and sign, of which the first are written already.
        private sealed class Terms
        {
            private readonly List<int> offsets;
            private int taken;

            internal Terms(List<int> offsets) => this.offsets = offsets;

            internal int Rest => offsets.Count - taken;

            internal void Take(int count, List<int> code)
            {
                code.AddRange(offsets.GetRange(taken, count));
                taken += count;
            }
        }
    }
}
