using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>
/// The search for the smallest codebook that loses nothing. Trials are evaluated by the code that would be generated for them.
/// </summary>
internal sealed class LosslessFixing
{
    /// <summary>Agreement with the original is lossless to a point where there are no labels: all of it nothing small could keep.</summary>
    private const double AcceptedDisagreement = 0.01;

    private readonly NetworkGraph original;
    private readonly CompressionSettings settings;
    private readonly CompressionData data;
    private readonly IProgressDisplay progress;
    private readonly EquatableArray<string> leftOut;

    private LosslessFixing(NetworkGraph original, CompressionData data, CompressionSettings settings, IProgressDisplay progress)
    {
        this.original = original;
        this.data = data;
        this.settings = settings;
        this.progress = progress;
        leftOut = FixableWeights.Of(original, settings.Exclude).LeftOut;
    }

    /// <summary>Searches.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">Its data; there is training data.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static FixingOutcome Run(
        NetworkGraph graph,
        CompressionData data,
        CompressionSettings settings,
        IProgressDisplay progress,
        CancellationToken cancellation) =>
        new LosslessFixing(graph, data, settings, progress).Run(cancellation);

    /// <summary>The loss that is allowed, a fraction of 1.</summary>
    public static double AllowedLoss(CompressionSettings settings, LabelledData training) =>
        settings.MaxAccuracyLoss ?? (training.HasLabels ? 0 : AcceptedDisagreement);

    /// <summary>The library's options for these settings; what is excluded is left to <see cref="Run(CancellationToken)"/>.</summary>
    public static SearchOptions Options(CompressionSettings settings, LabelledData training)
    {
        var defaults = new SearchOptions();
        var retraining = RetrainedFixing.Options(settings) with
        {
            Epochs = settings.Epochs ?? defaults.Retraining.Epochs,
            Distillation = settings.Distillation ?? (settings.Teacher is not null ? RetrainedFixing.TeachersShare
                : training.HasLabels && SearchOptions.AreFew(training.Count) ? 1 : 0),
            PolishEpochs = settings.PolishEpochs ?? defaults.Retraining.PolishEpochs,
            ValidationFraction = settings.Constants.ValidationFraction ?? SearchOptions.HeldBack(training.Count),
        };
        return defaults with
        {
            Retraining = retraining,
            AllowedLoss = AllowedLoss(settings, training),
            MostLeftOpen = SearchOptions.LeftOpen(training.Count),
            Trials = settings.Trials ?? defaults.Trials,
            MaxEpochs = settings.MaxEpochs,
            TimeBudget = settings.TimeBudget is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Values = settings.Values,
            Budgets = Budgets(settings, defaults),
            Starts = defaults.Starts
                .Where(start => start.Fractions.Count > 1 || settings.Fractions is not null || !AsksForRounds(settings))
                .Select(start => new SearchStart(
                    settings.Delta ?? start.Delta, settings.ZeroThreshold ?? start.ZeroThreshold, settings.Fractions ?? start.Fractions))
                .Distinct().ToEquatableArray(),
        };
    }

    // Samples know nothing of what clustering is told.
    private static EquatableArray<CodebookBudget> Budgets(CompressionSettings settings, SearchOptions defaults) =>
        settings.IsClustered || AsksForRounds(settings) ? []
        : settings.Values is not { } most || defaults.Budgets.All(budget => budget.Values <= most) ? defaults.Budgets
        : [.. defaults.Budgets.Where(budget => budget.Values < most), new(most, 0.9 * Math.Log2(most), defaults.Budgets.First(budget => budget.Values > most).Powers)];

    // What happens between one clustering and the next is nothing where there is only one.
    private static bool AsksForRounds(CompressionSettings settings) => settings.Epochs is not null;

    private FixingOutcome Run(CancellationToken cancellation)
    {
        progress.Begin("searching for the smallest codebook that loses nothing");
        var options = Options(settings, data.Training!);
        var checkpoint = RetrainedFixing.CheckpointPath(settings);
        var result = LosslessSearch.Run(
            original,
            data.Training!,
            data.Validation,
            options with { Retraining = options.Retraining with { Exclude = leftOut } },
            new GeneratedCodeEvaluator(original, data.Calibration!, leftOut, settings.ActivationWidth, settings.ThreadsFor(original)).Qualities,
            settings.InFloat32 ? "float32" : data.Calibration!.Source,
            RetrainedFixing.Teacher(settings),
            checkpoint,
            new Relay(progress),
            cancellation);
        if (result.IsOutOfTime)
        {
            progress.Note(
                $"the time budget ended the search; with more time it may find a smaller one: the same command with a larger "
                    + $"budget goes on from {checkpoint}, which is kept");
        }

        if (FixingNotes.Swept(result.Origin.SweptWeights) is { } swept)
        {
            progress.Note(swept);
        }

        return new FixingOutcome(
            RetrainedFixing.OnCodebook(result.Graph, leftOut), RetrainedFixing.Rounds(result.History), result.LearningRate, result);
    }

    private sealed class Relay(IProgressDisplay display) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value)
        {
            if (value.Training is { } training)
            {
                display.Report(value.Done, TrainingProgressText.Of(value, training));
                if (TrainingProgressText.Event(training, value.Checkpoint ?? "the checkpoint") is { } text)
                {
                    display.Note(text);
                }
            }

            if (value.Baseline is { } baseline)
            {
                display.Note(TrainingProgressText.Baseline(baseline.Original, baseline.Control, value.Task));
            }

            if (value.Ended is { } ended)
            {
                display.Seen(new FrontierPoint(ended.EntropyBits, ended.Quality, ended.IsLossless, value.Task == LearningTask.Regression));
                display.Note(TrainingProgressText.Of(value.Trial + 1, ended, value.Task));
            }
        }
    }
}
