using System.Text.Json.Serialization;

namespace Wfn.Training.Search;

/// <summary>What a trial is going to do.</summary>
[JsonDerivedType(typeof(SamplesPlan), "samples")]
[JsonDerivedType(typeof(TrainingPlan), "training")]
internal abstract record TrialPlan;

/// <summary>A trial that trains nothing: samples decide how weights are rounded.</summary>
/// <param name="Budget">The 0-based index of the budget within which they do.</param>
internal sealed record SamplesPlan(int Budget) : TrialPlan;

/// <summary>A trial that puts the weights onto a codebook, or finds them on one, and polishes them.</summary>
/// <param name="Start">Index of its start.</param>
/// <param name="Level">How much is asked of it: every level doubles the price of a bit.</param>
/// <param name="From">The trial whose weights it goes on from, or null where it begins with the network as it was given.</param>
/// <param name="Budget">The 0-based index of the budget within which samples decide the weights that it begins with; null where none do.</param>
internal sealed record TrainingPlan(int Start, int Level, int? From, int? Budget = null) : TrialPlan
{
    private const double PriceAtLevel0 = 0.008;
    private const int ValuesAtLevel0 = 20;
    private const int LastLevelOfFewValues = -2;
    private const int MostValues = 256;

    /// <summary>The price of a bit that it ends with.</summary>
    public double Price => PriceAtLevel0 * Math.Pow(2, Level);

    /// <summary>
    /// The most values, zero included, where no budget says: fewer where more is asked, and more, up to 256, where a low price has not helped.
    /// </summary>
    public int Values => Level switch
    {
        > 0 => (int)Math.Round(ValuesAtLevel0 * Math.Pow(2, -Level / 4.0)),
        >= LastLevelOfFewValues => ValuesAtLevel0,
        _ => Math.Min(MostValues, (int)Math.Round(ValuesAtLevel0 * Math.Pow(2, (LastLevelOfFewValues - Level) / 1.5))),
    };

    /// <summary>The level at which weights that samples decided within a budget are trained: the more bits it has, the less one may cost.</summary>
    /// <param name="budget">The 0-based index of the budget; −1 for less than the smallest.</param>
    public static int LevelOf(int budget) => -1 - budget;

    /// <summary>The budget whose level it is; null where it is that of none.</summary>
    /// <param name="level">The level.</param>
    /// <param name="budgets">How many budgets there are.</param>
    public static int? BudgetAt(int level, int budgets) => level < 0 && -1 - level < budgets ? -1 - level : null;
}
