using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// Weights as additions and shifts of bytes, four terms at a time. A term that is subtracted reads 255 less the byte instead,
/// from a second copy of the planes, so that all there is to do is to add.
/// </summary>
/// <remarks>
/// Layout of <see cref="Code"/> for an output, from <see cref="Starts"/>: the number of groups and the final left shift; for each
/// group the left shift of the total before its sum is added and its number of chunks; for each chunk the left shift of the
/// group's sum so far, and the offsets of four terms, some of them perhaps of a plane of zeros. A group's sum fits 16 bits
/// without a sign.
/// </remarks>
internal sealed class ShiftAddByteProgram
{
    /// <summary>Numbers of a chunk: a shift and four terms.</summary>
    internal const int ChunkLength = 5;

    private const int Terms = ChunkLength - 1;

    private ShiftAddByteProgram(int[] code, int[] starts, int[] excess, int reach)
    {
        Code = code;
        Starts = starts;
        Excess = excess;
        Reach = reach;
    }

    /// <summary>The programs of all outputs, one after another.</summary>
    internal int[] Code { get; }

    /// <summary>Where each output's program starts.</summary>
    internal int[] Starts { get; }

    /// <summary>What is too much in each output's total because bytes are moved or complemented, modulo 2^32.</summary>
    internal int[] Excess { get; }

    /// <summary>The largest offset.</summary>
    internal int Reach { get; }

    /// <summary>Compiles the weights.</summary>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="offsets">The offset of each weight's input within an output's group of inputs.</param>
    /// <param name="groupOffset">What a further group adds to the offsets.</param>
    /// <param name="outputsPerGroup">Outputs that read the same group of inputs.</param>
    /// <param name="planesLength">The length of the planes: so far behind a byte lies its complement, and twice as far a plane of zeros.</param>
    /// <param name="isSigned">Whether bytes are moved by 128.</param>
    internal static ShiftAddByteProgram Build(
        ReadOnlySpan<ushort> indices,
        int[] mantissas,
        int[] offsets,
        int groupOffset,
        int outputsPerGroup,
        int planesLength,
        bool isSigned)
    {
        var digits = new int[mantissas.Length][];
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = SignedDigits.Of(mantissas[i]);
        }

        var builder = new Builder(planesLength);
        var outputs = indices.Length / offsets.Length;
        var starts = new int[outputs];
        var excess = new int[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var first = output / outputsPerGroup * groupOffset;
            var weights = indices.Slice(output * offsets.Length, offsets.Length);
            var (added, subtracted) = (0, 0);
            for (var i = 0; i < weights.Length; i++)
            {
                foreach (var digit in digits[weights[i]])
                {
                    builder.Add(digit, first + offsets[i]);
                    unchecked
                    {
                        added += digit < 0 ? 0 : 1 << digit;
                        subtracted += digit < 0 ? 1 << ~digit : 0;
                    }
                }
            }

            // x + 128 is added and 127 - x stands for -x; without a sign 255 - x stands for -x.
            excess[output] = unchecked(isSigned ? ((added + subtracted) << 7) - subtracted : (subtracted << 8) - subtracted);
            starts[output] = builder.Emit();
        }

