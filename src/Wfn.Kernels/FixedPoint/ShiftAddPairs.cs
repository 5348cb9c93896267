using System;
using System.Collections.Generic;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Sums and differences of two channels that are made once, as planes behind those of the channels, and read by all outputs whose
/// weights for the two have a power of two in common.
/// </summary>
internal sealed class ShiftAddPairs
{
    // First channel, second channel, 1 for a difference.
    private const int PairLength = 3;

    private readonly int[] pairs;
    private readonly int channels;
    private readonly int channelLength;
    private readonly int[] taps;

    /// <summary>Pairs.</summary>
    /// <param name="pairs">For each pair the first channel, the second one, and 1 if that is subtracted, else 0.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="channelLength">Length of a channel's planes.</param>
    /// <param name="taps">Offsets of the window's taps.</param>
    internal ShiftAddPairs(int[] pairs, int channels, int channelLength, int[] taps)
    {
        this.pairs = pairs;
        this.channels = channels;
        this.channelLength = channelLength;
        this.taps = taps;
    }

    /// <summary>Fills the planes of pairs.</summary>
    /// <param name="planes">The planes of the channels, and behind them those of pairs.</param>
    internal void Fill(Span<short> planes)
    {
        var to = channels * channelLength;
        for (var pair = 0; pair < pairs.Length; pair += PairLength, to += channelLength)
        {
            var first = planes.Slice(pairs[pair] * channelLength, channelLength);
            var second = planes.Slice(pairs[pair + 1] * channelLength, channelLength);
            Add(first, second, pairs[pair + 2] != 0, planes.Slice(to, channelLength));
        }
    }

    /// <summary>Takes from the digits of an output's weights what pairs stand for.</summary>
    /// <param name="digits">The digits of each weight, channel by channel; those taken are gone afterwards.</param>
    /// <param name="term">Receives a digit and the offset of the pair's input.</param>
    internal void Take(List<int>[] digits, Action<int, int> term)
    {
        for (var pair = 0; pair < pairs.Length; pair += PairLength)
        {
            var plane = (channels + (pair / PairLength)) * channelLength;
            for (var tap = 0; tap < taps.Length; tap++)
            {
                var first = digits[(pairs[pair] * taps.Length) + tap];
                var second = digits[(pairs[pair + 1] * taps.Length) + tap];
                for (var i = first.Count - 1; i >= 0; i--)
                {
                    var digit = first[i];
                    if (second.Remove(pairs[pair + 2] != 0 ? ~digit : digit))
                    {
                        first.RemoveAt(i);
                        term(digit, plane + taps[tap]);
                    }
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<short> first, ReadOnlySpan<short> second, bool isDifference, Span<short> sums)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (Vector256.IsHardwareAccelerated)
        {
            ref var left = ref MemoryMarshal.GetReference(first);
            ref var right = ref MemoryMarshal.GetReference(second);
            ref var to = ref MemoryMarshal.GetReference(sums);
            for (; done + Vector256<short>.Count <= sums.Length; done += Vector256<short>.Count)
            {
                var one = Vector256.LoadUnsafe(ref left, (nuint)done);
                var other = Vector256.LoadUnsafe(ref right, (nuint)done);
                (isDifference ? one - other : one + other).StoreUnsafe(ref to, (nuint)done);
            }
        }

#endif
        for (; done < sums.Length; done++)
        {
            sums[done] = (short)(isDifference ? first[done] - second[done] : first[done] + second[done]);
        }
    }
}
