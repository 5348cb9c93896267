using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Training.Checkpoints;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using Wfn.Training.Rounds;

namespace Wfn.Training.Search;

/// <summary>
/// Searches for the smallest codebook that a network loses nothing by. Trials are evaluated on data held back from training, by the paired
/// difference to the network as it was given (or to a control, see <see cref="SearchOptions.ControlEpochs"/>); data to report results
/// by takes no part.
/// </summary>
public sealed class LosslessSearch
{
    private const int EvaluationBatch = 500;

    /// <summary>The most samples that what was not trained is judged by.</summary>
    private const int MostJudged = 10_000;

    // Taken for a trial's by what deletes those.
    private const string ControlSuffix = ".try0";

    private readonly NetworkGraph graph;
    private readonly LabelledData train;
    private readonly LabelledData validation;
    private readonly LabelledData judged;
    private readonly SampleFixing samples;
    private readonly SearchOptions options;
    private readonly NetworkGraph? teacher;
    private readonly string? checkpoint;
    private readonly CheckpointFile? file;
    private readonly SampleEvaluator evaluator;
    private readonly LearningTask task;
    private readonly bool hasControl;
    private readonly IProgress<SearchProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly Stopwatch sitting = Stopwatch.StartNew();
    private SearchState state = new();
    private bool isOutOfTime;
    private bool isOutOfTries;

    private LosslessSearch(
        TrainingInputs inputs,
        SearchOptions options,
        SampleEvaluator? evaluator,
        string evaluatorKey,
        string? checkpoint,
        IProgress<SearchProgress>? progress,
        CancellationToken cancellation)
    {
        graph = inputs.Graph;
        train = inputs.Train;
        validation = inputs.Validation;
        teacher = inputs.Teacher;
        task = validation.Targets.Task!.Value;
        this.options = options with { Retraining = inputs.Options };

        // What is not trained knows what is held back as well as the rest: more samples tell more.
        judged = inputs.IsHeldBack ? train.Spread(MostJudged) : validation;
        samples = new SampleFixing(graph, train, this.options, cancellation);
        this.evaluator = evaluator ?? EvaluateInFloat;
        hasControl = inputs.IsHeldBack && options.ControlEpochs > 0;
        this.checkpoint = checkpoint;
        this.progress = progress;
        this.cancellation = cancellation;
        var threads = inputs.Options.Threads == 0 ? Environment.ProcessorCount : inputs.Options.Threads;

        // More time or more trials only let a search go further.
        var deciding = this.options with
        {
            TimeBudget = null,
            MaxEpochs = null,
            Trials = 0,
            Retraining = inputs.Options with { Threads = threads },
        };
        var key = JsonSerializer.Serialize(deciding) + evaluatorKey;
        file = checkpoint is null
            ? null
            : new CheckpointFile(
                checkpoint,
                RunFingerprint.Of(teacher is null ? [graph] : [graph, teacher], train, validation, key));
    }