        return new ShiftAddByteProgram(builder.ToCode(), starts, excess, planesLength + planesLength);
    }

    /// <summary>
    /// An output's program at eight neighbouring positions, four of them a 64-bit number: whatever passes from one to the next
    /// on the way is taken back, since no sum in the end leaves its 16 bits. There is no multiplication here.
    /// </summary>
    internal void Run8(int output, ReadOnlySpan<byte> input, Span<short> results, int bias, in Rescale rescale)
    {
        const ulong lowerBytes = 0x00FF_00FF_00FF_00FF;
        var at = Starts[output];
        var groups = Code[at++];
        var closing = Code[at++];
        int total0 = 0, total1 = 0, total2 = 0, total3 = 0, total4 = 0, total5 = 0, total6 = 0, total7 = 0;
        unchecked
        {
            for (; groups > 0; groups--)
            {
                // Bytes of odd positions are in bits 8 to 15 of a lane, and once more alone.
                ulong all = 0, odd = 0;
                var groupShift = Code[at++];
                for (var chunks = Code[at++]; chunks > 0; chunks--)
                {
                    all <<= Code[at];
                    odd <<= Code[at++];
                    for (var i = 0; i < Terms; i++)
                    {
                        var pairs = BinaryPrimitives.ReadUInt64LittleEndian(input.Slice(Code[at++]));
                        all += pairs;
                        odd += (pairs >> 8) & lowerBytes;
                    }
                }

                var even = all - (odd << 8);
                total0 = (total0 << groupShift) + (int)(even & ushort.MaxValue);
                total1 = (total1 << groupShift) + (int)(odd & ushort.MaxValue);
                total2 = (total2 << groupShift) + (int)((even >> 16) & ushort.MaxValue);
                total3 = (total3 << groupShift) + (int)((odd >> 16) & ushort.MaxValue);
                total4 = (total4 << groupShift) + (int)((even >> 32) & ushort.MaxValue);
                total5 = (total5 << groupShift) + (int)((odd >> 32) & ushort.MaxValue);
                total6 = (total6 << groupShift) + (int)(even >> 48);
                total7 = (total7 << groupShift) + (int)(odd >> 48);
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
    }

    /// <summary>Collects one output's terms at a time.</summary>
    private sealed class Builder
    {
        private const int Exponents = 32;

        // Bytes that a sum of 16 bits holds.
        private const int Capacity = ushort.MaxValue / byte.MaxValue;

        // A group goes on with a part of the next exponent's terms only if the part is worth it.
        private const int SmallestPart = 16;
        private readonly int planesLength;
        private readonly List<int> code = new List<int>();
        private readonly List<int>[] terms = new List<int>[Exponents];

        // The group being written: where it stands, its exponent, and how many bytes of its exponent it may add up to.
        private int output;
        private int group;
        private int exponent;
        private long load;

        internal Builder(int planesLength)
        {
            this.planesLength = planesLength;
            for (var i = 0; i < Exponents; i++)
            {
                terms[i] = new List<int>();
            }
        }

        internal void Add(int digit, int offset)
        {
            if (digit < 0)
            {
                terms[~digit].Add(offset + planesLength);
            }
            else
            {
                terms[digit].Add(offset);
            }
        }

        internal int[] ToCode() => code.ToArray();

        /// <summary>Writes the collected terms as a program and forgets them.</summary>
        internal int Emit()
        {
            output = code.Count;
            code.Add(0);
            code.Add(0);
            exponent = 0;
            for (var next = Exponents - 1; next >= 0; next--)
            {
                if (terms[next].Count > 0)
                {
                    Emit(terms[next], exponent - next);
                    exponent = next;
                    terms[next].Clear();
                }
            }

            code[output + 1] = code[output] > 0 ? exponent : 0;
            return output;
        }

        private void Emit(List<int> offsets, int distance)
        {
            // Neighbours in memory one after the other.
            offsets.Sort();
            var taken = 0;
            if (code[output] > 0)
            {
                var room = distance > 15 ? 0 : Capacity - (load << distance);
                if (room >= Math.Min(SmallestPart, offsets.Count))
                {
                    taken = (int)Math.Min(room, offsets.Count);
                    load = (load << distance) + taken;
                    code[group] += distance;
                    EmitChunks(offsets, 0, taken, distance);
                    distance = 0;
                }
            }

            while (taken < offsets.Count)
            {
                var count = Math.Min(Capacity, offsets.Count - taken);
                code[output]++;
                group = code.Count;
                code.Add(code[output] > 1 ? distance : 0);
                code.Add(0);
                load = count;
                EmitChunks(offsets, taken, count, 0);
                taken += count;
                distance = 0;
            }
        }

        private void EmitChunks(List<int> offsets, int first, int count, int shift)
        {
            for (var i = 0; i < count; i += Terms, shift = 0)
            {
                code[group + 1]++;
                code.Add(shift);
                for (var term = i; term < i + Terms; term++)
                {
                    code.Add(term < count ? offsets[first + term] : planesLength + planesLength);
                }
            }
        }
    }
}
