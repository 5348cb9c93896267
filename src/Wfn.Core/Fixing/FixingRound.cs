namespace Wfn.Fixing;

/// <summary>What one round of clustering did.</summary>
public sealed record FixingRound
{
    /// <summary>0-based number of the round.</summary>
    public required int Round { get; init; }

    /// <summary>The fraction of weights fixed after it.</summary>
    public required double Fraction { get; init; }

    /// <summary>δ_t, the tolerance used.</summary>
    public required double Tolerance { get; init; }

    /// <summary>
    /// Weights taken in this round at each additive order (index 0: one power of two); at most 15 entries, the last one for
    /// order 14 and above.
    /// </summary>
    public required EquatableArray<int> WeightsPerOrder { get; init; }

    /// <inheritdoc cref="FixingRoundSummary.SweptWeights"/>
    public int SweptWeights { get; init; }

    /// <summary>The centres in use, ascending.</summary>
    public required EquatableArray<float> Centres { get; init; }

    /// <summary>
    /// The centres that were the most popular at some step of this round, ascending, also those that no weight was close enough to:
    /// what the authors' code reports as its codebook, and measures its regulariser against.
    /// </summary>
    public required EquatableArray<float> PickedCentres { get; init; }

    /// <summary>For every weight the index of its centre in <see cref="Centres"/>, or -1 while it is free.</summary>
    public required EquatableArray<int> Assignment { get; init; }
}
