using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Weights as additions, subtractions and shifts of bytes, two terms at a time.</summary>
/// <remarks>
/// <para>
/// Narrow, where no sum on the way can leave 16 bits: powers of two from the lowest up, each time what there is so far is shifted
/// down before the next power's terms are added, which loses nothing but what rounding takes off in the end:
/// ⌊(a + 2 b) / 4⌋ = ⌊(⌊a / 2⌋ + b) / 2⌋. Layout of <see cref="Code"/> for an output, from <see cref="Starts"/>: the number of stages;
/// for each stage the shift down of what there is so far, the part of the bias that is added to the terms, the left shift of both, the
/// number of pairs that are added, of pairs that are subtracted and of pairs whose second is subtracted, and all their
/// offsets; then the last shift down and what is added at last.
/// </para>
/// <para>
/// Otherwise: groups of terms, whose sum and start together lie between 0 and 65535 whatever the inputs are, so that they can be
/// widened to 32 bits. The number of groups; for each group what its sum starts with, the number of stages and of digits, the digits
/// at which the sum is added to the total (complemented where it is subtracted), and for each stage the left shift of the sum so far,
/// the numbers of pairs, and their offsets.
/// </para>
/// </remarks>
internal sealed class ShiftAddByteProgram
{
    /// <summary>Numbers before the offsets of a narrow program's stage.</summary>
    internal const int NarrowStageLength = 6;

    /// <summary>Numbers before a group's digits.</summary>
    internal const int GroupLength = 3;

    /// <summary>Numbers before the offsets of a group's stage.</summary>
    internal const int StageLength = 4;

    // Positions that plain integers take at once.
    private const int Positions = 8;

    private ShiftAddByteProgram(bool isNarrow, int[] code, int[] starts, int[] bias, int reach)
    {
        IsNarrow = isNarrow;
        Code = code;
        Starts = starts;
        Bias = bias;
        LargestOffset = reach;
    }

    /// <summary>Whether the program is narrow.</summary>
    internal bool IsNarrow { get; }

    /// <summary>The programs of all outputs, one after another.</summary>
    internal int[] Code { get; }

    /// <summary>Where each output's program starts.</summary>
    internal int[] Starts { get; }

    /// <summary>What is added to each output's total, modulo 2^32: its bias, less what sums start with and what bytes are moved by.</summary>
    internal int[] Bias { get; }

    /// <summary>The largest offset.</summary>
    internal int LargestOffset { get; }

    /// <summary>Compiles the weights.</summary>
    /// <param name="terms">The weights as terms.</param>
    /// <param name="bias">The bias of each output, in accumulator units.</param>
    /// <param name="rescale">From accumulator to output.</param>
    /// <param name="zeros">Where a plane of zeros is.</param>
    /// <param name="isSigned">Whether bytes are moved by 128.</param>
    internal static ShiftAddByteProgram Build(ShiftAddTerms terms, int[] bias, in Rescale rescale, int zeros, bool isSigned)
    {
        var moved = new long[bias.Length];
        var starts = new int[bias.Length];
        var isMixed = ShiftAddBytePairs.AreBestMixed(terms, bias.Length);
        var pairs = new ShiftAddBytePairs(zeros, isMixed);

        // A negative tie is rounded down, which takes what is shifted out; where results are not negative, it goes to the minimum anyway.
        var isNarrow = terms.Values.Length == 0 && (rescale.Minimum >= 0 || rescale.Shift <= 0);
        for (var output = 0; output < bias.Length; output++)
        {
            terms.Read(output);
            moved[output] = bias[output] - (isSigned ? terms.Weight << 7 : 0);
            starts[output] = pairs.Code.Count;
            isNarrow = isNarrow && new NarrowBuilder(pairs, rescale.Shift).TryEmit(terms, moved[output]);
        }

        var added = new int[bias.Length];
        if (!isNarrow)
        {
            pairs = new ShiftAddBytePairs(zeros, isMixed);
            var builder = new WideBuilder(pairs);
            for (var output = 0; output < bias.Length; output++)
            {
                terms.Read(output);
                starts[output] = pairs.Code.Count;
                added[output] = unchecked((int)(moved[output] - builder.Emit(terms)));
            }
        }

        return new ShiftAddByteProgram(isNarrow, pairs.Code.ToArray(), starts, added, pairs.LargestOffset);
    }

