using Lossless.Statistics;

namespace Lossless.Cells;

/// <summary>One rival on one network with one seed: a cell of the table, and a file.</summary>
internal sealed record Cell
{
    /// <summary>The network's file name without its extension.</summary>
    public required string Network { get; init; }

    /// <summary>The rival's name.</summary>
    public required string Rival { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>All weights of the network, biases and batch norm's included.</summary>
    public required int Weights { get; init; }

    /// <summary>Different values among them, zero included.</summary>
    public required int UniqueWeights { get; init; }

    /// <summary>Entropy of their values, bits a weight.</summary>
    public required double EntropyBits { get; init; }

    /// <summary>What all that is stored for them takes, bits a weight.</summary>
    public required double PayloadBitsPerWeight { get; init; }

    /// <summary>
    /// The number of weights that are zero or a single power of two, a sum of two, and so on; null where weights are no such sums.
    /// </summary>
    public required IReadOnlyList<long>? WeightsByTerms { get; init; }

    /// <summary>The network in float32 on the test data.</summary>
    public required Accuracy Float { get; init; }

    /// <summary>The generated fixed-point code on the test data, or null for rivals that there is none of.</summary>
    public required Accuracy? FixedPoint { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Time spent on training and quantising, in all sittings.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Training samples, those held back to choose by included.</summary>
    public required int TrainingSamples { get; init; }

    /// <summary>File names and hash of the training data.</summary>
    public required string TrainingData { get; init; }

    /// <summary>File names and hash of the test data.</summary>
    public required string TestData { get; init; }

    /// <summary>Threads trained with.</summary>
    public required int Threads { get; init; }

    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The day it was finished, UTC.</summary>
    public required string Date { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>The cell's name, and its file's without extension.</summary>
    public static string NameOf(string network, string rival, int seed) => FormattableString.Invariant($"{network}-{rival}-seed{seed}");
}

/// <summary>How well a network did on the test data.</summary>
internal sealed record Accuracy
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
    public static Accuracy Of(bool[] right, bool[]? original) => new()
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
