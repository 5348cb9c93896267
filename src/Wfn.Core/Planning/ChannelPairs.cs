using Wfn.Lowering;
using Wfn.Numerics;

namespace Wfn.Planning;

/// <summary>
/// Which pairs of input channels are worth adding up once: those whose weights have, at one tap of one output, the same power of two
/// most often. Pairs of near channels only, so that the search takes time in proportion to the weights, and each channel is in
/// one pair, as a sum and as a difference.
/// </summary>
internal static class ChannelPairs
{
    // Channels that a channel may be paired with, and the largest codebook that is looked at: what outputs share is of few values.
    private const int Reach = 8;
    private const int MostValues = 64;

    /// <summary>The pairs of a layer, and the terms that they save all outputs together.</summary>
    public static (EquatableArray<ChannelPair> Pairs, long Saved) Of(IndexedWeights weights, int outputs, WindowLayout layout)
    {
        var taps = layout.TapOffsets.Count;
        var channels = layout.Channels;
        if (weights.Codebook.Count > MostValues)
        {
            return (default, 0);
        }

        var indices = weights.Indices.ToArray();
        var digits = weights.Codebook.Mantissas.Select(m => SignedDigit.NonAdjacentForm(m).ToArray()).ToArray();
        var (same, opposite) = Matches(digits);
        var entries = digits.Length;
        var least = LeastUses(layout);
        var found = new List<(long Saved, int First, int Second, long Sums, long Differences)>();
        for (var first = 0; first < channels; first++)
        {
            for (var second = first + 1; second < Math.Min(channels, first + Reach); second++)
            {
                var (sums, differences) = (0L, 0L);
                for (var output = 0; output < outputs; output++)
                {
                    var row = output * channels * taps;
                    for (var tap = 0; tap < taps; tap++)
                    {
                        var entry = (indices[row + (first * taps) + tap] * entries) + indices[row + (second * taps) + tap];
                        sums += same[entry];
                        differences += opposite[entry];
                    }
                }

                var saved = Math.Max(0, sums - least) + Math.Max(0, differences - least);
                if (saved > 0)
                {
                    found.Add((saved, first, second, sums, differences));
                }
            }
        }

        var pairs = new List<ChannelPair>();
        var all = 0L;
        var isTaken = new bool[channels];
        foreach (var (_, first, second, sums, differences) in found.OrderByDescending(f => f.Saved).ThenBy(f => f.First).ThenBy(f => f.Second))
        {
            if (!isTaken[first] && !isTaken[second])
            {
                (isTaken[first], isTaken[second]) = (true, true);
                if (sums > least)
                {
                    pairs.Add(new ChannelPair(first, second, IsDifference: false));
                    all += sums;
                }

                if (differences > least)
                {
                    pairs.Add(new ChannelPair(first, second, IsDifference: true));
                    all += differences;
                }
            }
        }

        return (pairs.ToEquatableArray(), all);
    }

    // A pair is made over its planes, and each use saves a term over the output's positions.
    private static long LeastUses(WindowLayout layout) => 1 + (2L * layout.ChannelLength / Math.Max(1, layout.FlatLength));

    // For each two codebook entries the digits that they have in common, with one sign and with both.
    private static (int[] Same, int[] Opposite) Matches(SignedDigit[][] digits)
    {
        var same = new int[digits.Length * digits.Length];
        var opposite = new int[same.Length];
        for (var first = 0; first < digits.Length; first++)
        {
            for (var second = 0; second < digits.Length; second++)
            {
                var entry = (first * digits.Length) + second;
                same[entry] = digits[first].Count(digits[second].Contains);
                opposite[entry] = digits[first].Count(d => digits[second].Contains(new SignedDigit(!d.Negative, d.Exponent)));
            }
        }

        return (same, opposite);
    }
}
