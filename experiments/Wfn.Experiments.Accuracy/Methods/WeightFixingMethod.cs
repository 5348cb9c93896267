using System.Globalization;
using Wfn.Numerics;
using Wfn.Training;

namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>Weight fixing with some options.</summary>
/// <param name="name">The method's name.</param>
/// <param name="description">What it is.</param>
/// <param name="seeds">How many seeds it is run with.</param>
/// <param name="options">The options for a number of epochs; seed and threads are set by the task.</param>
/// <param name="isAblation">Whether it is run only when asked for.</param>
internal sealed class WeightFixingMethod(
    string name, string description, int seeds, Func<int, RetrainingOptions> options, bool isAblation = false) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public int Seeds => seeds;

    /// <inheritdoc/>
    public bool IsAblation => isAblation;

    /// <inheritdoc/>
    public MethodOutcome Run(MethodTask task)
    {
        var chosen = options(task.Epochs) with { Seed = task.Seed, Threads = task.Threads };
        var retrained = Retraining.Run(
            task.Graph,
            task.Training,
            options: chosen,
            checkpoint: task.Checkpoint,
            progress: new Lines(task.Report),
            cancellation: task.Cancellation);
        return new MethodOutcome
        {
            Graph = retrained.Graph,
            Codebook = Codebook.FromValues(retrained.Graph.Parameters.Where(parameter => parameter.IsFixable).SelectMany(p => p.Values)),
            Epochs = chosen.TotalEpochs,
            Seconds = retrained.Seconds,
        };
    }

    /// <summary>A line for every clustering and every epoch.</summary>
    private sealed class Lines(Action<string> report) : IProgress<RetrainingProgress>
    {
        public void Report(RetrainingProgress value)
        {
            if (value is { Stage: RetrainingStage.Clustered, Completed: { } round })
            {
                report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round.Round + 1} of {value.Rounds}: {round.UniqueWeights} values, {round.EntropyBits:F2} bits, "
                        + $"held back {100 * round.AccuracyBefore:F2} % → {100 * round.AccuracyAfter:F2} %, {round.Seconds:F0} s"));
            }
            else if (value.Stage is RetrainingStage.Resumed or RetrainingStage.CheckpointPutAside)
            {
                report(value.Stage == RetrainingStage.Resumed
                    ? "going on from the checkpoint"
                    : "the checkpoint is damaged or of another run: it is kept with .old");
            }
            else if (value.Batch > 0 && value.Batch == value.Batches)
            {
                report(string.Create(
                    CultureInfo.InvariantCulture, $"{value.Stage}, epoch {value.Epoch + 1} of {value.Epochs}, loss "
                        + $"{value.Loss:F4}, {100 * value.Done:F0} % done"));
            }
        }
    }
}
