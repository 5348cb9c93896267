using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Tool.Output;

namespace Wfn.Tool.Evaluation;

/// <summary>Model and data → accuracy or error.</summary>
internal static class EvaluationRun
{
    /// <summary>Measures a model.</summary>
    /// <exception cref="WfnException">The model, the data or an option is wrong.</exception>
    public static EvaluationReport Run(EvaluationSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        progress.Begin("reading model and data");
        var model = ModelFile.Read(settings.Model, settings.Import);
        var isFixed = IsFixedPoint(settings, model);
        var judged = MeasuredModel.Of(model, settings.Data, settings.Reading, progress);
        var data = ModelData.RequireLabels(judged.Data, settings.Data);
        if (model.Artifact?.Options.FirstOrDefault(option => option.Name == "data")?.Value == data.Source)
        {
            progress.Note($"warning {DiagnosticCodes.SharedSamples}: {settings.Data} is what the model was retrained on");
        }

        var engine = judged.Engine(isFixed);
        if (model.Artifact is null)
        {
            foreach (var warning in OriginalCheck.Of(engine, data, cancellation))
            {
                progress.Note(warning);
            }
        }

        progress.Begin("measuring");
        var measured = QualityMeasurement.Of(engine, data, ParallelSamples.ThreadCount(settings.Threads, model.Graph, settings.Import.Memory), progress, cancellation);
        var (accuracy, error) = (measured as AccuracyMeasurement, measured as ErrorMeasurement);
        var isOriginal = model.Artifact is null;
        var isFloat = !isOriginal && !isFixed;
        return new EvaluationReport
        {
            Model = settings.Model,
            Numerics = isFixed ? "fixed" : "float",
            Accuracy = accuracy?.Accuracy,
            BalancedAccuracy = accuracy?.BalancedAccuracy,
            AccuracyOriginal = isOriginal ? accuracy?.Accuracy : null,
            AccuracyFloat = isFloat ? accuracy?.Accuracy : null,
            AccuracyFixedPoint = isFixed ? accuracy?.Accuracy : null,
            MeanSquaredError = error?.MeanSquaredError,
            MeanSquaredErrorOriginal = isOriginal ? error?.MeanSquaredError : null,
            MeanSquaredErrorFloat = isFloat ? error?.MeanSquaredError : null,
            MeanSquaredErrorFixedPoint = isFixed ? error?.MeanSquaredError : null,
            Samples = measured.Samples,
            Data = data.Source,
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }

    private static bool IsFixedPoint(EvaluationSettings settings, ModelFile model) =>
        settings.Numerics == "fixed" && !model.IsCalibrated
            ? throw new WfnException(
                DiagnosticCodes.BadOption,
                model.Artifact is null
                    ? "--numerics fixed needs a .wfn file; this is an original"
                    : "--numerics fixed needs activation formats; compress the model with --calibration or --data",
                settings.Model)
            : model.IsCalibrated && settings.Numerics != "float";
}
