using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Rounds;

/// <summary>How fast a network is retrained on this machine: a run of few steps, measured.</summary>
/// <param name="RoundStep">Seconds of a step of a round.</param>
/// <param name="PolishStep">Seconds of a step of polishing.</param>
/// <param name="Sample">Seconds of one sample when an epoch is judged.</param>
/// <param name="Clustering">Seconds of a clustering.</param>
/// <param name="Steps">Steps that were measured.</param>
internal sealed record TrainingPace(double RoundStep, double PolishStep, double Sample, double Clustering, int Steps)
{
    // Steps of small networks are short beside what else a machine does.
    private const double ShortStep = 0.05;
    private const int FewBatches = 4;
    private const int ManyBatches = 30;
    private const int Judged = 500;

    /// <summary>Samples that the run needs: whatever there are more of takes no part.</summary>
    public static int Samples(int batchSize) => ManyBatches * batchSize;

    /// <summary>Measures.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="data">Training data.</param>
    /// <param name="options">What the run to come is asked for.</param>
    /// <param name="teacher">The network to learn from, or null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="WfnException">See <see cref="Retraining.Run"/>.</exception>
    public static TrainingPace Measure(NetworkGraph graph, LabelledData data, RetrainingOptions options, NetworkGraph? teacher, CancellationToken cancellation)
    {
        var pace = Measure(graph, data, options, teacher, FewBatches, cancellation);
        pace = pace.RoundStep < ShortStep ? Measure(graph, data, options, teacher, ManyBatches, cancellation) : pace;

        // The last of a run, of all weights, takes longest.
        float[] weights = [.. graph.Parameters.Where(parameter => parameter.IsFixable && !options.Exclude.Contains(parameter.Name)).SelectMany(parameter => parameter.Values)];
        var watch = Stopwatch.StartNew();
        WeightFixing.Cluster(weights, 0, options.Fixing with { Fractions = [1.0] }, null, options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        return pace with { Clustering = watch.Elapsed.TotalSeconds };
    }

    private static TrainingPace Measure(
        NetworkGraph graph, LabelledData data, RetrainingOptions options, NetworkGraph? teacher, int batches, CancellationToken cancellation)
    {
        var train = data.Spread(batches * options.BatchSize);
        var judged = data.Spread(Judged);
        var clock = new Clock();
        Retraining.Run(
            graph,
            train,
            judged,
            options with
            {
                // One epoch, one clustering, two epochs of polishing, the last one as the run's last ones are.
                FirstEpochs = 1,
                Epochs = 0,
                PolishEpochs = 2,
                PolishOnly = false,
                FixedPointEpochs = Math.Min(1, options.FixedPointEpochs),
                PolishStartPrice = 0,
                BestOfRound = false,
                Fixing = options.Fixing with { Fractions = [1.0] },

                // So low that nothing comes of it.
                LearningRate = 1e-7,
                PolishLearningRate = null,
            },
            teacher,
            progress: clock,
            cancellation: cancellation);
        return clock.Pace(judged.Count, train.Count);
    }

    private sealed class Clock : IProgress<RetrainingProgress>
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly List<(RetrainingStage Stage, int Epoch, double At)> told = [];

        public void Report(RetrainingProgress value) => told.Add((value.Stage, value.Epoch, watch.Elapsed.TotalSeconds));

        public TrainingPace Pace(int judged, int trained)
        {
            var firstPolished = told.FindIndex(one => one is { Stage: RetrainingStage.Polishing, Epoch: 1 });

            // Between two epochs of polishing an epoch is judged: statistics of batch norms, where there are any, by training samples.
            var judging = told[firstPolished].At - told[firstPolished - 1].At - Step(told.Where(one => one is { Stage: RetrainingStage.Polishing, Epoch: 1 }));
            var sample = Math.Max(0, judging) / (judged + trained);
            return new TrainingPace(
                Step(told.Where(one => one.Stage == RetrainingStage.Training)),
                Step(told.Where(one => one.Stage == RetrainingStage.Polishing)),
                sample,
                0,
                told.Count(one => one.Stage is RetrainingStage.Training or RetrainingStage.Polishing));
        }

        // The median of what lies between one step's end and the next one's, within an epoch: the first ones of all are slower.
        private static double Step(IEnumerable<(RetrainingStage Stage, int Epoch, double At)> steps)
        {
            double[] times =
            [
                .. steps.GroupBy(step => step.Epoch).SelectMany(epoch => epoch.Zip(epoch.Skip(1), (from, to) => to.At - from.At)).Order(),
            ];
            return times.Length == 0 ? 0 : times[times.Length / 2];
        }
    }
}
