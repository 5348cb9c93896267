using System.Diagnostics;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Rounds;

/// <summary>How fast an epoch is judged on this machine.</summary>
/// <param name="Sample">Seconds of one sample.</param>
/// <param name="Rest">Seconds of what else is done between two epochs, however many samples there are.</param>
/// <param name="HasStatistics">Whether training samples estimate statistics of batch norms anew.</param>
internal sealed record JudgingPace(double Sample, double Rest, bool HasStatistics)
{
    /// <summary>Measures one sample by itself: most of what is between two epochs may have nothing to do with samples.</summary>
    /// <param name="inputs">A run of few samples.</param>
    /// <param name="betweenEpochs">Seconds between two epochs of that run.</param>
    /// <param name="cancellation">Stops it.</param>
    public static JudgingPace Measure(TrainingInputs inputs, double betweenEpochs, CancellationToken cancellation)
    {
        using var network = new TorchNetwork(inputs.Graph, inputs.Options.Device);
        var objective = TrainingObjective.Of(network, inputs.Train.Targets.Task!.Value);
        var batches = new BatchLoader(inputs.Validation, RetrainingRun.EvaluationBatch, inputs.Options.Device);
        objective.Evaluate(batches, cancellation);
        var watch = Stopwatch.StartNew();
        objective.Evaluate(batches, cancellation);
        var samples = new JudgingPace(watch.Elapsed.TotalSeconds / inputs.Validation.Count, 0, network.HasStatistics);
        return samples with { Rest = Math.Max(0, betweenEpochs - samples.Seconds(inputs.Validation.Count, inputs.Train.Count)) };
    }

    /// <summary>Seconds of judging an epoch.</summary>
    /// <param name="validation">Samples that it is judged on.</param>
    /// <param name="training">Samples that it was trained on.</param>
    public double Seconds(int validation, int training) =>
        Rest + (Sample * (validation + (HasStatistics ? Math.Min(training, RetrainingRun.StatisticsSamples) : 0)));
}
