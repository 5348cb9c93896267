using Wfn.Numerics;
using Wfn.Tool.Compression;
using Wfn.Training.Search;

namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>The search for the smallest lossless codebook, evaluated by generated fixed-point code as <c>compress</c> does it.</summary>
/// <param name="name">The method's name.</param>
/// <param name="description">What it is.</param>
/// <param name="seeds">How many seeds it is run with.</param>
internal sealed class SearchMethod(string name, string description, int seeds) : IMethod
{
    private const int ActivationBits = 8;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public int Seeds => seeds;

    /// <inheritdoc/>
    public MethodOutcome Run(MethodTask task)
    {
        var defaults = new SearchOptions();
        var options = defaults with
        {
            MaxEpochs = task.Epochs,
            Retraining = defaults.Retraining with
            {
                Seed = task.Seed,
                Threads = task.Threads,
                PolishEpochs = Math.Min(defaults.Retraining.PolishEpochs, task.Epochs),
            },
        };
        var calibration = CalibrationSamples.Of(task.Graph, task.Training.Spread(ActivationCalibration.MaximumSamples));
        var found = LosslessSearch.Run(
            task.Graph,
            task.Training,
            options: options,
            evaluator: new GeneratedCodeEvaluator(task.Graph, calibration, [], new ActivationWidth(ActivationBits, MayWiden: false), task.Threads).Qualities,
            checkpoint: task.Checkpoint,
            progress: new Lines(task.Report),
            cancellation: task.Cancellation);
        return new MethodOutcome
        {
            Graph = found.Graph,
            Codebook = Codebook.FromValues(found.Graph.Parameters.Where(parameter => parameter.IsFixable).SelectMany(p => p.Values)),
            Epochs = options.ControlEpochs + found.Trials.Sum(one => one.Epochs),
            Seconds = found.Seconds,
        };
    }

    /// <summary>A line for every trial and every epoch.</summary>
    private sealed class Lines(Action<string> report) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value)
        {
            if (value.Baseline is { } baseline)
            {
                report(TrainingProgressText.Baseline(baseline.Original, baseline.Control, value.Task));
            }

            if (value.Ended is { } ended)
            {
                report(TrainingProgressText.Of(value.Trial + 1, ended, value.Task));
            }
            else if (value.Training is { Batch: > 0 } training && training.Batch == training.Batches)
            {
                var what = value.IsControl ? "control" : FormattableString.Invariant($"try {value.Trial + 1}");
                report(FormattableString.Invariant(
                    $"{what}, {training.Stage}, epoch {training.Epoch + 1} of {training.Epochs}, loss {training.Loss:F4}"));
            }
        }
    }
}
