using Wfn.Diagnostics;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using static TorchSharp.torch;

namespace Wfn.Training.Optimisation;

/// <summary>Goes through the training data once.</summary>
/// <param name="network">The network.</param>
/// <param name="objective">Its loss.</param>
/// <param name="teacher">What it learns from besides targets, or null.</param>
/// <param name="weights">Its weights.</param>
/// <param name="batches">The training data.</param>
/// <param name="options">Seed and augmentation.</param>
internal sealed class EpochTraining(
    TorchNetwork network,
    TrainingObjective objective,
    Teacher? teacher,
    WeightVector weights,
    BatchLoader batches,
    RetrainingOptions options)
{
    /// <summary>Epochs that have been gone through, in earlier sittings too.</summary>
    public int EpochsDone { get; set; }

    /// <summary>Trains one epoch.</summary>
    /// <param name="update">What each batch does to the weights.</param>
    /// <param name="where">Names the epoch for messages.</param>
    /// <param name="report">Told after each batch: batches done, mean loss so far.</param>
    /// <param name="cancellation">Stops at the next batch.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="WfnException">The loss is no longer a number (WFN3005).</exception>
    public double Run(IWeightUpdate update, string where, Action<int, double> report, CancellationToken cancellation)
    {
        network.IsTraining = true;
        // A stream of its own for each epoch: a run that goes on later draws the same numbers.
        var random = new SeededRandom(options.Seed, EpochsDone);
        var (sum, batch) = (0.0, 0);
        foreach (var (samples, labels) in batches.Shuffled(random, options.Augmentation))
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = Backward(samples, labels);
            batch++;
            if (!double.IsFinite(loss))
            {
                throw new WfnException(
                    DiagnosticCodes.TrainingFailed,
                    $"the loss is no longer a number in {where}, batch {batch}; a lower learning rate may help");
            }

            sum += loss;
            update.Apply(loss);
            weights.Write();
            report(batch, sum / batch);
        }

        // What is saved now must be good to go on from.
        var bad = Array.FindIndex(weights.Values, weight => !float.IsFinite(weight));
        if (bad >= 0)
        {
            throw new WfnException(
                DiagnosticCodes.TrainingFailed, $"weight {bad} is no longer a number after {where}; a lower learning rate may help");
        }

        EpochsDone++;
        return sum / batch;
    }

    /// <summary>
    /// The losses at growing learning rates, from the present weights; stops where the loss is no number any more. Weights and
    /// statistics are as before in the end.
    /// </summary>
    /// <param name="cancellation">Stops at the next batch.</param>
    public IReadOnlyList<double> TestSteps(CancellationToken cancellation)
    {
        var before = (float[])weights.Values.Clone();
        using var statistics = new MemoryStream();
        using var writer = new BinaryWriter(statistics);
        network.WriteStatistics(writer);
        network.IsTraining = true;
        var losses = new List<double>();
        var optimiser = Optimisers.Create(options, weights.Values.Length);

        foreach (var (samples, labels) in Endless())
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = Backward(samples, labels);
            losses.Add(loss);
            if (!double.IsFinite(loss) || losses.Count == LearningRateFinder.Steps)
            {
                break;
            }

            GradientNorm.Clip(weights.Gradient, options.GradientClip);
            optimiser.Step(weights.Values, weights.Gradient, LearningRateFinder.RateAt(losses.Count - 1, options.Optimiser));
            weights.Write();
        }

        before.CopyTo(weights.Values, 0);
        weights.Write();
        statistics.Position = 0;
        using var reader = new BinaryReader(statistics);
        network.ReadStatistics(reader);
        return losses;
    }

    // Streams of random numbers that no epoch has.
    private IEnumerable<(Tensor Samples, Tensor Labels)> Endless()
    {
        for (var stream = -1; ; stream--)
        {
            foreach (var batch in batches.Shuffled(new SeededRandom(options.Seed, stream), options.Augmentation))
            {
                yield return batch;
            }
        }
    }

    private double Backward(Tensor samples, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = objective.Loss(samples, labels, teacher);
        loss.backward();
        weights.ReadGradient();
        return loss.item<float>();
    }
}