    /// <summary>An output's program at eight neighbouring positions, with plain integers; there is no multiplication here.</summary>
    internal void Run8(int output, ReadOnlySpan<byte> input, Span<short> results, in Rescale rescale)
    {
        Span<int> totals = stackalloc int[Positions];
        Span<int> sums = stackalloc int[Positions];
        totals.Clear();
        var at = Starts[output];
        if (IsNarrow)
        {
            for (var stages = Code[at++]; stages > 0; stages--)
            {
                var (down, left) = (Code[at], Code[at + 2]);
                sums.Fill(Code[at + 1]);
                at = AddPairs(at + 3, input, sums);
                for (var i = 0; i < Positions; i++)
                {
                    totals[i] = (totals[i] >> down) + (sums[i] << left);
                }
            }

            for (var i = 0; i < Positions; i++)
            {
                var result = (totals[i] >> Code[at]) + Code[at + 1];
                results[i] = (short)(result < rescale.Minimum ? rescale.Minimum : result > rescale.Maximum ? rescale.Maximum : result);
            }

            return;
        }

        for (var groups = Code[at++]; groups > 0; groups--)
        {
            sums.Fill(Code[at]);
            var stages = Code[at + 1];
            var digits = MemoryExtensions.AsSpan(Code, at + GroupLength, Code[at + 2]);
            at += GroupLength + digits.Length;
            for (; stages > 0; stages--)
            {
                for (var i = 0; i < Positions; i++)
                {
                    sums[i] <<= Code[at];
                }

                at = AddPairs(at + 1, input, sums);
            }

            foreach (var digit in digits)
            {
                for (var i = 0; i < Positions; i++)
                {
                    totals[i] = unchecked(totals[i] + (digit < 0 ? -(sums[i] << ~digit) : sums[i] << digit));
                }
            }
        }

        for (var i = 0; i < Positions; i++)
        {
            results[i] = rescale.Apply(unchecked(totals[i] + Bias[output]));
        }
    }

    private int AddPairs(int at, ReadOnlySpan<byte> input, Span<int> sums)
    {
        var (added, subtracted, mixed) = (Code[at], Code[at + 1], Code[at + 2]);
        at += 3;
        for (var end = at + ((added + subtracted + mixed) << 1); at < end; at++)
        {
            var values = input.Slice(Code[at], Positions);
            var isSubtracted = added > 0 ? false : subtracted > 0 || ((end - at) & 1) != 0;
            for (var i = 0; i < Positions; i++)
            {
                sums[i] += isSubtracted ? -values[i] : values[i];
            }

            if (((end - at) & 1) != 0)
            {
                (added, subtracted) = added > 0 ? (added - 1, subtracted) : (0, subtracted - 1);
            }
        }

        return at;
    }

    /// <summary>Writes narrow programs.</summary>
    private readonly struct NarrowBuilder
    {
        // The furthest shift that changes a sum of 16 bits.
        private const int MostShifted = 15;
        private readonly ShiftAddBytePairs pairs;
        private readonly int shift;

        internal NarrowBuilder(ShiftAddBytePairs pairs, int shift)
        {
            this.pairs = pairs;
            this.shift = shift;
        }

        /// <summary>Writes an output's program unless a sum may leave 16 bits.</summary>
        internal bool TryEmit(ShiftAddTerms terms, long bias)
        {
            var code = pairs.Code;
            var header = code.Count;
            code.Add(0);
            var rest = shift > 0 ? bias + (1L << (shift - 1)) : shift < 0 ? bias << -shift : bias;
            var scale = Math.Max(shift, 0);

            // What there is so far is in units of 2^at; a stage above the output's own unit is shifted to the left.
            var at = -1;
            long low = 0, high = 0;
            for (var exponent = 0; exponent < ShiftAddTerms.Exponents; exponent++)
            {
                var (plus, minus) = (terms.Added[exponent], terms.Subtracted[exponent]);
                if (plus.Count + minus.Count == 0)
                {
                    continue;
                }

                var unit = Math.Min(exponent, scale);
                var next = exponent + 1;
                while (next < scale && terms.Added[next].Count + terms.Subtracted[next].Count == 0)
                {
                    next++;
                }

                var down = at < 0 ? 0 : unit - at;
                var part = unit < scale ? (rest >> unit) & ((1L << (Math.Min(next, scale) - unit)) - 1) : 0;
                var left = exponent - Math.Min(exponent, shift);
                (low, high) = (low >> down, high >> down);
                low += (part - ((long)minus.Count * byte.MaxValue)) << left;
                high += (part + ((long)plus.Count * byte.MaxValue)) << left;
                if (left > MostShifted || low < short.MinValue || high > short.MaxValue)
                {
                    return false;
                }

                // A sum of 16 bits has nothing left after 15, and vectors shift no further.
                code[header]++;
                code.Add(Math.Min(down, MostShifted));
                code.Add((int)part);
                code.Add(left);
                pairs.Emit(plus, minus, 0, plus.Count, 0, minus.Count);
                at = unit;
            }

            var last = at < 0 ? 0 : scale - at;
            var added = rest >> scale;
            code.Add(Math.Min(last, MostShifted));
            code.Add((int)Math.Max(int.MinValue, Math.Min(int.MaxValue, added)));
            return (low >> last) + added >= short.MinValue && (high >> last) + added <= short.MaxValue;
        }
    }

