using System.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
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
    private readonly Classifier classifier;
    private readonly WeightVector weights;
    private readonly BatchLoader training;
    private readonly BatchLoader statistics;
    private readonly BatchLoader validation;
    private readonly EpochTraining epochs;
    private readonly int validationSamples;
    private readonly int threads;
    private readonly bool[] free;
    private readonly List<RetrainingRound> history = [];

    public RetrainingRun(
        NetworkGraph graph,
        LabelledData train,
        LabelledData measured,
        RetrainingOptions options,
        IProgress<RetrainingProgress>? progress,
        CancellationToken cancellation)
    {
        this.options = options;
        this.progress = progress;
        this.cancellation = cancellation;
        threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        set_num_threads(threads);
        network = new TorchNetwork(graph);
        classifier = new Classifier(network);
        weights = new WeightVector(network, options.Exclude.ToHashSet(StringComparer.Ordinal));
        training = new BatchLoader(train, options.BatchSize);
        statistics = new BatchLoader(train.Take(StatisticsSamples), EvaluationBatch);
        validation = new BatchLoader(measured, EvaluationBatch);
        validationSamples = measured.Count;
        epochs = new EpochTraining(network, classifier, weights, training, options);
        free = new bool[weights.Values.Length];
        Array.Fill(free, true);
    }

    private int Rounds => options.Fixing.Fractions.Count;

    private int TotalEpochs => options.FirstEpochs + ((Rounds - 1) * options.Epochs) + options.PolishEpochs;

    public RetrainedNetwork Run()
    {
        var clock = Stopwatch.StartNew();
        Report(RetrainingStage.Measuring, 0);
        var original = classifier.Evaluate(validation, cancellation);
        FixingRound? fixing = null;
        for (var round = 0; round < Rounds; round++)
        {
            fixing = RunRound(round, fixing);
        }

        var accuracy = options.PolishEpochs == 0 ? history[^1].AccuracyAfter : Polish(fixing!).Accuracy;
        return new RetrainedNetwork
        {
            Graph = network.ToGraph(),
            History = history.ToEquatableArray(),
            LastRound = fixing!,
            OriginalAccuracy = original.Accuracy,
            Accuracy = accuracy,
            ValidationSamples = validationSamples,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    public void Dispose() => network.Dispose();

    private FixingRound RunRound(int round, FixingRound? previous)
    {
        var clock = Stopwatch.StartNew();
        var loss = double.NaN;
        var regulariser = previous is null || options.RegularisationRatio == 0
            ? null
            : new ClusterRegulariser(previous.Centres.AsSpan(), options.Fixing.ZeroThreshold, options.Temperature);
        var update = new FreeWeightUpdate(weights, free, regulariser, options, threads);
        var count = round == 0 ? options.FirstEpochs : options.Epochs;
        for (var epoch = 0; epoch < count; epoch++)
        {
            loss = TrainEpoch(RetrainingStage.Training, update, round, epoch, count, $"round {round + 1} of {Rounds}");
        }

        var before = classifier.Evaluate(validation, cancellation);
        var fixing = WeightFixing.Cluster(weights.Values.AsSpan(0, weights.CodebookLength), round, options.Fixing, previous);
        PutOnCentres(fixing);
        var after = Measure();
        var (unique, entropy) = AssignmentStatistics.Of(fixing);
        history.Add(new RetrainingRound
        {
            Round = round,
            Fraction = fixing.Fraction,
            Tolerance = fixing.Tolerance,
            Loss = loss,
            AccuracyBefore = before.Accuracy,
            AccuracyAfter = after.Accuracy,
            UniqueWeights = unique,
            EntropyBits = entropy,
            Seconds = clock.Elapsed.TotalSeconds,
        });
        Report(RetrainingStage.Clustered, round);
        return fixing;
    }

    // Keeps the state of the lowest loss on the validation data from those epochs that paid the full price: an earlier state may
    // have a lower loss, but at a higher entropy.
    private Evaluation Polish(FixingRound fixing)
    {
        var centres = PolishingCentres.Of(fixing.Centres.AsSpan(), options.Fixing.ZeroThreshold);
        var update = new ProjectedUpdate(weights, centres, options, options.PolishEpochs * training.BatchCount, threads);
        Evaluation? best = null;
        var bestValues = (float[])weights.Values.Clone();
        for (var epoch = 0; epoch < options.PolishEpochs; epoch++)
        {
            TrainEpoch(RetrainingStage.Polishing, update, Rounds, epoch, options.PolishEpochs, "polishing");
            var measured = Measure();
            if (epoch >= options.PolishEpochs * 2 / 3 && (best is null || measured.Loss < best.Loss))
            {
                best = measured;
                weights.Values.CopyTo(bestValues, 0);
            }
        }

        bestValues.CopyTo(weights.Values, 0);
        weights.Write();
        return Measure();
    }

    private double TrainEpoch(RetrainingStage stage, IWeightUpdate update, int round, int epoch, int count, string where) => epochs.Run(
        update,
        $"{where}, epoch {epoch + 1}",
        (batch, loss) => progress?.Report(new RetrainingProgress
        {
            Stage = stage,
            Round = round,
            Rounds = Rounds,
            Epoch = epoch,
            Epochs = count,
            Batch = batch,
            Batches = training.BatchCount,
            Loss = loss,
            Done = Done(batch),
            Completed = history.LastOrDefault(),
        }),
        cancellation);

    // Statistics of batch norms belong to other weights until they are estimated anew.
    private Evaluation Measure()
    {
        classifier.EstimateStatistics(statistics, cancellation);
        return classifier.Evaluate(validation, cancellation);
    }

    private void PutOnCentres(FixingRound fixing)
    {
        WeightFixing.Apply(weights.Values.AsSpan(0, weights.CodebookLength), fixing);
        for (var i = 0; i < weights.CodebookLength; i++)
        {
            free[i] = fixing.Assignment[i] < 0;
        }

        weights.Write();
    }

    private void Report(RetrainingStage stage, int round) => progress?.Report(new RetrainingProgress
    {
        Stage = stage,
        Round = round,
        Rounds = Rounds,
        Done = Done(0),
        Completed = history.LastOrDefault(),
    });

    private double Done(int batches) =>
        TotalEpochs == 0 ? 1 : Math.Min(1, (epochs.EpochsDone + ((double)batches / training.BatchCount)) / TotalEpochs);
}
