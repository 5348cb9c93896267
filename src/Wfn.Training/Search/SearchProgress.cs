namespace Wfn.Training.Search;

/// <summary>Where a search stands.</summary>
public sealed record SearchProgress
{
    /// <summary>0-based number of the trial under way.</summary>
    public required int Trial { get; init; }

    /// <summary>The most trials there will be.</summary>
    public required int Trials { get; init; }

    /// <summary>What the network learns, and so what qualities are: parts of what is right, or squared errors below zero.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Where the trial under way stands; null when it has just ended.</summary>
    public RetrainingProgress? Training { get; init; }

    /// <summary>Whether <see cref="Training"/> is about the control.</summary>
    public bool IsControl { get; init; }

    /// <summary>The checkpoint that <see cref="Training"/> is about, or null.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>
    /// Mean quality on the validation data of the network as it was given and of the control, told once when both are known.
    /// </summary>
    public (double Original, double Control)? Baseline { get; init; }

    /// <summary>The trial that has just ended.</summary>
    public SearchTrial? Ended { get; init; }

    /// <summary>A part of the whole that is done at least, 0 to 1: there may be fewer trials than allowed.</summary>
    public required double Done { get; init; }
}
