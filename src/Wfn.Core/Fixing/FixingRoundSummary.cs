namespace Wfn.Fixing;

/// <summary>A round of clustering without its assignment.</summary>
/// <param name="Round">0-based number of the round.</param>
/// <param name="Fraction">The fraction of weights fixed after it.</param>
/// <param name="Tolerance">δ_t, the tolerance used.</param>
/// <param name="FixedWeights">The number of weights fixed after it.</param>
/// <param name="WeightsPerOrder">Weights taken in it at each additive order (index 0: one power of two).</param>
/// <param name="Centres">The centres in use after it, ascending.</param>
public sealed record FixingRoundSummary(
    int Round,
    double Fraction,
    double Tolerance,
    int FixedWeights,
    EquatableArray<int> WeightsPerOrder,
    EquatableArray<float> Centres)
{
    /// <summary>
    /// How many weights, of those not below γ0, the round moved by more than half of themselves; none but when re-clustering, whose
    /// tolerance grows without end where no centre fits.
    /// </summary>
    public int SweptWeights { get; init; }

    /// <summary>Summarises a round.</summary>
    public static FixingRoundSummary Of(FixingRound round)
    {
        var count = 0;
        foreach (var centre in round.Assignment)
        {
            count += 1 + (centre >> 31);
        }

        return new FixingRoundSummary(
            round.Round, round.Fraction, round.Tolerance, count, round.WeightsPerOrder, round.Centres)
        {
            SweptWeights = round.SweptWeights,
        };
    }
}
