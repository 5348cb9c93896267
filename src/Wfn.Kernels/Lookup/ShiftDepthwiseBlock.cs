using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// The weights of some channels of a depthwise convolution: step by step a tap and a signed digit of every channel's weight there, as a
/// count to shift by and a sign. Of an input x that is subtracted the complement -x - 1 is added, and totals start with what is missing.
/// </summary>
internal sealed class ShiftDepthwiseBlock
{
    // No bit of an input is left.
    private const int NoDigit = 32;
    private const int FewestLanes = 4;

    private ShiftDepthwiseBlock(int firstChannel, int valid, int lanes, int[] offsets, CacheLineMemory<int> digits)
    {
        FirstChannel = firstChannel;
        Valid = valid;
        Lanes = lanes;
        Offsets = offsets;
        Digits = digits;
    }

    /// <summary>The first channel.</summary>
    internal int FirstChannel { get; }

    /// <summary>Channels that there are.</summary>
    internal int Valid { get; }

    /// <summary>Channels of a vector; 1 where a channel is by itself.</summary>
    internal int Lanes { get; }

    /// <summary>The tap of each step, in bytes from a pixel's first input.</summary>
    internal int[] Offsets { get; }

    /// <summary>What totals start with, and for each step the counts and then the signs of all channels.</summary>
    internal CacheLineMemory<int> Digits { get; }

    /// <summary>All blocks: the widest vectors that are more than half full.</summary>
    /// <param name="tapOffsets">Where each tap of the window is, in bytes from a pixel's first input.</param>
    /// <param name="indices">The codebook index of each weight, [channels, taps].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="shift">The power of two that all weights have in common.</param>
    /// <param name="zeroPoint">The byte that stands for the input 0.</param>
    /// <param name="lanes">Channels of the widest vector.</param>
    internal static ShiftDepthwiseBlock[] Of(int[] tapOffsets, ushort[] indices, int[] mantissas, int shift, int zeroPoint, int lanes)
    {
        var weights = Array.ConvertAll(indices, index => mantissas[index] >> shift);
        var blocks = new List<ShiftDepthwiseBlock>();
        var channels = weights.Length / tapOffsets.Length;
        for (var first = 0; first < channels;)
        {
            var width = lanes;
            while (width > FewestLanes && channels - first <= width / 2)
            {
                width /= 2;
            }

            var valid = Math.Min(width, channels - first);
            blocks.Add(Pack(first, valid, width, tapOffsets, weights, zeroPoint));
            first += valid;
        }

        return blocks.ToArray();
    }

    private static ShiftDepthwiseBlock Pack(int first, int valid, int lanes, int[] tapOffsets, int[] weights, int zeroPoint)
    {
        var (start, steps, offsets) = (new int[lanes], new List<int>(), new List<int>());
        for (var tap = 0; tap < tapOffsets.Length; tap++)
        {
            var digits = new int[valid][];
            var most = 0;
            for (var lane = 0; lane < valid; lane++)
            {
                var weight = weights[((first + lane) * tapOffsets.Length) + tap];
                start[lane] = unchecked(start[lane] - (weight * zeroPoint));
                digits[lane] = SignedDigits.Of(weight);
                most = Math.Max(most, digits[lane].Length);
            }

            for (var digit = 0; digit < most; digit++)
            {
                var (counts, signs) = (new int[lanes], new int[lanes]);
                for (var lane = 0; lane < lanes; lane++)
                {
                    var own = lane < valid && digit < digits[lane].Length ? digits[lane][digit] : NoDigit;
                    (counts[lane], signs[lane]) = own < 0 ? (~own, -1) : (own, 0);
                    start[lane] = unchecked(start[lane] + (own < 0 ? 1 << ~own : 0));
                }

                offsets.Add(tapOffsets[tap]);
                steps.AddRange(counts);
                steps.AddRange(signs);
            }
        }

        var memory = new CacheLineMemory<int>(lanes + steps.Count);
        MemoryExtensions.AsSpan(start).CopyTo(memory.Elements);
        MemoryExtensions.AsSpan(steps.ToArray()).CopyTo(memory.Elements.Slice(lanes));
        return new ShiftDepthwiseBlock(first, valid, lanes, offsets.ToArray(), memory);
    }
}
