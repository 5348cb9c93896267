using System.Globalization;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>Where a training stands, in words.</summary>
internal static class TrainingProgressText
{
    /// <summary>One line about the training under way.</summary>
    public static string Of(RetrainingProgress value)
    {
        if (value.Stage is not (RetrainingStage.Training or RetrainingStage.Polishing))
        {
            return value.Stage switch
            {
                RetrainingStage.FindingLearningRate => "trying learning rates",
                RetrainingStage.FixingBySamples => "fixing by samples, without training",
                _ => "measuring",
            };
        }

        var stage = value.Stage == RetrainingStage.Polishing ? "polishing" : Text($"round {value.Round + 1} of {value.Rounds}");
        List<string> parts = [stage];
        if (!double.IsNaN(value.Accuracy))
        {
            parts.Add(Figures.Percent(value.Accuracy));
        }

        if (value.UniqueWeights > 0)
        {
            parts.Add(Text($"{value.UniqueWeights} values, {value.EntropyBits:F2} bits"));
        }

        parts.Add(Text($"epoch {value.Epoch + 1} of {value.Epochs}"));
        if (!double.IsNaN(value.SecondsLeft))
        {
            parts.Add(Figures.Duration(value.SecondsLeft) + " left");
        }

        parts.Add("loss " + Figures.Real(value.Loss));
        parts.Add(Text($"batch {value.Batch} of {value.Batches}"));
        return string.Join(", ", parts);
    }

    /// <summary>What has just happened, when it deserves a line that stays; else null.</summary>
    /// <param name="value">The progress.</param>
    /// <param name="checkpoint">Path of the checkpoint.</param>
    public static string? Event(RetrainingProgress value, string checkpoint) => value switch
    {
        { Stage: RetrainingStage.Resumed } => value.Round < value.Rounds
            ? $"going on from the checkpoint, in round {value.Round + 1} of {value.Rounds}"
            : "going on from the checkpoint, with polishing",
        { Stage: RetrainingStage.CheckpointPutAside } =>
            $"{checkpoint} is damaged or of another run: it is kept as {checkpoint}.old, and this run starts anew",
        { Stage: RetrainingStage.FindingLearningRate, LearningRate: > 0 } => Text($"learning rate found: {value.LearningRate:G2}"),
        { Stage: RetrainingStage.Clustered, Completed: { } round } => string.Create(
            CultureInfo.InvariantCulture,
            $"round {round.Round + 1} of {value.Rounds}: {100 * round.Fraction:0.##} % fixed, {round.UniqueWeights} values, "
                + $"{round.EntropyBits:F2} bits, {Quality(round)}, {round.Seconds:F0} s"),
        _ => null,
    };

    /// <summary>One line about the training under way in a search.</summary>
    public static string Of(SearchProgress value, RetrainingProgress training) => value.IsControl
        ? "the control, " + Of(training)
        : Text($"try {value.Trial + 1}, {Of(training)}");

    /// <summary>What trials are compared with.</summary>
    /// <param name="original">Quality of the original on held-back training data.</param>
    /// <param name="control">The same of the control.</param>
    /// <param name="task">Whether qualities are squared errors below zero, or parts of what is right.</param>
    public static string Baseline(double original, double control, LearningTask task) => task == LearningTask.Regression
        ? $"held back: mean squared error {Figures.Real(-original)}, {Figures.Real(-control)} when trained on without what "
            + "is held back; tries are compared with the larger"
        : $"held back: accuracy {Figures.Percent(original)}, {Figures.Percent(control)} when trained on without what is held "
            + "back; tries are compared with the lower";

    /// <summary>What a trial of a search came to.</summary>
    /// <param name="number">Its 1-based number.</param>
    /// <param name="ended">The trial.</param>
    /// <param name="task">Whether qualities are squared errors below zero, or parts of what is right.</param>
    public static string Of(int number, SearchTrial ended, LearningTask task)
    {
        var quality = Quality(ended, task == LearningTask.Regression);
        var verdict = ended.IsLossless ? "lossless" : "not lossless";
        var kind = ended.Epochs > 0 ? "" : " (samples, no training)";
        return Text(
            $"try {number}{kind}: {ended.UniqueWeights} values, {ended.EntropyBits:F2} bits, {quality}: {verdict}, {Figures.Duration(ended.Seconds)}");
    }

    /// <summary>A comparison of two networks.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="isError">Whether qualities are squared errors below zero; else parts of what is right.</param>
    public static string Of(PairedComparison comparison, bool isError) => isError
        ? $"{Figures.Real(-comparison.Difference)} more squared error, 95 %: {Figures.Real(-comparison.High)} to "
            + $"{Figures.Real(-comparison.Low)}"
        : $"{Points(comparison.Difference)}, 95 %: {Points(comparison.Low)} to {Points(comparison.High)}";

    /// <summary>A difference of accuracies in points, with its sign.</summary>
    public static string Points(double difference) => Text($"{100 * difference:+0.00;−0.00;0.00} points");

    private static string Quality(RetrainingRound round) => double.IsNaN(round.AccuracyAfter)
        ? $"mean squared error {Figures.Real(round.LossBefore)} → {Figures.Real(round.LossAfter)}"
        : $"accuracy {Figures.Percent(round.AccuracyBefore)} → {Figures.Percent(round.AccuracyAfter)}";

    private static string Quality(SearchTrial ended, bool isError) => isError
        ? $"mean squared error {Figures.Real(-ended.Quality)} ({Of(ended.Comparison, isError)})"
        : $"accuracy {Figures.Percent(ended.Quality)} ({Of(ended.Comparison, isError)})";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
