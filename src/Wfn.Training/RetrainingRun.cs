using System.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Training.Checkpoints;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training;

/// <summary>One retraining from the trained network to the fixed one.</summary>
internal sealed class RetrainingRun : IDisposable
{
    private const int EvaluationBatch = 500;

    // Enough for means and variances to settle.
    private const int StatisticsSamples = 10_000;

    private readonly RetrainingOptions options;
    private readonly IProgress<RetrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TorchNetwork network;
    private readonly TrainingObjective objective;
    private readonly TorchNetwork? teacher;
    private readonly WeightVector weights;
    private readonly BatchLoader training;
    private readonly BatchLoader statistics;
    private readonly BatchLoader validation;
    private readonly EpochTraining epochs;
    private readonly int validationSamples;
    private readonly int threads;
    private readonly bool[] free;
    private readonly CheckpointFile? checkpoint;
    private readonly Stopwatch sitting = new();
    private RetrainingState state = new();

    public RetrainingRun(
        NetworkGraph graph,
        LabelledData train,
        LabelledData measured,
        RetrainingOptions options,
        NetworkGraph? teacherGraph,
        string? checkpointFile,
        IProgress<RetrainingProgress>? progress,
        CancellationToken cancellation)
    {
        this.options = options;
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
        statistics = new BatchLoader(train.Take(StatisticsSamples), EvaluationBatch, options.Device);
        validation = new BatchLoader(measured, EvaluationBatch, options.Device);
        validationSamples = measured.Count;
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
            : new CheckpointFile(checkpointFile, RunFingerprint.Of(teacherGraph is null ? [graph] : [graph, teacherGraph], train, measured, options, threads));
    }

    private int Rounds => options.Fixing.Fractions.Count;

    private int TotalEpochs => options.FirstEpochs + ((Rounds - 1) * options.Epochs) + options.PolishEpochs;

    public RetrainedNetwork Run()
    {
        sitting.Start();
        Report(RetrainingStage.Measuring);
        var update = Resume();
        if (update is null && state.Round == 0)
        {
            state.Original = objective.Evaluate(validation, cancellation);
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
            Seconds = state.Seconds + sitting.Elapsed.TotalSeconds,
        };
    }

    public void Dispose()
    {
        network.Dispose();
        teacher?.Dispose();
    }

    private void RunRound(IWeightUpdate? resumed)
    {
        var update = resumed ?? RoundUpdate();
        for (var count = EpochsOfRound; state.Epoch < count;)
        {
            state.Loss = TrainEpoch(RetrainingStage.Training, update, count, $"round {state.Round + 1} of {Rounds}");
            Save(update);
        }

        var before = objective.Evaluate(validation, cancellation);
        var fixing = WeightFixing.Cluster(
            weights.Values.AsSpan(0, weights.CodebookLength), state.Round, options.Fixing, state.Fixing);
        WeightFixing.Apply(weights.Values.AsSpan(0, weights.CodebookLength), fixing);
        weights.Write();
        var after = Measure();
        var (unique, entropy) = AssignmentStatistics.Of(fixing);
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
            UniqueWeights = unique,
            EntropyBits = entropy,
            Seconds = state.Seconds + sitting.Elapsed.TotalSeconds - state.History.Sum(round => round.Seconds),
        });
        state.Fixing = fixing;
        Free(fixing);
        Report(RetrainingStage.Clustered);
        state.Round++;
        state.Epoch = 0;
        state.Loss = double.NaN;
        Save(null);
    }

    // Keeps the state of the lowest loss on the validation data from those epochs that paid the full price: an earlier state may
    // have a lower loss, but at a higher entropy.
    private void Polish(IWeightUpdate? resumed)
    {
        var update = resumed ?? PolishUpdate();
        while (state.Epoch < options.PolishEpochs)
        {
            TrainEpoch(RetrainingStage.Polishing, update, options.PolishEpochs, "polishing");
            var measured = Measure();
            var isFullPrice = state.Epoch > options.PolishEpochs * 2 / 3;
            if (isFullPrice && !(state.Best?.Evaluation.Loss <= measured.Loss))
            {
                state.Best = (measured, (float[])weights.Values.Clone());
            }

            Save(update);
        }

        state.Best!.Value.Weights.CopyTo(weights.Values, 0);
        weights.Write();
    }

    private int EpochsOfRound => state.Round == 0 ? options.FirstEpochs : options.Epochs;

    private FreeWeightUpdate RoundUpdate()
    {
        var regulariser = state.Fixing is null || options.RegularisationRatio == 0
            ? null
            : new ClusterRegulariser(state.Fixing.Centres.AsSpan(), options.Fixing.ZeroThreshold, options.Temperature);
        return new FreeWeightUpdate(weights, free, regulariser, options, threads);
    }

    private ProjectedUpdate PolishUpdate() => new(
        weights,
        PolishingCentres.Of(state.Fixing!.Centres.AsSpan(), options.Fixing.ZeroThreshold),
        options,
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
        return objective.Evaluate(validation, cancellation);
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
        Completed = state.History.LastOrDefault(),
    });

    private double Done(int batches) =>
        TotalEpochs == 0 ? 1 : Math.Min(1, (epochs.EpochsDone + ((double)batches / training.BatchCount)) / TotalEpochs);
}
