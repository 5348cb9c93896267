using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Numerics;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Native;

namespace Wfn.Tool.Compression;

/// <summary>Fixing with retraining, told round by round.</summary>
internal static class RetrainedFixing
{
    /// <summary>The teacher's part of the loss where one is named and the part is not.</summary>
    public const double TeachersShare = 0.7;

    /// <summary>Makes libtorch available, which may have to be fetched, before anything that takes long begins.</summary>
    /// <exception cref="Diagnostics.WfnException">It is not to be had (WFN3005).</exception>
    public static void Prepare(CompressionSettings settings, IProgressDisplay progress) =>
        LibTorch.EnsureLoaded(new Notes(progress), settings.Device);

    /// <summary>Retrains until all weights are fixed.</summary>
    public static FixingOutcome Run(
        NetworkGraph graph,
        CompressionData data,
        CompressionSettings settings,
        IProgressDisplay progress,
        CancellationToken cancellation)
    {
        var leftOut = FixableWeights.Of(graph, settings.Exclude).LeftOut;
        progress.Begin("fixing the weights with retraining");
        var retrained = Retraining.Run(
            graph,
            data.Training!,
            data.Validation,
            Options(settings) with { Exclude = leftOut },
            teacher: Teacher(settings),
            checkpoint: CheckpointPath(settings),
            progress: new Relay(progress, CheckpointPath(settings)),
            cancellation: cancellation);
        if (settings.Fixing.Recluster && FixingNotes.Swept(retrained.History.Sum(round => round.SweptWeights)) is { } swept)
        {
            progress.Note(swept);
        }

        return new FixingOutcome(OnCodebook(retrained.Graph, leftOut), Rounds(retrained.History), retrained.LearningRate);
    }

    /// <summary>A network whose weights are on a codebook, with it.</summary>
    public static FixedNetwork OnCodebook(NetworkGraph graph, EquatableArray<string> leftOut) => new()
    {
        Graph = graph,
        Codebook = Codebook.FromValues(graph.Parameters.Where(p => p.IsFixable && !leftOut.Contains(p.Name)).SelectMany(p => p.Values)),
        Rounds = [],
        LeftOut = leftOut,
    };

    /// <summary>What rounds did, for the report.</summary>
    public static IReadOnlyList<RoundReport> Rounds(IEnumerable<RetrainingRound> history) =>
    [
        .. history.Select(r => new RoundReport
        {
            Round = r.Round,
            Fraction = r.Fraction,
            Tolerance = r.Tolerance,
            UniqueWeights = r.UniqueWeights,
            SweptWeights = r.SweptWeights,
            AccuracyBefore = IsRegression(r) ? null : r.AccuracyBefore,
            AccuracyAfter = IsRegression(r) ? null : r.AccuracyAfter,
            MeanSquaredErrorBefore = IsRegression(r) ? r.LossBefore : null,
            MeanSquaredErrorAfter = IsRegression(r) ? r.LossAfter : null,
            Seconds = r.Seconds,
        }),
    ];

    /// <summary>Where the state after each epoch is kept: beside the output, so that the same command goes on from it.</summary>
    public static string CheckpointPath(CompressionSettings settings) =>
        (FileKind.IsDevice(settings.Output) ? settings.Beside(".wfn") : settings.Output) + ".checkpoint";

    /// <summary>The library's options for these settings; what is excluded is left to <see cref="Run"/>.</summary>
    public static RetrainingOptions Options(CompressionSettings settings)
    {
        var defaults = settings.Constants.In(new RetrainingOptions());
        return defaults with
        {
            // Asked for with --recluster, the result is the authors' method's and is not polished.
            Fixing = settings.Fixing with { Recluster = true },
            Optimiser = settings.Optimiser ?? defaults.Optimiser,
            FixedPointEpochs = settings.InFloat32 ? 0 : settings.FixedPointEpochs ?? defaults.FixedPointEpochs,
            ActivationBits = settings.ActivationBits,
            PolishEpochs = settings.Fixing.Recluster ? 0 : settings.PolishEpochs ?? defaults.PolishEpochs,
            PolishValues = settings.Values ?? defaults.PolishValues,
            PolishBitPrice = settings.BitPrice ?? defaults.PolishBitPrice,
            Epochs = settings.Epochs ?? defaults.Epochs,
            LearningRate = settings.LearningRate,
            BatchSize = settings.BatchSize ?? defaults.BatchSize,
            Distillation = settings.Distillation ?? (settings.Teacher is null ? 0 : TeachersShare),
            TeacherTemperature = settings.TeacherTemperature ?? defaults.TeacherTemperature,
            Task = settings.Task,
            Augmentation = settings.Augmentation,
            Seed = settings.Seed ?? defaults.Seed,
            Device = settings.Device,
            Threads = settings.Threads,
        };
    }

    private static bool IsRegression(RetrainingRound round) => double.IsNaN(round.AccuracyAfter);

    /// <summary>The network to learn from; null for the model itself.</summary>
    public static NetworkGraph? Teacher(CompressionSettings settings) => settings.Teacher is null
        ? null
        : ModelImporter.Import(settings.Teacher, settings.Import with { FoldBatchNorm = settings.FoldBatchNorm }).Graph;

    private sealed class Notes(IProgressDisplay display) : IProgress<string>
    {
        public void Report(string value) => display.Note(value);
    }

    private sealed class Relay(IProgressDisplay display, string checkpoint) : IProgress<RetrainingProgress>
    {
        public void Report(RetrainingProgress value)
        {
            display.Report(value.Done, TrainingProgressText.Of(value));
            if (TrainingProgressText.Event(value, checkpoint) is { } text)
            {
                display.Note(text);
            }
        }
    }
}
