using Wfn.Fixing.Compensation;

namespace Wfn.Training.Search;

/// <summary>How the smallest codebook that loses nothing is searched for.</summary>
public sealed record SearchOptions
{
    private const int MostValuesOfSamples = 256;

    private const double LeastHeldBack = 0.1;
    private const double MostHeldBack = 0.25;
    private const double WantedSamples = 3000;

    /// <summary>
    /// How a trial trains. Its δ, γ0, fractions, price of a bit and number of values are the search's to choose, save for those that the
    /// options below hold.
    /// </summary>
    public RetrainingOptions Retraining { get; init; } = new() { PolishEpochs = 12, Epochs = 1, ValidationFraction = 0.1 };

    /// <summary>
    /// The loss of quality that is allowed, such as 0.01 for a point of accuracy, or of what squared errors are measured by
    /// (<see cref="Data.Targets.QualityUnit"/>); 0 for none that the data can tell from chance.
    /// </summary>
    public double AllowedLoss { get; init; }

    /// <summary>
    /// How much of what the 95 % interval leaves open the search may use up, 0 to 1: what only just passes on the validation data would
    /// fail as often as not on other data.
    /// </summary>
    public double IntervalShare { get; init; } = 0.5;

    /// <summary>
    /// Where validation data is held back from the training data: epochs of training, without a codebook, of the control. The network
    /// as it was given has most likely been trained on what is held back, which flatters it; the control has to do without, as the
    /// trials have. Trials are compared with the one of the two that is worse. 0 for no control.
    /// </summary>
    public int ControlEpochs { get; init; } = 3;

    /// <summary>
    /// How much of what the interval leaves open counts at most, in the unit of <see cref="AllowedLoss"/>: few samples leave much open, and
    /// not for a network to use up.
    /// </summary>
    public double MostLeftOpen { get; init; } = 0.0025;

    /// <summary>
    /// What samples may spend on the codebook where they alone decide, before anything is trained, ascending; empty for training alone. Where
    /// 256 values do not suffice, training needs fewer than samples would.
    /// </summary>
    public EquatableArray<CodebookBudget> Budgets { get; init; } =
        new CompensationOptions().Budgets.Where(budget => budget.Values <= MostValuesOfSamples).ToEquatableArray();

    /// <summary>The most trials that train.</summary>
    public int Trials { get; init; } = 8;

    /// <summary>No further trial is begun that would make it more epochs of training than this in all; null for no limit.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>
    /// No further trial is begun that would be likely to end later; null for no limit. With a limit the result depends on the machine's
    /// speed.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The starts to choose from, the most promising first; not empty.</summary>
    public EquatableArray<SearchStart> Starts { get; init; } =
    [
        new(0.01, 1.0 / 128, [1.0]),
        new(0.03, 1.0 / 64, [1.0]),
        new(0.01, 1.0 / 128, [0.5, 0.9, 1.0]),
    ];

    /// <summary>The most values that any trial may leave on the codebook, zero included; null for the search's own choice.</summary>
    public int? Values { get; init; }

    /// <summary>Whether samples are so few that a network keeps more by learning from the original's outputs than from labels.</summary>
    /// <param name="samples">How many there are.</param>
    public static bool AreFew(int samples) => samples < WantedSamples / LeastHeldBack;

    /// <summary>
    /// <see cref="MostLeftOpen"/> for so many samples: none of few. A network is surer of what it was trained on than of anything else, so that
    /// less is lost there than elsewhere, and few held-back samples cannot tell a loss from chance.
    /// </summary>
    /// <param name="samples">How many there are.</param>
    public static double LeftOpen(int samples) => AreFew(samples) ? 0 : new SearchOptions().MostLeftOpen;

    /// <summary><see cref="MostLeftOpen"/> where networks are judged by so many samples.</summary>
    internal static double LeftOpenOfJudged(int samples) => samples < WantedSamples ? 0 : new SearchOptions().MostLeftOpen;

    /// <summary>Whether a network compared with its original lost no more than these options allow.</summary>
    /// <param name="comparison">It, beside the original.</param>
    /// <param name="unit">What qualities are measured in, see <see cref="Data.Targets.QualityUnit"/>.</param>
    internal bool IsLossless(PairedComparison comparison, double unit) => comparison.IsWithin(AllowedLoss * unit, IntervalShare, MostLeftOpen * unit);

    /// <summary>The part of training data to hold back: a tenth, and where that is few samples more of them, up to a quarter.</summary>
    /// <param name="samples">How many samples there are.</param>
    public static double HeldBack(int samples) => Math.Clamp(WantedSamples / samples, LeastHeldBack, MostHeldBack);
}