    /// <summary>Writes programs with totals of 32 bits.</summary>
    private sealed class WideBuilder
    {
        // Bytes that a sum of 16 bits holds.
        private const int Capacity = ushort.MaxValue / byte.MaxValue;

        // A group goes on with a part of the next exponent's terms only if the part is worth it.
        private const int SmallestPart = 16;
        private readonly ShiftAddBytePairs pairs;
        private readonly List<int> code;

        // The group being written: where it stands (0: none), its exponent, what it was shifted by, and the bytes in it at its exponent.
        private int header;
        private int group;
        private int exponent;
        private int shifts;
        private long added;
        private long subtracted;
        private long excess;

        internal WideBuilder(ShiftAddBytePairs pairs)
        {
            this.pairs = pairs;
            code = pairs.Code;
        }

        /// <summary>Writes an output's program.</summary>
        /// <returns>What its starts add up to.</returns>
        internal long Emit(ShiftAddTerms terms)
        {
            header = code.Count;
            code.Add(0);
            excess = 0;
            for (var next = ShiftAddTerms.Exponents - 1; next >= 0; next--)
            {
                if (terms.Added[next].Count + terms.Subtracted[next].Count > 0)
                {
                    EmitExponent(terms.Added[next], terms.Subtracted[next], next);
                }
            }

            Close();
            for (var value = 0; value < terms.Values.Length; value++)
            {
                EmitValue(terms.Added[ShiftAddTerms.Exponents + value], terms.Subtracted[ShiftAddTerms.Exponents + value], terms.Values[value]);
            }

            return excess;
        }

        private void EmitExponent(List<int> plus, List<int> minus, int next)
        {
            var (plusDone, minusDone) = (0, 0);
            var distance = exponent - next;
            if (group > 0 && distance < 16)
            {
                // Rounding the start up takes less than 2^shifts.
                var bytes = ((added + subtracted) << distance) + (1L << (shifts + distance)) / byte.MaxValue + 1;
                if (Capacity - bytes >= Math.Min(SmallestPart, plus.Count + minus.Count))
                {
                    (added, subtracted, shifts) = (added << distance, subtracted << distance, shifts + distance);
                    (plusDone, minusDone) = EmitStage(distance, plus, minus, 0, 0, (int)(Capacity - bytes));
                    exponent = next;
                }
            }

            while (plusDone + minusDone < plus.Count + minus.Count)
            {
                Close();
                Open(next, 1);
                code.Add(next);
                (plusDone, minusDone) = EmitStage(0, plus, minus, plusDone, minusDone, Capacity);
            }
        }

        private void EmitValue(List<int> plus, List<int> minus, int value)
        {
            var digits = SignedDigits.Of(value);
            for (var (plusDone, minusDone) = (0, 0); plusDone + minusDone < plus.Count + minus.Count;)
            {
                Open(0, digits.Length);
                code.AddRange(digits);
                (plusDone, minusDone) = EmitStage(0, plus, minus, plusDone, minusDone, Capacity);
                code[group] = (int)(subtracted * byte.MaxValue);
                excess += code[group] * (long)value;
                group = 0;
            }
        }

        private void Open(int next, int digits)
        {
            code[header]++;
            group = code.Count;
            (exponent, shifts, added, subtracted) = (next, 0, 0, 0);
            code.Add(0);
            code.Add(0);
            code.Add(digits);
        }

        private (int Plus, int Minus) EmitStage(int shift, List<int> plus, List<int> minus, int plusDone, int minusDone, int room)
        {
            var plusCount = Math.Min(plus.Count - plusDone, room);
            var minusCount = Math.Min(minus.Count - minusDone, room - plusCount);
            code[group + 1]++;
            code.Add(shift);
            pairs.Emit(plus, minus, plusDone, plusCount, minusDone, minusCount);
            added += plusCount;
            subtracted += minusCount;
            return (plusDone + plusCount, minusDone + minusCount);
        }

        // The sum starts with as much as may be subtracted from it, and the digit is where it ended.
        private void Close()
        {
            if (group > 0)
            {
                code[group] = (int)(((subtracted * byte.MaxValue) + (1L << shifts) - 1) >> shifts);
                code[group + GroupLength] = exponent;
                excess += (long)code[group] << (shifts + exponent);
                group = 0;
            }
        }
    }
}
