namespace Wfn.Training.Search;

/// <summary>What a trial is going to do.</summary>
/// <param name="Start">Index of its start.</param>
/// <param name="Level">How much is asked of it: every level doubles the price of a bit.</param>
/// <param name="From">The trial whose weights it goes on from, or null where it begins with the trained network.</param>
internal sealed record TrialPlan(int Start, int Level, int? From)
{
    private const double PriceAtLevel0 = 0.008;
    private const int ValuesAtLevel0 = 20;
    private const int LastLevelOfFewValues = -4;

    /// <summary>The price of a bit that it ends with.</summary>
    public double Price => PriceAtLevel0 * Math.Pow(2, Level);

    /// <summary>
    /// The most values, zero included: fewer where more is asked, and more only where a low price has not helped.
    /// </summary>
    public int Values => Level switch
    {
        > 0 => (int)Math.Round(ValuesAtLevel0 * Math.Pow(2, -Level / 4.0)),
        >= LastLevelOfFewValues => ValuesAtLevel0,
        _ => ValuesAtLevel0 << (LastLevelOfFewValues - Level),
    };
}
