using System.Diagnostics;
using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Training.Checkpoints;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Rounds;

/// <summary>One retraining from the trained network to the fixed one.</summary>
internal sealed class RetrainingRun : IDisposable
{
    /// <summary>Samples of a batch that is judged.</summary>
    public const int EvaluationBatch = 500;

    /// <summary>Enough samples for means and variances to settle.</summary>
    public const int StatisticsSamples = 10_000;

    // As many as the tool calibrates by.
    private const int CalibrationSamples = 256;

    private readonly RetrainingOptions options;
    private readonly IProgress<RetrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TorchNetwork network;
    private readonly TrainingObjective objective;
    private readonly TorchNetwork? teacher;
    private readonly WeightVector weights;
    private readonly BatchLoader training;
    private readonly BatchLoader statistics;
    private readonly BatchLoader calibration;
    private readonly BatchLoader validation;
    private readonly EpochTraining epochs;
    private readonly int validationSamples;
    private readonly double lossUnit;
    private readonly int threads;
    private readonly bool[] free;
    private readonly CheckpointFile? checkpoint;
    private readonly Stopwatch sitting = new();
    private readonly Stopwatch whole = Stopwatch.StartNew();
    private int epochsBefore;
    private double accuracy = double.NaN;
    private (int Unique, double EntropyBits) counted;
    private RetrainingState state = new();

    public RetrainingRun(
        TrainingInputs inputs, string? checkpointFile, IProgress<RetrainingProgress>? progress, CancellationToken cancellation)
    {
        var (graph, train, measured, _, teacherGraph) = inputs;
        options = inputs.Options;
        this.progress = progress;
        this.cancellation = cancellation;
        threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        set_num_threads(threads);
        network = new TorchNetwork(graph, options.Device);
        // Data that had no targets has the teacher's by now.
        var task = train.Targets.Task!.Value;
        objective = TrainingObjective.Of(network, task);
        weights = new WeightVector(network, options.Exclude.ToHashSet(StringComparer.Ordinal));
        training = new BatchLoader(train, options.BatchSize, options.Device);
        statistics = new BatchLoader(train.Spread(StatisticsSamples), EvaluationBatch, options.Device);
        calibration = new BatchLoader(train.Spread(CalibrationSamples), EvaluationBatch, options.Device);
        validation = new BatchLoader(measured, EvaluationBatch, options.Device);
        validationSamples = measured.Count;
        lossUnit = train.Targets.QualityUnit;
        teacher = options.Distillation > 0 ? new TorchNetwork(teacherGraph ?? graph, options.Device) : null;
        epochs = new EpochTraining(
            network,
            objective,
            teacher is null ? null : new Teacher(TrainingObjective.Of(teacher, task), options.Distillation, options.TeacherTemperature),
            weights,
            training,
            options);
        free = new bool[weights.Values.Length];
        Array.Fill(free, true);
        checkpoint = checkpointFile is null
            ? null
            : new CheckpointFile(checkpointFile, RunFingerprint.Of(
                teacherGraph is null ? [graph] : [graph, teacherGraph],
                train,
                measured,
                JsonSerializer.Serialize(options with { Threads = threads })));
    }

    private int Rounds => options.Fixing.Fractions.Count;

    public RetrainedNetwork Run()
    {
        sitting.Start();
        Report(RetrainingStage.Measuring);
        var update = Resume();
        if (double.IsNaN(state.LearningRate))
        {
            Begin();
        }

        while (state.Round < Rounds)
        {
            RunRound(update);
            update = null;
        }

        if (options.PolishEpochs > 0)
        {
            Polish(update);
        }

        var final = options.PolishEpochs > 0 ? Measure() : new Evaluation(state.History[^1].AccuracyAfter, state.History[^1].LossAfter);
        return new RetrainedNetwork
        {
            Graph = network.ToGraph(),
            History = state.History.ToEquatableArray(),
            LastRound = state.Fixing!,
            OriginalAccuracy = state.Original.Accuracy,
            Accuracy = final.Accuracy,
            OriginalLoss = state.Original.Loss,
            Loss = final.Loss,
            ValidationSamples = validationSamples,
            LearningRate = state.LearningRate,
            Seconds = Seconds,
        };
    }

    /// <summary>
    /// Trains all weights without a codebook, as long as the options say before the first clustering, and keeps the best epoch.
    /// </summary>
    public TrainedNetwork TrainOnly()
    {
        sitting.Start();
        var update = Resume();
        if (double.IsNaN(state.LearningRate))
        {
            Begin();
        }

        update ??= RoundUpdate();
        while (state.Epoch < options.FirstEpochs)
        {
            TrainEpoch(RetrainingStage.Training, update, options.FirstEpochs, "the control");
            Keep(Measure());
            Save(update);
        }

        TakeBest();
        return new TrainedNetwork(network.ToGraph(), state.LearningRate, Seconds);
    }

