namespace Wfn.Training;

/// <summary>What one round of training and clustering did.</summary>
public sealed record RetrainingRound
{
    /// <summary>0-based number of the round.</summary>
    public required int Round { get; init; }

    /// <summary>The fraction of weights fixed after it.</summary>
    public required double Fraction { get; init; }

    /// <summary>δ_t, the tolerance used.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Mean loss of its last training epoch (cross-entropy in nats, or squared error); NaN when it had none.</summary>
    public required double Loss { get; init; }

    /// <summary>Accuracy on the validation data after training, before clustering; a fraction of 1, NaN for regression.</summary>
    public required double AccuracyBefore { get; init; }

    /// <summary>Accuracy on the validation data after clustering; a fraction of 1, NaN for regression.</summary>
    public required double AccuracyAfter { get; init; }

    /// <summary>Mean loss on the validation data after training, before clustering (cross-entropy in nats, or squared error).</summary>
    public required double LossBefore { get; init; }

    /// <summary>Mean loss on the validation data after clustering (cross-entropy in nats, or squared error).</summary>
    public required double LossAfter { get; init; }

    /// <summary>Different values among the fixed weights, zero included.</summary>
    public required int UniqueWeights { get; init; }

    /// <summary>How many weights the clustering moved by more than half of themselves.</summary>
    public int SweptWeights { get; init; }

    /// <summary>Entropy of the fixed weights' values, bits a weight.</summary>
    public required double EntropyBits { get; init; }

    /// <summary>Wall-clock time of the round.</summary>
    public required double Seconds { get; init; }
}
