using System.Diagnostics;
using Wfn.Diagnostics;
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

    private readonly RetrainingOptions options;
    private readonly IProgress<RetrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TorchNetwork network;
    private readonly Classifier classifier;
    private readonly WeightVector weights;
    private readonly BatchLoader training;
    private readonly BatchLoader statistics;
    private readonly BatchLoader validation;
    private readonly int validationSamples;
    private readonly int threads;
    private readonly bool[] free;
    private readonly float[] regulariserGradient;
    private readonly List<RetrainingRound> history = [];
    private int epochsDone;

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
        free = new bool[weights.Values.Length];
        Array.Fill(free, true);
        regulariserGradient = new float[weights.CodebookLength];
    }

    // Enough for means and variances to settle.
    private const int StatisticsSamples = 10_000;

    private int Rounds => options.Fixing.Fractions.Count;

    private int TotalEpochs => options.FirstEpochs + ((Rounds - 1) * options.Epochs);

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

        return new RetrainedNetwork
        {
            Graph = network.ToGraph(),
            History = history.ToEquatableArray(),
            LastRound = fixing!,
            OriginalAccuracy = original.Accuracy,
            Accuracy = history[^1].AccuracyAfter,
            ValidationSamples = validationSamples,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    public void Dispose() => network.Dispose();

    private FixingRound RunRound(int round, FixingRound? previous)
    {
        var clock = Stopwatch.StartNew();
        var loss = double.NaN;
        var optimiser = new Adam(weights.Values.Length);
        var regulariser = previous is null || options.RegularisationRatio == 0
            ? null
            : new ClusterRegulariser(previous.Centres.AsSpan(), options.Fixing.ZeroThreshold, options.Temperature);
        var epochs = round == 0 ? options.FirstEpochs : options.Epochs;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            loss = TrainEpoch(round, epoch, epochs, optimiser, regulariser);
        }

        var before = classifier.Evaluate(validation, cancellation);
        var clustered = weights.Values.AsSpan(0, weights.CodebookLength);
        var fixing = WeightFixing.Cluster(clustered, round, options.Fixing, previous);
        PutOnCentres(fixing);
        classifier.EstimateStatistics(statistics, cancellation);
        var after = classifier.Evaluate(validation, cancellation);
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

    private double TrainEpoch(int round, int epoch, int epochs, Adam optimiser, ClusterRegulariser? regulariser)
    {
        network.IsTraining = true;
        var random = new SeededRandom(options.Seed, epochsDone);
        var (sum, batch) = (0.0, 0);
        foreach (var (samples, labels) in training.Shuffled(random, options.Augmentation))
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = Backward(samples, labels);
            batch++;
            if (!double.IsFinite(loss))
            {
                throw new WfnException(
                    DiagnosticCodes.TrainingFailed,
                    $"the loss is no longer a number in round {round + 1} of {Rounds}, epoch {epoch + 1}, batch {batch}; "
                    + $"a learning rate below {options.LearningRate} may help");
            }

            sum += loss;
            Step(loss, optimiser, regulariser);
            progress?.Report(new RetrainingProgress
            {
                Stage = RetrainingStage.Training,
                Round = round,
                Rounds = Rounds,
                Epoch = epoch,
                Epochs = epochs,
                Batch = batch,
                Batches = training.BatchCount,
                Loss = sum / batch,
                Done = Done(batch),
                Completed = history.LastOrDefault(),
            });
        }

        epochsDone++;
        return sum / batch;
    }

    private double Backward(Tensor samples, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = classifier.Loss(samples, labels);
        loss.backward();
        weights.ReadGradient();
        return loss.item<float>();
    }

    private void Step(double loss, Adam optimiser, ClusterRegulariser? regulariser)
    {
        var gradient = weights.Gradient;
        if (regulariser is not null)
        {
            AddRegulariser(loss, regulariser);
        }

        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = free[i] ? gradient[i] : 0;
        }

        GradientNorm.Clip(gradient, options.GradientClip);
        optimiser.Step(weights.Values, gradient, options.LearningRate);
        weights.Write();
    }

    // Its weight scales the regulariser's value to a fixed part of the loss and is itself taken as a constant.
    private void AddRegulariser(double loss, ClusterRegulariser regulariser)
    {
        var length = weights.CodebookLength;
        var value = regulariser.Evaluate(weights.Values.AsMemory(0, length), free.AsMemory(0, length), regulariserGradient, threads);
        if (value == 0)
        {
            return;
        }

        var scale = (float)(options.RegularisationRatio * loss / value);
        for (var i = 0; i < length; i++)
        {
            weights.Gradient[i] += scale * regulariserGradient[i];
        }
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
        TotalEpochs == 0 ? 1 : Math.Min(1, (epochsDone + ((double)batches / training.BatchCount)) / TotalEpochs);
}
