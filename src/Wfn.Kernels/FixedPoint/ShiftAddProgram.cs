using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// Weights as additions, subtractions and shifts: for each output the offsets of its inputs, grouped by power of two and
/// combined Horner-fashion from the highest exponent down.
/// </summary>
/// <remarks>
/// Layout of <see cref="Code"/> for an output, from <see cref="Starts"/>: the number of wide groups and the final left shift; for
/// each wide group the left shift of the total before it is added and its number of narrow groups; for each narrow group the
/// left shift of the group's sum so far, the number of inputs added, of inputs subtracted, and their offsets. A wide group's sum
/// fits 16 bits whatever the inputs are.
/// </remarks>
internal sealed class ShiftAddProgram
{
    private ShiftAddProgram(int[] code, int[] starts, int reach)
    {
        Code = code;
        Starts = starts;
        Reach = reach;
    }

    /// <summary>The programs of all outputs, one after another.</summary>
    internal int[] Code { get; }

    /// <summary>Where each output's program starts.</summary>
    internal int[] Starts { get; }

    /// <summary>The largest offset.</summary>
    internal int Reach { get; }

    /// <summary>Compiles the weights.</summary>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="offsets">The offset of each weight's input within an output's group of inputs.</param>
    /// <param name="groupOffset">What a further group adds to the offsets.</param>
    /// <param name="outputsPerGroup">Outputs that read the same group of inputs.</param>
    /// <param name="minimum">The smallest input.</param>
    /// <param name="maximum">The largest input.</param>
    /// <param name="sumMinimum">The smallest sum that the lanes of a wide group hold.</param>
    /// <param name="sumMaximum">The largest sum that the lanes of a wide group hold.</param>
    internal static ShiftAddProgram Build(
        ReadOnlySpan<ushort> indices,
        int[] mantissas,
        int[] offsets,
        int groupOffset,
        int outputsPerGroup,
        int minimum,
        int maximum,
        int sumMinimum,
        int sumMaximum)
    {
        var digits = new int[mantissas.Length][];
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = SignedDigits.Of(mantissas[i]);
        }

        var builder = new Builder(minimum, maximum, sumMinimum, sumMaximum);
        var outputs = indices.Length / offsets.Length;
        var starts = new int[outputs];
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
        }

        return new ShiftAddProgram(builder.ToCode(), starts, reach);
    }

    /// <summary>An output's program at one position, in 32 bits; there is no multiplication here.</summary>
    internal int Total(int output, ReadOnlySpan<short> input)
    {
        var at = Starts[output];
        var wide = Code[at++];
        var closing = Code[at++];
        var total = 0;
        for (; wide > 0; wide--)
        {
            var wideShift = Code[at++];
            var narrow = Code[at++];
            var sum = 0;
            for (; narrow > 0; narrow--)
            {
                sum <<= Code[at++];
                var added = Code[at++];
                var subtracted = Code[at++];
                for (; added > 0; added--)
                {
                    sum += input[Code[at++]];
                }

                for (; subtracted > 0; subtracted--)
                {
                    sum -= input[Code[at++]];
                }
            }

            total = (total << wideShift) + sum;
        }

        return total << closing;
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
            var wideShift = Code[at++];
            var narrow = Code[at++];
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
        private readonly int minimum;
        private readonly int maximum;
        private readonly int sumMinimum;
        private readonly int sumMaximum;
        private readonly List<int> code = new List<int>();
        private readonly List<int>[] added = new List<int>[Exponents];
        private readonly List<int>[] subtracted = new List<int>[Exponents];

        // The wide group being written: where its left shift and its count of narrow groups stand, its exponent and the bounds of its sum.
        private int wideShiftAt;
        private int narrowCountAt;
        private int wideCountAt;
        private int exponent;
        private long low;
        private long high;

        internal Builder(int minimum, int maximum, int sumMinimum, int sumMaximum)
        {
            this.minimum = minimum;
            this.maximum = maximum;
            this.sumMinimum = sumMinimum;
            this.sumMaximum = sumMaximum;
            for (var i = 0; i < Exponents; i++)
            {
                added[i] = new List<int>();
                subtracted[i] = new List<int>();
            }
        }

        internal void Add(int digit, int offset) => (digit < 0 ? subtracted[~digit] : added[digit]).Add(offset);

        internal int[] ToCode() => code.ToArray();

        /// <summary>Writes the collected terms as a program and forgets them.</summary>
        internal int Emit()
        {
            var start = code.Count;
            wideCountAt = start;
            code.Add(0);
            code.Add(0);
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

            code[start + 1] = code[wideCountAt] == 0 ? 0 : exponent;
            return start;
        }

        private void EmitExponent(int next)
        {
            var plus = added[next];
            var minus = subtracted[next];
            var distance = exponent - next;
            var isFirst = code[wideCountAt] == 0;
            if (!isFirst && distance < 16 && Fits(low << distance, high << distance, plus.Count, minus.Count))
            {
                low <<= distance;
                high <<= distance;
                code[wideShiftAt] += distance;
                EmitNarrow(distance, plus, 0, plus.Count, minus, 0, minus.Count);
                exponent = next;
                return;
            }

            var wideShift = isFirst ? 0 : distance;
            exponent = next;
            for (int p = 0, m = 0; p < plus.Count || m < minus.Count; wideShift = 0)
            {
                var takenPlus = 0;
                var takenMinus = 0;
                while (true)
                {
                    if (p + takenPlus < plus.Count && Fits(0, 0, takenPlus + 1, takenMinus))
                    {
                        takenPlus++;
                    }
                    else if (m + takenMinus < minus.Count && Fits(0, 0, takenPlus, takenMinus + 1))
                    {
                        takenMinus++;
                    }
                    else
                    {
                        break;
                    }
                }

                if (takenPlus + takenMinus == 0)
                {
                    throw new InvalidOperationException("an input alone does not fit the lanes of a sum");
                }

                code[wideCountAt]++;
                wideShiftAt = code.Count;
                code.Add(wideShift);
                narrowCountAt = code.Count;
                code.Add(0);
                low = 0;
                high = 0;
                EmitNarrow(0, plus, p, takenPlus, minus, m, takenMinus);
                p += takenPlus;
                m += takenMinus;
            }
        }

        private void EmitNarrow(int shift, List<int> plus, int firstPlus, int plusCount, List<int> minus, int firstMinus, int minusCount)
        {
            code[narrowCountAt]++;
            code.Add(shift);
            code.Add(plusCount);
            code.Add(minusCount);
            for (var i = 0; i < plusCount; i++)
            {
                code.Add(plus[firstPlus + i]);
            }

            for (var i = 0; i < minusCount; i++)
            {
                code.Add(minus[firstMinus + i]);
            }

            low += LowOf(plusCount, minusCount);
            high += HighOf(plusCount, minusCount);
        }

        private bool Fits(long sumLow, long sumHigh, int plus, int minus) =>
            sumLow + LowOf(plus, minus) >= sumMinimum && sumHigh + HighOf(plus, minus) <= sumMaximum;

        private long LowOf(int plus, int minus) => ((long)plus * minimum) - ((long)minus * maximum);

        private long HighOf(int plus, int minus) => ((long)plus * maximum) - ((long)minus * minimum);
    }
}
