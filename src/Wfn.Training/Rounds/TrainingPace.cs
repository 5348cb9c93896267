using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Rounds;

/// <summary>How fast a network is retrained on this machine: a run of few steps, measured.</summary>
/// <param name="RoundStep">Seconds of a step of a round.</param>
/// <param name="PolishStep">Seconds of a step of polishing.</param>
/// <param name="Judging">What judging an epoch takes.</param>
/// <param name="Clustering">Seconds of a clustering.</param>
/// <param name="Steps">Steps that were measured.</param>
internal sealed record TrainingPace(double RoundStep, double PolishStep, JudgingPace Judging, double Clustering, int Steps)
{
    // Steps of small networks are short beside what else a machine does.
    private const double ShortStep = 0.05;
    private const int FewBatches = 4;
    private const int ManyBatches = 12;
    private const int JudgedBatches = 2;

    // So low that nothing comes of it.
    private const double LearningRate = 1e-7;

    /// <summary>Measures.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">Training data.</param>
    /// <param name="options">What the run to come is asked for.</param>
    /// <param name="teacher">The network to learn from, or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="WfnException">See <see cref="Retraining.Run"/>.</exception>
    public static TrainingPace Measure(NetworkGraph graph, LabelledData data, RetrainingOptions options, NetworkGraph? teacher, CancellationToken cancellation)
    {
        // The last clustering of a run, of all weights, takes longest.
        var fixable = FixableWeights.Of(graph, options.Exclude);
        var weights = fixable.Flatten(graph);
        var watch = Stopwatch.StartNew();
        var round = WeightFixing.Cluster(
            weights, 0, options.Fixing with { Fractions = [1.0] }, null, options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        var clustering = watch.Elapsed.TotalSeconds;
        WeightFixing.Apply(weights, round);
        var clustered = fixable.WriteBack(graph, weights);

        var pace = Measure(graph, clustered, data, options, teacher, FewBatches, cancellation);
        pace = pace.RoundStep < ShortStep ? Measure(graph, clustered, data, options, teacher, ManyBatches, cancellation) : pace;
        return pace with { Clustering = clustering };
    }

    private static TrainingPace Measure(
        NetworkGraph graph,
        NetworkGraph clustered,
        LabelledData data,
        RetrainingOptions options,
        NetworkGraph? teacher,
        int batches,
        CancellationToken cancellation)
    {
        var train = data.Spread(batches * options.BatchSize);
        var judged = data.Spread(JudgedBatches * options.BatchSize);
        var few = options with { Epochs = 0, FixedPointEpochs = 0, PolishStartPrice = 0, LearningRate = LearningRate, PolishLearningRate = null };
        var (rounds, polishing) = (new Clock(), new Clock());
        using (var run = new RetrainingRun(
            TrainingInputs.Prepare(graph, train, judged, few with { Fixing = few.Fixing with { Fractions = [1.0] }, FirstEpochs = 1, PolishEpochs = 0 }, teacher ?? graph),
            null,
            rounds,
            cancellation))
        {
            run.TrainOnly();
        }

        var polished = TrainingInputs.Prepare(clustered, train, judged, few with { PolishOnly = true, PolishEpochs = 2 }, teacher ?? graph);
        using (var run = new RetrainingRun(polished, null, polishing, cancellation))
        {
            run.Run();
        }

        var judging = JudgingPace.Measure(polished, polishing.BetweenEpochs(), cancellation);
        return new TrainingPace(
            rounds.Step(RetrainingStage.Training), polishing.Step(RetrainingStage.Polishing), judging, 0, rounds.Steps + polishing.Steps);
    }

    private sealed class Clock : IProgress<RetrainingProgress>
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly List<(RetrainingStage Stage, int Epoch, double At)> told = [];

        public int Steps => told.Count(one => one.Stage is RetrainingStage.Training or RetrainingStage.Polishing);

        public void Report(RetrainingProgress value) => told.Add((value.Stage, value.Epoch, watch.Elapsed.TotalSeconds));

        // The median of what lies between one step's end and the next one's, within an epoch: the first of all are slower.
        public double Step(RetrainingStage stage)
        {
            double[] times =
            [
                .. told.Where(one => one.Stage == stage).GroupBy(step => step.Epoch)
                    .SelectMany(epoch => epoch.Zip(epoch.Skip(1), (from, to) => to.At - from.At)).Order(),
            ];
            return times.Length == 0 ? 0 : times[times.Length / 2];
        }

        public double BetweenEpochs()
        {
            var second = told.FindIndex(one => one is { Stage: RetrainingStage.Polishing, Epoch: 1 });
            return told[second].At - told[second - 1].At - Step(RetrainingStage.Polishing);
        }
    }
}
