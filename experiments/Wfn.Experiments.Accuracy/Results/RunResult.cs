namespace Wfn.Experiments.Accuracy.Results;

/// <summary>One method on one network with one seed: a row of the results, and a file.</summary>
internal sealed record RunResult
{
    /// <summary>The network's file name without its extension.</summary>
    public required string Network { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

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
    public required MeasuredAccuracy Float { get; init; }

    /// <summary>The generated fixed-point code on the test data, or null for methods that there is none of.</summary>
    public required MeasuredAccuracy? FixedPoint { get; init; }

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

    /// <summary>The result's name, and its file's without extension.</summary>
    public static string NameOf(string network, string method, int seed) => FormattableString.Invariant($"{network}-{method}-seed{seed}");
}
