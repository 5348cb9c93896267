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
    LabelledData? Training, LabelledData? Validation, LabelledData? Evaluation, LabelledData? Calibration, LearningTask Task)
{
    /// <summary>Reads it all before anything that takes long begins.</summary>
    /// <exception cref="WfnException">A file is missing, damaged or does not fit the network.</exception>
    public static CompressionData Read(CompressionSettings settings, NetworkGraph graph, IProgressDisplay progress)
    {
        // The same files may serve several purposes, and are read once.
        var read = new Dictionary<string, LabelledData>(StringComparer.Ordinal);
        LabelledData? Read(string? specification, bool needsLabels)
        {
            if (specification is null)
            {
                return null;
            }

            if (!read.TryGetValue(specification, out var found))
            {
                read.Add(specification, found = ModelData.Read(specification, settings.Reading, graph, progress));
            }

            return needsLabels ? ModelData.RequireLabels(found, specification) : found;
        }

        var data = Read(settings.Data, false);
        var validation = Read(settings.Validation, false);
        var evaluation = Read(settings.Evaluation, true);
        var calibration = Read(settings.Calibration, false) ?? data;
        var training = settings.Retrain ? data : null;
        var task = LearningTasks.Of(graph, settings.Task, training, validation, evaluation);
        if (settings.MaxAccuracyLoss is not null && evaluation?.Targets.Task == LearningTask.Regression)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption, "--max-accuracy-loss is about classes; the targets are real numbers", settings.Evaluation);
        }

        if (training is not null)
        {
            foreach (var warning in DataWarnings.Of(training, evaluation, graph, RetrainedFixing.Options(settings)))
            {
                progress.Note(warning);
            }
        }

        return new CompressionData(training, validation, evaluation, calibration?.Take(ActivationCalibration.MaximumSamples), task);
    }
}