    private double Seconds => state.Seconds + sitting.Elapsed.TotalSeconds;

    public void Dispose()
    {
        network.Dispose();
        teacher?.Dispose();
    }

    private void Begin()
    {
        state.Original = objective.Evaluate(validation, cancellation);
        accuracy = state.Original.Accuracy;
        state.LearningRate = options.LearningRate ?? (options.TotalEpochs == 0 ? 0 : FindLearningRate());
        if (options.PolishOnly)
        {
            state.Fixing = OwnCodebook.Of(weights.Values.AsSpan(0, weights.CodebookLength));
            state.Round = Rounds;
        }
    }

    private double FindLearningRate()
    {
        Report(RetrainingStage.FindingLearningRate);
        var found = LearningRateFinder.Choose(epochs.TestSteps(cancellation), options.Optimiser, lossUnit);
        state.LearningRate = found;
        Report(RetrainingStage.FindingLearningRate);
        return found;
    }

    private void RunRound(IWeightUpdate? resumed)
    {
        var update = resumed ?? RoundUpdate();
        for (var count = EpochsOfRound; state.Epoch < count;)
        {
            state.Loss = TrainEpoch(RetrainingStage.Training, update, count, $"round {state.Round + 1} of {Rounds}");
            if (options.BestOfRound && count > 1)
            {
                Keep(Measure());
            }

            Save(update);
        }

        var before = TakeBest() ?? objective.Evaluate(validation, cancellation);
        var fixing = WeightFixing.Cluster(
            weights.Values.AsSpan(0, weights.CodebookLength), state.Round, options.Fixing, state.Fixing, threads);
        WeightFixing.Apply(weights.Values.AsSpan(0, weights.CodebookLength), fixing);
        weights.Write();
        var after = Measure();
        counted = AssignmentStatistics.Of(fixing);
        state.History.Add(new RetrainingRound
        {
            Round = state.Round,
            Fraction = fixing.Fraction,
            Tolerance = fixing.Tolerance,
            Loss = state.Loss,
            AccuracyBefore = before.Accuracy,
            AccuracyAfter = after.Accuracy,
            LossBefore = before.Loss,
            LossAfter = after.Loss,
            UniqueWeights = counted.Unique,
            SweptWeights = fixing.SweptWeights,
            EntropyBits = counted.EntropyBits,
            Seconds = Seconds - state.History.Sum(round => round.Seconds),
        });
        state.Fixing = fixing;
        Free(fixing);
        Report(RetrainingStage.Clustered);
        state.Round++;
        state.Epoch = 0;
        state.Loss = double.NaN;
        Save(null);
    }

    // Only epochs that paid the full price are kept: an earlier state may have a lower loss, but at a higher entropy. So are only those in
    // fixed point, where there are any.
    private void Polish(IWeightUpdate? resumed)
    {
        var update = (ProjectedUpdate?)resumed ?? PolishUpdate();
        while (state.Epoch < options.PolishEpochs)
        {
            var isInFixedPoint = state.Epoch >= options.PolishEpochs - options.FixedPointEpochs;
            network.Rounding = isInFixedPoint ? Rounding() : null;
            TrainEpoch(RetrainingStage.Polishing, update, options.PolishEpochs, "polishing");
            counted = AssignmentStatistics.Of(weights.Values.Take(weights.CodebookLength));
            var measured = Measure();
            if (update.IsFullPrice && (isInFixedPoint || options.FixedPointEpochs == 0))
            {
                Keep(measured);
            }

            Save(update);
        }

        network.Rounding = null;
        TakeBest();
    }

    private ActivationRounding? Rounding()
    {
        try
        {
            return ActivationRounding.Of(network, weights, calibration, options.ActivationBits);
        }
        catch (WfnException exception) when (exception.Code == DiagnosticCodes.Overflow)
        {
            // There will be no fixed-point code of this network; it may still be wanted in float.
            return null;
        }
    }

    private void Keep(Evaluation measured)
    {
        if (!(state.Best?.Evaluation.Loss <= measured.Loss))
        {
            state.Best = (measured, (float[])weights.Values.Clone());
        }
    }

    /// <returns>How well the weights of the best epoch do, which are the present ones now; null when no epoch was kept.</returns>
    private Evaluation? TakeBest()
    {
        if (state.Best is not var (evaluation, values))
        {
            return null;
        }

        values.CopyTo(weights.Values, 0);
        weights.Write();
        objective.EstimateStatistics(statistics, cancellation);
        state.Best = null;
        return evaluation;
    }