    /// <summary>Searches.</summary>
    /// <param name="graph">The trained network.</param>
    /// <param name="train">
    /// Training data; without labels the network learns from the teacher alone, and quality is agreement with it.
    /// </param>
    /// <param name="validation">Data to evaluate trials on; a part of <paramref name="train"/> is held back when null.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="evaluator">
    /// Tells the quality of each sample of the validation data by a network whose weights are on a codebook (or by the one given,
    /// once); null for that in float32.
    /// </param>
    /// <param name="evaluatorKey">What the evaluator goes by, so that a checkpoint of another one is not gone on from.</param>
    /// <param name="teacher">The network to learn from, see <see cref="Retraining.Run"/>.</param>
    /// <param name="checkpoint">
    /// A file that the search goes on from when it was interrupted, beside which the trial under way keeps its own; null for none. The
    /// caller removes them once the result is safe (<see cref="DeleteCheckpoints"/>), or keeps them to go on with more trials or time.
    /// </param>
    /// <param name="progress">Told after every batch and every trial.</param>
    /// <param name="cancellation">Stops at the next batch.</param>
    /// <exception cref="Diagnostics.WfnException">See <see cref="Retraining.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static SearchResult Run(
        NetworkGraph graph,
        LabelledData train,
        LabelledData? validation = null,
        SearchOptions? options = null,
        SampleEvaluator? evaluator = null,
        string evaluatorKey = "",
        NetworkGraph? teacher = null,
        string? checkpoint = null,
        IProgress<SearchProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new SearchOptions();
        Check(options);
        var inputs = TrainingInputs.Prepare(graph, train, validation, options.Retraining, teacher);
        return new LosslessSearch(inputs, options, evaluator, evaluatorKey, checkpoint, progress, cancellation).Run();
    }

    /// <summary>Deletes what a search keeps for going on.</summary>
    /// <param name="checkpoint">The search's checkpoint.</param>
    public static void DeleteCheckpoints(string checkpoint)
    {
        File.Delete(checkpoint);
        DeleteTrialCheckpoints(checkpoint, _ => true);
    }

    // The one of a trial that has ended may still be there, if it was killed at that moment.
    private static void DeleteTrialCheckpoints(string checkpoint, Func<string, bool> isOld)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint))!;
        foreach (var file in Directory.EnumerateFiles(folder, Path.GetFileName(checkpoint) + ".try*").Where(isOld).ToArray())
        {
            File.Delete(file);
        }
    }

    private static string TrialCheckpoint(string checkpoint, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{checkpoint}.try{number + 1}");

    private static void Check(SearchOptions options)
    {
        Retraining.Require(options.AllowedLoss is >= 0 and < double.PositiveInfinity, $"a loss of {options.AllowedLoss} cannot be allowed");
        Retraining.Require(options.IntervalShare is >= 0 and <= 1, $"the boldness {options.IntervalShare} is not between 0 and 1");
        Retraining.Require(options.MostLeftOpen >= 0, $"the share {options.MostLeftOpen} is negative");
        Retraining.Require(options.ControlEpochs >= 0, "the number of epochs of the control is negative");
        Retraining.Require(options.Trials >= 1, $"{options.Trials} tries are none");
        Retraining.Require(options.Starts.Count >= 1, "there is no start to search from");
        Retraining.Require(options.Values is null or >= 2, $"a codebook of {options.Values} values is too small");
        Retraining.Require(options.Retraining.PolishEpochs >= 1, "a search needs epochs of polishing");
        Retraining.Require(options.TimeBudget is null || options.TimeBudget > TimeSpan.Zero, "the time budget is not positive");
        foreach (var start in options.Starts)
        {
            Fixing(start, options).Validate();
        }

        var first = options.ControlEpochs + (options.Retraining with { Fixing = Fixing(options.Starts[0], options) }).TotalEpochs;
        Retraining.Require(
            options.MaxEpochs is null || options.MaxEpochs >= first,
            $"a search of at most {options.MaxEpochs} epochs has no room for the control and its first try, which take {first}");
    }

    private static Fixing.FixingOptions Fixing(SearchStart start, SearchOptions options) => options.Retraining.Fixing with
    {
        Delta = start.Delta,
        ZeroThreshold = start.ZeroThreshold,
        Fractions = start.Fractions,
    };

    private double Seconds => state.Seconds + sitting.Elapsed.TotalSeconds;

    private SearchResult Run()
    {
        if (file?.Read(reader => state = SearchState.Read(reader, graph)) is CheckpointResult.OfAnotherRun or CheckpointResult.Damaged)
        {
            file.PutAside();
            Report(new RetrainingProgress { Stage = RetrainingStage.CheckpointPutAside, Round = 0, Rounds = 0, Done = 0 }, checkpoint);
        }

        if (checkpoint is not null)
        {
            var own = hasControl && state.Control is null ? checkpoint + ControlSuffix : TrialCheckpoint(checkpoint, state.Done.Count);
            DeleteTrialCheckpoints(checkpoint, path => path != Path.GetFullPath(own));
        }

        if (state.Original is null)
        {
            Report(new RetrainingProgress { Stage = RetrainingStage.Measuring, Round = 0, Rounds = 0, Done = 0 }, checkpoint);
            state.Original = evaluator(graph, validation, cancellation);
            Save();
        }

        while (SearchStrategy.Next([.. state.Done.Select(entry => entry.Outcome)], options.Budgets.Count, options.Starts.Count) is { } next)
        {
            if (next is SamplesPlan untrained)
            {
                FixBySamples(untrained);
                continue;
            }

            if (state.Control is null && hasControl)
            {
                TrainControl();
            }

            var plan = (TrainingPlan)next;
            isOutOfTries = Trained >= options.Trials || !IsInBudget(plan);
            if (isOutOfTries || !IsInTime(plan))
            {
                break;
            }

            RunTrial(plan);
        }

        var best = SearchStrategy.Best([.. state.Done.Select(entry => entry.Outcome)])!.Value;
        var isLossless = state.Done[best].Trial.IsLossless;
        return new SearchResult
        {
            Graph = state.Networks[best],
            Trials = state.Done.Select(entry => entry.Trial).ToEquatableArray(),
            Best = best,
            BestInFloat = isLossless ? null : PairedComparison.Of(
                BaselineOf(state.Done[best].Outcome.Plan), EvaluateInFloat(state.Networks[best], DataOf(state.Done[best].Outcome.Plan), cancellation)),
            OriginalQuality = state.Original.Average(),
            ControlQuality = state.Control?.Average(),
            LearningRate = state.LearningRate,
            History = state.Histories[best],
            IsOutOfTime = isOutOfTime,
            IsOutOfTries = isOutOfTries,
            Seconds = Seconds,
        };
    }

    private int MostTrials => options.Trials + BudgetBracket.Most(options.Budgets.Count);

    private int Trained => state.Done.Count(entry => entry.Outcome.Plan is TrainingPlan);

    private LabelledData DataOf(TrialPlan plan) => plan is SamplesPlan ? judged : validation;

    private float[] BaselineOf(TrialPlan plan) => plan is TrainingPlan ? Baseline
        : ReferenceEquals(judged, validation) ? state.Original!
        : state.OriginalOnJudged ??= evaluator(graph, judged, cancellation);

    // Whichever of the two is worse.
    private float[] Baseline => state.Control is { } control && control.Average() < state.Original!.Average() ? control : state.Original!;

    private void TrainControl()
    {
        var own = checkpoint is null ? null : checkpoint + ControlSuffix;
        var inputs = new TrainingInputs(
            graph,
            train,
            validation,
            options.Retraining with
            {
                Fixing = options.Retraining.Fixing with { Fractions = [1] },
                FirstEpochs = options.ControlEpochs,
                Epochs = 0,
                PolishEpochs = 0,
            },
            teacher ?? graph);
        var began = sitting.Elapsed.TotalSeconds;
        TrainedNetwork trained;
        using (var run = new RetrainingRun(inputs, own, new Relay(this, own), cancellation))
        {
            trained = run.TrainOnly();
        }

        state.Seconds += Math.Max(0, trained.Seconds - (sitting.Elapsed.TotalSeconds - began));
        state.LearningRate = trained.LearningRate;
        state.Control = EvaluateInFloat(trained.Graph, validation, cancellation);
        Save();
        if (own is not null)
        {
            File.Delete(own);
        }

        progress?.Report(new SearchProgress
        {
            Trial = state.Done.Count,
            Trials = MostTrials,
            Task = task,
            Baseline = (state.Original!.Average(), state.Control.Average()),
            Done = 0,
        });
    }

    private int EpochsDone => (hasControl ? options.ControlEpochs : 0) + state.Done.Sum(entry => entry.Trial.Epochs);

    private bool IsInBudget(TrainingPlan plan) => options.MaxEpochs is not { } most || Trained == 0
        || EpochsDone + OptionsOf(plan).TotalEpochs <= most;

    private bool IsInTime(TrainingPlan plan)
    {
        if (options.TimeBudget is not { } budget || Trained == 0)
        {
            return true;
        }

        var trained = state.Done.Where(entry => entry.Outcome.Plan is TrainingPlan).ToArray();
        var secondsAnEpoch = trained.Sum(entry => entry.Trial.Seconds) / Math.Max(1, trained.Sum(entry => entry.Trial.Epochs));
        isOutOfTime = Seconds + (secondsAnEpoch * OptionsOf(plan).TotalEpochs) > budget.TotalSeconds;
        return !isOutOfTime;
    }

    private void FixBySamples(SamplesPlan plan)
    {
        var before = Seconds;
        Report(new RetrainingProgress { Stage = RetrainingStage.FixingBySamples, Round = 0, Rounds = 0, Done = 0 }, checkpoint);
        var budget = options.Budgets[plan.Budget];
        Finish(
            plan,
            samples.Within(plan.Budget).Graph,
            [],
            trial => trial with { Budget = budget, MostValues = budget.Values, Seconds = Seconds - before });
    }

    private void RunTrial(TrainingPlan plan)
    {
        var before = Seconds;
        var used = OptionsOf(plan);
        RetrainedNetwork retrained;
        var from = plan.From is { } index ? state.Networks[index] : plan.Budget is { } budget ? samples.Within(budget).Graph : graph;
        var inputs = new TrainingInputs(from, train, validation, used, teacher ?? graph);
        var own = checkpoint is null ? null : TrialCheckpoint(checkpoint, state.Done.Count);
        var began = sitting.Elapsed.TotalSeconds;
        using (var run = new RetrainingRun(inputs, own, new Relay(this, own), cancellation))
        {
            retrained = run.Run();
        }

        // What earlier sittings spent on this trial.
        state.Seconds += Math.Max(0, retrained.Seconds - (sitting.Elapsed.TotalSeconds - began));
        if (double.IsNaN(state.LearningRate))
        {
            state.LearningRate = retrained.LearningRate;
        }

        Finish(plan, retrained.Graph, plan.From is { } origin ? state.Histories[origin] : retrained.History, trial => trial with
        {
            Start = IsOfSamples(plan) ? null : options.Starts[plan.Start],
            Budget = plan.Budget is { } within ? options.Budgets[within] : null,
            From = plan.From,
            Level = plan.Level,
            BitPrice = used.PolishBitPrice,
            MostValues = used.PolishValues,
            SweptWeights = retrained.History.Sum(round => round.SweptWeights),
            Epochs = used.TotalEpochs,
            Seconds = Seconds - before,
        });
        if (own is not null)
        {
            File.Delete(own);
        }
    }

    /// <summary>Evaluates a trial, and takes it in.</summary>
    private void Finish(TrialPlan plan, NetworkGraph network, EquatableArray<RetrainingRound> history, Func<SearchTrial, SearchTrial> describe)
    {
        var quality = evaluator(network, DataOf(plan), cancellation);
        var comparison = PairedComparison.Of(BaselineOf(plan), quality);
        var weights = OnCodebook(network);
        var (unique, entropy) = AssignmentStatistics.Of(weights);
        var unit = validation.Targets.QualityUnit;
        var done = describe(new SearchTrial
        {
            Start = null,
            From = null,
            Level = 0,
            BitPrice = 0,
            MostValues = 0,
            UniqueWeights = unique,
            EntropyBits = entropy,
            Quality = quality.Average(),
            Comparison = comparison,
            IsLossless = options.IsLossless(comparison, unit),
            Epochs = 0,
            Seconds = 0,
        });
        state.Add(
            new TrialOutcome(plan, done.IsLossless, TrialOutcome.BitsOf(entropy, weights.Length, unique), comparison.Difference), done, network, history);
        Save();
        progress?.Report(new SearchProgress
        {
            Trial = state.Done.Count - 1,
            Trials = MostTrials,
            Task = task,
            Ended = done,
            Done = Part(0),
        });
    }

    /// <summary>The part of the search that is done at least.</summary>
    private double Part(double ofTrial) => Math.Min(1, (Trained + ofTrial) / options.Trials);

    private RetrainingOptions OptionsOf(TrainingPlan plan)
    {
        var start = options.Starts[plan.Start];
        var basis = options.Retraining with
        {
            Fixing = Fixing(start, options),
            PolishBitPrice = Math.Min(1, plan.Price),
            PolishValues = options.Values ?? (plan.Budget is { } budget ? options.Budgets[budget].Values : plan.Values),
            LearningRate = options.Retraining.LearningRate ?? (double.IsNaN(state.LearningRate) ? null : state.LearningRate),

            // Every trial sees the samples in an order of its own.
            Seed = unchecked(options.Retraining.Seed + (state.Done.Count * 7919)),
        };
        if (plan.From is not { } from)
        {
            return plan.Budget is null ? basis : basis with { PolishOnly = true, PolishStartPrice = basis.PolishBitPrice };
        }

        return basis with
        {
            PolishOnly = true,
            PolishEpochs = Math.Max(1, basis.PolishEpochs / 2),
            PolishStartPrice = Math.Min(basis.PolishBitPrice, state.Done[from].Trial.BitPrice),
        };
    }

    /// <summary>Whether the weights came onto a codebook by samples.</summary>
    private bool IsOfSamples(TrainingPlan plan) =>
        plan.Budget is not null || (plan.From is { } from && IsOfSamples((TrainingPlan)state.Done[from].Outcome.Plan));

    private float[] OnCodebook(NetworkGraph network)
    {
        var excluded = options.Retraining.Exclude.ToHashSet(StringComparer.Ordinal);
        return [.. network.Parameters
            .Where(parameter => parameter.IsFixable && !excluded.Contains(parameter.Name))
            .SelectMany(parameter => parameter.Values)];
    }

    private float[] EvaluateInFloat(NetworkGraph network, LabelledData data, CancellationToken stop)
    {
        using var torch = new TorchNetwork(network, options.Retraining.Device);
        return TrainingObjective.Of(torch, task)
            .Qualities(new BatchLoader(data, EvaluationBatch, options.Retraining.Device), stop);
    }

    private void Save()
    {
        state.Seconds = Seconds;
        sitting.Restart();
        file?.Write(state.Write);
    }

    private void Report(RetrainingProgress training, string? file) => progress?.Report(new SearchProgress
    {
        Trial = state.Done.Count,
        Trials = MostTrials,
        Task = task,
        Training = training,
        IsControl = hasControl && state.Control is null,
        Checkpoint = file,
        Done = Part(training.Done),
    });

    private sealed class Relay(LosslessSearch search, string? file) : IProgress<RetrainingProgress>
    {
        public void Report(RetrainingProgress value) => search.Report(value, file);
    }
}

/// <summary>
/// Tells how good a network is on each of some samples: 1 or 0 for right or wrong, or any number that is better when larger.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="data">The samples, in the network's input shape.</param>
/// <param name="cancellation">Stops it.</param>
public delegate float[] SampleEvaluator(NetworkGraph network, LabelledData data, CancellationToken cancellation);
