using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>A trial of the search for the smallest lossless codebook; its accuracies are those on held-back training data.</summary>
internal sealed record TrialReport
{
    /// <summary>Null where samples decided and nothing was trained. So are the next two.</summary>
    public required double? Delta { get; init; }

    public required double? ZeroThreshold { get; init; }

    public required int? Rounds { get; init; }

    /// <summary>The most bits a weight that samples might spend; null where it was trained.</summary>
    public required double? MostBits { get; init; }

    /// <summary>0-based index of the trial that it went on from; null when it began with the original.</summary>
    public required int? From { get; init; }

    public required double BitPrice { get; init; }

    public required int MostValues { get; init; }

    public required int UniqueWeights { get; init; }

    public required double EntropyBits { get; init; }

    /// <summary>Null for regression. So are the next three.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>To the original, with the ends of its 95 % interval.</summary>
    public required double? AccuracyDifference { get; init; }

    public required double? AccuracyDifferenceLow { get; init; }

    public required double? AccuracyDifferenceHigh { get; init; }

    /// <summary>Null but for regression. So are the next three.</summary>
    public required double? MeanSquaredError { get; init; }

    /// <summary>To the original, with the ends of its 95 % interval; worse where it is positive.</summary>
    public required double? MeanSquaredErrorDifference { get; init; }

    public required double? MeanSquaredErrorDifferenceLow { get; init; }

    public required double? MeanSquaredErrorDifferenceHigh { get; init; }

    public required bool Lossless { get; init; }

    /// <summary>Whether it is the one that was written.</summary>
    public required bool Chosen { get; init; }

    public required int Epochs { get; init; }

    public required double Seconds { get; init; }

    public static IReadOnlyList<TrialReport> Of(SearchResult search, bool isRegression) =>
        [.. search.Trials.Select((one, index) => new TrialReport
    {
        Delta = one.Start?.Delta,
        ZeroThreshold = one.Start?.ZeroThreshold,
        Rounds = one.Start?.Fractions.Count,
        MostBits = one.Budget?.Bits,
        From = one.From,
        BitPrice = one.BitPrice,
        MostValues = one.MostValues,
        UniqueWeights = one.UniqueWeights,
        EntropyBits = one.EntropyBits,
        Accuracy = isRegression ? null : one.Quality,
        AccuracyDifference = isRegression ? null : one.Comparison.Difference,
        AccuracyDifferenceLow = isRegression ? null : one.Comparison.Low,
        AccuracyDifferenceHigh = isRegression ? null : one.Comparison.High,
        MeanSquaredError = isRegression ? -one.Quality : null,
        MeanSquaredErrorDifference = isRegression ? -one.Comparison.Difference : null,
        MeanSquaredErrorDifferenceLow = isRegression ? -one.Comparison.High : null,
        MeanSquaredErrorDifferenceHigh = isRegression ? -one.Comparison.Low : null,
        Lossless = one.IsLossless,
        Chosen = index == search.Best,
        Epochs = one.Epochs,
        Seconds = one.Seconds,
    })];
}
