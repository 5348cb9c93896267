namespace Wfn.Training;

/// <summary>What a retraining is doing.</summary>
public enum RetrainingStage
{
    /// <summary>Measuring the network as it was given.</summary>
    Measuring,

    /// <summary>Fixing the weights by what samples tell, without training.</summary>
    FixingBySamples,

    /// <summary>Finding out which learning rate does no harm; reported again when it is found.</summary>
    FindingLearningRate,

    /// <summary>Training the free weights.</summary>
    Training,

    /// <summary>A round's clustering has just been done; <see cref="RetrainingProgress.Completed"/> tells how it went.</summary>
    Clustered,

    /// <summary>Training which values of the finished codebook the weights take.</summary>
    Polishing,

    /// <summary>The run goes on from a checkpoint; reported once.</summary>
    Resumed,

    /// <summary>A checkpoint was damaged or of another run; it got another name, and the run starts anew; reported once.</summary>
    CheckpointPutAside,
}

/// <summary>Where a retraining stands; reported after every batch.</summary>
public sealed record RetrainingProgress
{
    /// <summary>What it is doing.</summary>
    public required RetrainingStage Stage { get; init; }

    /// <summary>0-based round; the number of rounds while polishing.</summary>
    public required int Round { get; init; }

    /// <summary>Number of rounds.</summary>
    public required int Rounds { get; init; }

    /// <summary>0-based epoch of the round, or of the polishing.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs of the round, or of the polishing.</summary>
    public int Epochs { get; init; }

    /// <summary>Batches of the epoch that are done.</summary>
    public int Batch { get; init; }

    /// <summary>Batches of the epoch.</summary>
    public int Batches { get; init; }

    /// <summary>Mean loss of the epoch so far: cross-entropy in nats, or squared error.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>Accuracy on the validation data when it was last measured; a fraction of 1, NaN before that.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>Different values among the weights that are on the codebook when they were last counted, zero included.</summary>
    public int UniqueWeights { get; init; }

    /// <summary>Entropy of those weights' values, bits a weight.</summary>
    public double EntropyBits { get; init; }

    /// <summary>The learning rate; NaN before it is known.</summary>
    public double LearningRate { get; init; } = double.NaN;

    /// <summary>Time the run has taken so far, in earlier sittings too.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// Time that the rest is expected to take at the pace of this sitting; NaN before that is known.
    /// </summary>
    public double SecondsLeft { get; init; } = double.NaN;

    /// <summary>The part of the whole run's training steps that is done, 0 to 1.</summary>
    public required double Done { get; init; }

    /// <summary>The last round that is complete, or null.</summary>
    public RetrainingRound? Completed { get; init; }
}
