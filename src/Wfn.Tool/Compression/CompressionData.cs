using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>The data of a compression, each in the shape that the network reads.</summary>
/// <param name="Training">To retrain on, or null.</param>
/// <param name="Validation">To choose by while training, or null for a part of the training data.</param>
/// <param name="Evaluation">To measure accuracy on, or null.</param>
/// <param name="Calibration">To choose activation formats by, or null.</param>
/// <param name="Task">What the network learns: by its targets, by --task, or else by its output.</param>
internal sealed record CompressionData(
    LabelledData? Training, LabelledData? Validation, LabelledData? Evaluation, CalibrationSamples? Calibration, LearningTask Task)
{
    /// <summary>All samples that <see cref="Calibration"/> is of; null where that is.</summary>
    public LabelledData? AllCalibration { get; init; }

    private const int MostClassesNamed = 20;

    /// <summary>Reads it all before anything that takes long begins.</summary>
    /// <exception cref="WfnException">A file is missing, damaged or does not fit the network.</exception>
    public static CompressionData Read(CompressionSettings settings, NetworkGraph graph, IProgressDisplay progress)
    {
        // The same files may serve several purposes, and are read once.
        var read = new Dictionary<(string Specification, bool IsEvaluation), LabelledData>();
        LabelledData? Read(string? specification, bool needsLabels, bool isEvaluation = false)
        {
            if (specification is null)
            {
                return null;
            }

            var key = (specification, isEvaluation && DataReader.HasArraysForTesting(specification));
            if (!read.TryGetValue(key, out var found))
            {
                read.Add(key, found = ModelData.Read(specification, settings.Reading with { IsEvaluation = isEvaluation }, graph, progress));
            }

            return needsLabels ? ModelData.RequireLabels(found, specification) : found;
        }

        var data = Read(settings.Data, false);
        var validation = Read(settings.Validation, false);
        var evaluation = Read(settings.Evaluation, true, isEvaluation: true);
        var calibration = Read(settings.Calibration, false) ?? data;
        var training = settings.Retrain ? data : null;
        CheckClassNames([(settings.Data, data), (settings.Validation, validation), (settings.Evaluation, evaluation)]);
        var task = LearningTasks.Of(graph, settings.Task, training, validation, evaluation ?? calibration);
        if (settings.MaxAccuracyLoss is not null && evaluation?.Targets.Task == LearningTask.Regression)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption, "--max-accuracy-loss is about classes; the targets are real numbers", settings.Evaluation);
        }

        if (training is not null)
        {
            foreach (var warning in DataWarnings.Of(training, validation, evaluation, graph, Used(settings, training)))
            {
                progress.Note(warning);
            }
        }

        var samples = calibration is null ? null : CalibrationSamples.Of(graph, calibration.Spread(UntrainedCompression.MaximumSamples));
        return new CompressionData(training, validation, evaluation, samples, task) { AllCalibration = calibration };
    }

    private static RetrainingOptions Used(CompressionSettings settings, LabelledData training) =>
        settings.Lossless ? LosslessFixing.Options(settings, training).Retraining : RetrainedFixing.Options(settings);

    // Classes are numbered within each folder: another set of them would number them otherwise.
    private static void CheckClassNames(ReadOnlySpan<(string? Specification, LabelledData? Data)> all)
    {
        EquatableArray<string>? first = null;
        foreach (var (specification, data) in all)
        {
            if (data is null || data.ClassNames.IsEmpty)
            {
                continue;
            }

            first ??= data.ClassNames;
            if (data.ClassNames != first)
            {
                throw new WfnException(
                    DiagnosticCodes.BadOption,
                    $"the folder has the classes {Names(data.ClassNames)}, other data has {Names(first.Value)}; an empty "
                        + "sub-folder stands for a class without images",
                    specification);
            }
        }
    }

    private static string Names(EquatableArray<string> names) =>
        string.Join(", ", names.Take(MostClassesNamed).Select(name => DataName.Quote(name)))
            + (names.Count > MostClassesNamed ? ", …" : "");
}