    private int EpochsOfRound => state.Round == 0 ? options.FirstEpochs : options.Epochs;

    private FreeWeightUpdate RoundUpdate() => new(weights, free, state.Fixing, options, state.LearningRate, threads);

    private ProjectedUpdate PolishUpdate() => new(
        weights,
        PolishingCentres.Of(state.Fixing!.Centres.AsSpan(), options.Fixing.ZeroThreshold),
        options,
        options.PolishRate(state.LearningRate),
        options.PolishEpochs * training.BatchCount,
        threads);

    /// <returns>What was under way, or null at the start of a round.</returns>
    private IWeightUpdate? Resume()
    {
        IWeightUpdate? update = null;
        var result = checkpoint?.Read(reader =>
        {
            state = RetrainingState.Read(reader);
            weights.Read(reader);
            network.ReadStatistics(reader);
            epochs.EpochsDone = state.EpochsDone;
            epochsBefore = state.EpochsDone;
            if (state.Fixing is not null)
            {
                Free(state.Fixing);
            }

            if (reader.ReadBoolean())
            {
                update = state.Round < Rounds ? RoundUpdate() : PolishUpdate();
                update.Read(reader);
            }
        });
        switch (result)
        {
            case CheckpointResult.Resumed:
                Report(RetrainingStage.Resumed);
                break;
            case CheckpointResult.OfAnotherRun or CheckpointResult.Damaged:
                checkpoint!.PutAside();
                Report(RetrainingStage.CheckpointPutAside);
                break;
        }

        return update;
    }

    private void Save(IWeightUpdate? update)
    {
        if (checkpoint is null)
        {
            return;
        }

        state.EpochsDone = epochs.EpochsDone;
        state.Seconds += sitting.Elapsed.TotalSeconds;
        sitting.Restart();
        checkpoint.Write(writer =>
        {
            state.Write(writer);
            weights.Write(writer);
            network.WriteStatistics(writer);
            writer.Write(update is not null);
            update?.Write(writer);
        });
    }

    private double TrainEpoch(RetrainingStage stage, IWeightUpdate update, int count, string where)
    {
        var mean = epochs.Run(
            update,
            $"{where}, epoch {state.Epoch + 1}",
            (batch, loss) => progress?.Report(new RetrainingProgress
            {
                Stage = stage,
                Round = state.Round,
                Rounds = Rounds,
                Epoch = state.Epoch,
                Epochs = count,
                Batch = batch,
                Batches = training.BatchCount,
                Loss = loss,
                Done = Done(batch),
                Accuracy = accuracy,
                UniqueWeights = counted.Unique,
                EntropyBits = counted.EntropyBits,
                LearningRate = state.LearningRate,
                Seconds = Seconds,
                SecondsLeft = SecondsLeft(batch),
                Completed = state.History.LastOrDefault(),
            }),
            cancellation);
        state.Epoch++;
        return mean;
    }

    // Statistics of batch norms belong to other weights until they are estimated anew.
    private Evaluation Measure()
    {
        objective.EstimateStatistics(statistics, cancellation);
        var measured = objective.Evaluate(validation, cancellation);
        accuracy = measured.Accuracy;
        return double.IsFinite(measured.Loss)
            ? measured
            : throw new WfnException(
                DiagnosticCodes.TrainingFailed,
                $"the loss on the validation data is no longer a number after {epochs.EpochsDone} epochs; a lower learning rate may help");
    }

    private void Free(FixingRound fixing)
    {
        for (var i = 0; i < weights.CodebookLength; i++)
        {
            free[i] = fixing.Assignment[i] < 0;
        }
    }

    private void Report(RetrainingStage stage) => progress?.Report(new RetrainingProgress
    {
        Stage = stage,
        Round = state.Round,
        Rounds = Rounds,
        Done = Done(0),
        Accuracy = accuracy,
        UniqueWeights = counted.Unique,
        EntropyBits = counted.EntropyBits,
        LearningRate = state.LearningRate,
        Seconds = Seconds,
        Completed = state.History.LastOrDefault(),
    });

    // By the training of this sitting alone: measuring and clustering take little beside it, and an earlier one may have been slower.
    private double SecondsLeft(int batches)
    {
        var done = epochs.EpochsDone - epochsBefore + ((double)batches / training.BatchCount);
        var left = options.TotalEpochs - epochs.EpochsDone;
        return done <= 0 ? double.NaN : whole.Elapsed.TotalSeconds / done * (left - ((double)batches / training.BatchCount));
    }

    private double Done(int batches) =>
        options.TotalEpochs == 0 ? 1 : Math.Min(1, (epochs.EpochsDone + ((double)batches / training.BatchCount)) / options.TotalEpochs);
}
