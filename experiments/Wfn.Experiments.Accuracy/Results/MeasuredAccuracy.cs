using Wfn.Experiments.Accuracy.Statistics;

namespace Wfn.Experiments.Accuracy.Results;

/// <summary>How well a network did on the test data.</summary>
internal sealed record MeasuredAccuracy
{
    /// <summary>Top-1, a fraction of 1.</summary>
    public required double TopOne { get; init; }

    /// <summary>Its 95 % interval (Wilson).</summary>
    public required Interval Interval { get; init; }

    /// <summary>The difference to the original network in float32 on the same samples, or null for the original.</summary>
    public required PairedDifference? ToOriginal { get; init; }

    /// <summary>Which samples were right: bit i mod 8 of byte i / 8, in Base64.</summary>
    public required string Right { get; init; }

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Sums up a measurement.</summary>
    /// <param name="right">Which samples were right.</param>
    /// <param name="original">The same of the original network, or null.</param>
    public static MeasuredAccuracy Of(bool[] right, bool[]? original) => new()
    {
        TopOne = right.Count(isRight => isRight) / (double)right.Length,
        Interval = Interval.Wilson(right.Count(isRight => isRight), right.Length),
        ToOriginal = original is null ? null : PairedDifference.Of(original, [right]),
        Right = Pack(right),
        Samples = right.Length,
    };

    /// <summary>Which samples were right.</summary>
    public bool[] Unpack()
    {
        var bytes = Convert.FromBase64String(Right);
        return [.. Enumerable.Range(0, Samples).Select(i => (bytes[i / 8] >> (i % 8) & 1) == 1)];
    }

    private static string Pack(bool[] right)
    {
        var bytes = new byte[(right.Length + 7) / 8];
        for (var i = 0; i < right.Length; i++)
        {
            bytes[i / 8] |= (byte)(right[i] ? 1 << (i % 8) : 0);
        }

        return Convert.ToBase64String(bytes);
    }
}
