using Wfn.Graph;

namespace Wfn.Training.Search;

/// <summary>What a search found.</summary>
public sealed record SearchResult
{
    /// <summary>The network of the best trial, its weights on the codebook.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>All trials in order: the frontier that was seen.</summary>
    public required EquatableArray<SearchTrial> Trials { get; init; }

    /// <summary>
    /// 0-based index of the best trial: of the lossless ones that of the fewest bits, or else that of the highest quality.
    /// </summary>
    public required int Best { get; init; }

    /// <summary>The trial by which the best one's weights came onto a codebook: itself, or the one at the beginning of those that it goes on from.</summary>
    public SearchTrial Origin
    {
        get
        {
            var trial = Trials[Best];
            while (trial.From is { } from)
            {
                trial = Trials[from];
            }

            return trial;
        }
    }

    /// <summary>
    /// The best trial's network in float32 compared in the same way; null where it is lossless as it is.
    /// </summary>
    public required PairedComparison? BestInFloat { get; init; }

    /// <summary>Mean quality of the network as it was given, on the validation data.</summary>
    public required double OriginalQuality { get; init; }

    /// <summary>Mean quality of the control on the validation data; null where there was none.</summary>
    public required double? ControlQuality { get; init; }

    /// <summary>The learning rate of the first trial, as asked for or found.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What the rounds of the best trial did, or of the one that it goes back to.</summary>
    public required EquatableArray<RetrainingRound> History { get; init; }

    /// <summary>Whether the search ended because its time was over.</summary>
    public required bool IsOutOfTime { get; init; }

    /// <summary>Whether it ended because it had made all tries, or trained all epochs, that it was allowed, with more left to try.</summary>
    public required bool IsOutOfTries { get; init; }

    /// <summary>Wall-clock time of the whole.</summary>
    public required double Seconds { get; init; }
}
