using Wfn.Fixing;
using Wfn.Graph;

namespace Wfn.Training;

/// <summary>A network that was retrained until all its weights were fixed.</summary>
public sealed record RetrainedNetwork
{
    /// <summary>The network with its weights on the codebook.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>What each round did.</summary>
    public required EquatableArray<RetrainingRound> History { get; init; }

    /// <summary>The last clustering.</summary>
    public required FixingRound LastRound { get; init; }

    /// <summary>Accuracy of the network as it was given, on the validation data; a fraction of 1, NaN for regression.</summary>
    public required double OriginalAccuracy { get; init; }

    /// <summary>Accuracy of the result in float32, on the validation data; a fraction of 1, NaN for regression.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss of the network as it was given, on the validation data (cross-entropy in nats, or squared error).</summary>
    public required double OriginalLoss { get; init; }

    /// <summary>Mean loss of the result in float32, on the validation data (cross-entropy in nats, or squared error).</summary>
    public required double Loss { get; init; }

    /// <summary>The number of samples that accuracies were measured on.</summary>
    public required int ValidationSamples { get; init; }

    /// <summary>The learning rate of the rounds, as asked for or found.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Wall-clock time of the whole.</summary>
    public required double Seconds { get; init; }
}
