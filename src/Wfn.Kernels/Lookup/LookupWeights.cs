using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// The weights of a convolution as codes: block by block of output channels, and step by step an input's codes of all of them. A weight
/// that is a sum of two values has its second one in a further step of the same input.
/// </summary>
internal sealed class LookupWeights
{
    private LookupWeights(LookupTable table, LookupBlock[] blocks, CacheLineMemory<byte> codes)
    {
        Table = table;
        Blocks = blocks;
        Codes = codes;
    }

    /// <summary>The products.</summary>
    internal LookupTable Table { get; }

    /// <summary>The blocks of output channels.</summary>
    internal LookupBlock[] Blocks { get; }

    /// <summary>The codes of all blocks.</summary>
    internal CacheLineMemory<byte> Codes { get; }

    /// <summary>Packs weights.</summary>
    /// <param name="offsets">The place of each weight's input, in bytes from a pixel's first input.</param>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="shift">The power of two that all weights have in common.</param>
    /// <param name="input">The smallest and the largest input.</param>
    /// <param name="zeroPoint">The byte that stands for the input 0.</param>
    /// <param name="vectorWidth">The width of the widest vectors.</param>
    internal static LookupWeights Pack(
        int[] offsets, ushort[] indices, int[] mantissas, int shift, (int Minimum, int Maximum) input, int zeroPoint, VectorWidth vectorWidth)
    {
        var isWhole = vectorWidth is VectorWidth.Scalar or VectorWidth.Bits512;
        var largest = LookupSizes.LargestValue(input.Minimum, input.Maximum);
        var values = LookupValues.Of(
            mantissas, LookupValues.Count(indices, mantissas.Length), shift, isWhole ? LookupValues.MostCodes : LookupValues.FewestCodes, largest)
            ?? throw new ArgumentException("The weights are sums of too many values.", nameof(mantissas));
        var blocks = LookupBlock.Of(indices.Length / offsets.Length, vectorWidth);
        var packer = new Packer(values, mantissas, indices, shift, input);
        foreach (var block in blocks)
        {
            packer.Add(block, offsets);
        }

        return new LookupWeights(LookupTable.Of(values, zeroPoint, isWhole), blocks, packer.ToCodes());
    }

    /// <summary>Writes block after block.</summary>
    private sealed class Packer
    {
        private readonly int[][] terms;
        private readonly int mostTerms;
        private readonly ushort[] indices;
        private readonly int[] low;
        private readonly int[] high;
        private readonly List<byte> codes = new List<byte>();

        internal Packer(LookupValues values, int[] mantissas, ushort[] indices, int shift, (int Minimum, int Maximum) input)
        {
            this.indices = indices;
            terms = new int[mantissas.Length][];
            foreach (var index in indices)
            {
                terms[index] ??= values.Codes(mantissas[index] >> shift);
                mostTerms = Math.Max(mostTerms, terms[index].Length);
            }

            low = Array.ConvertAll(values.Values, value => Math.Min(value * input.Minimum, value * input.Maximum));
            high = Array.ConvertAll(values.Values, value => Math.Max(value * input.Minimum, value * input.Maximum));
        }

        internal void Add(LookupBlock block, int[] offsets)
        {
            block.CodeStart = codes.Count;
            var steps = new List<int>();
            var flushes = new List<int>();
            var (step, lows, highs) = (new int[block.Valid], new int[block.Valid], new int[block.Valid]);
            var count = 0;
            for (var term = 0; term < mostTerms; term++)
            {
                for (var i = 0; i < offsets.Length; i++)
                {
                    if (!Read(block, i, offsets.Length, term, step))
                    {
                        continue;
                    }

                    if (!TryAdd(step, lows, highs))
                    {
                        flushes.Add(count);
                        count = 0;
                        Array.Clear(lows, 0, lows.Length);
                        Array.Clear(highs, 0, highs.Length);
                        TryAdd(step, lows, highs);
                    }

                    Write(block, step);
                    steps.Add(offsets[i]);
                    count++;
                }
            }

            if (count > 0)
            {
                flushes.Add(count);
            }

            block.Offsets = steps.ToArray();
            block.Flushes = flushes.ToArray();
        }

        internal CacheLineMemory<byte> ToCodes()
        {
            var memory = new CacheLineMemory<byte>(codes.Count);
            MemoryExtensions.AsSpan(codes.ToArray()).CopyTo(memory.Elements);
            return memory;
        }

        // The codes of an input's terms of one number, -1 where there is none; whether there is any.
        private bool Read(LookupBlock block, int input, int inputs, int term, int[] step)
        {
            var isAny = false;
            var at = (block.FirstOutput * inputs) + input;
            for (var output = 0; output < step.Length; output++, at += inputs)
            {
                var weight = terms[indices[at]];
                step[output] = term < weight.Length ? weight[term] : -1;
                isAny |= term < weight.Length;
            }

            return isAny;
        }

        // Whether every output's sum still fits 16 bits, whatever the inputs are; what wraps on the way there comes back.
        private bool TryAdd(int[] step, int[] lows, int[] highs)
        {
            for (var output = 0; output < step.Length; output++)
            {
                var code = step[output];
                if (code >= 0 && (lows[output] + low[code] < short.MinValue || highs[output] + high[code] > short.MaxValue))
                {
                    return false;
                }
            }

            for (var output = 0; output < step.Length; output++)
            {
                var code = step[output];
                lows[output] += code < 0 ? 0 : low[code];
                highs[output] += code < 0 ? 0 : high[code];
            }

            return true;
        }

        private void Write(LookupBlock block, int[] step)
        {
            var own = new byte[block.CodeBytes];
            MemoryExtensions.AsSpan(own).Fill(LookupTable.ZeroCode);
            for (var output = 0; output < step.Length; output++)
            {
                if (step[output] >= 0)
                {
                    own[block.Place(output)] = (byte)step[output];
                }
            }

            codes.AddRange(own);
        }
    }
}
