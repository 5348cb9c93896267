using System.Globalization;
using Wfn.Artifact;
using Wfn.Fixing;
using Wfn.Training;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>The options of a compression as the artifact records them: all that decides its contents.</summary>
internal static class CompressionOptions
{
    private const string NormsName = "batchNorm";
    private const string NormsKept = "keep";

    /// <summary>Whether an artifact's original was read with its norms folded into the layers in front, which decides its parameters' names.</summary>
    public static bool AreNormsFolded(WfnArtifact artifact) => !artifact.Options.Contains(new ArtifactProperty(NormsName, NormsKept));

    public static EquatableArray<ArtifactProperty> Record(CompressionSettings settings, CompressionData data, FixingOutcome outcome)
    {
        var chosen = outcome.Search is { } search ? search.Trials[search.Best] : null;
        var start = outcome.Search?.Origin.Start;
        List<ArtifactProperty> options =
        [
            new("delta", Text(start?.Delta ?? outcome.Delta ?? settings.Fixing.Delta)),
            new("zeroThreshold", Text(start?.ZeroThreshold ?? settings.Fixing.ZeroThreshold)),
            new("fractions", string.Join(",", (start?.Fractions ?? settings.Fixing.Fractions).Select(Text))),
            new("recluster", settings.Fixing.Recluster || data.Training is not null ? "true" : "false"),
            new("exclude", string.Join(",", settings.Exclude)),
            new(NormsName, settings.FoldBatchNorm ? "fold" : NormsKept),
            new("retrain", data.Training is null ? "false" : "true"),
        ];
        if (!settings.Import.InputShapes.IsEmpty)
        {
            options.Add(new("inputShape", string.Join(";", settings.Import.InputShapes.Select(given => $"{given.Input}={given.Shape}"))));
        }

        if (!settings.Import.InputValues.IsEmpty)
        {
            options.Add(new("inputValue", string.Join(";", settings.Import.InputValues.Select(given => $"{given.Input}={Text(given.Value)}"))));
        }

        if (!settings.Import.Outputs.IsEmpty)
        {
            options.Add(new("outputs", string.Join(";", settings.Import.Outputs)));
        }

        if (settings.Reading.Preprocessing is { } preprocessing)
        {
            options.AddRange(preprocessing.Record());
        }

        if ((outcome.Search is null ? outcome.Budget : outcome.Search.Origin.Budget) is { } budget)
        {
            // Nothing was clustered.
            options.RemoveAll(option => option.Name is "delta" or "zeroThreshold" or "fractions" or "recluster");
            options.Add(new("mostValues", Text(budget.Values)));
            options.Add(new("mostBits", Text(budget.Bits)));
            options.Add(new("mostPowers", Text(budget.Powers)));
        }

        if (settings.Fixing.Distance == DistanceKind.Euclidean)
        {
            options.Add(new("distance", CompressionSettings.EuclideanName));
        }

        if (settings.Fixing.HighestOrder is { } highest)
        {
            options.Add(new("highestOrder", Text(highest)));
        }

        if (data.Training is { } training)
        {
            var used = outcome.Search is null
                ? RetrainedFixing.Options(settings)
                : LosslessFixing.Options(settings, training).Retraining;
            options.AddRange(
            [
                new("data", training.Source),
                new("epochs", Text(used.Epochs)),
                new("polishEpochs", Text(used.PolishEpochs)),
                new("fixedPointEpochs", Text(Math.Min(used.FixedPointEpochs, used.PolishEpochs))),
                new("values", Text(chosen?.MostValues ?? used.PolishValues)),
                new("bitPrice", Text(chosen?.BitPrice ?? used.PolishBitPrice)),
                new("optimizer", used.Optimiser == OptimiserKind.Sgd ? "sgd" : "adam"),
                new("learningRate", Text(outcome.LearningRate ?? 0)),
                new("batchSize", Text(used.BatchSize)),
                new("seed", Text(used.Seed)),
            ]);
            options.AddRange(settings.Constants.Record());
            if (outcome.Search is { } made)
            {
                options.Add(new("allowedLoss", Text(LosslessFixing.AllowedLoss(settings, training))));
                options.Add(new("tries", Text(made.Trials.Count)));
                options.Add(new("try", Text(made.Best + 1)));
            }

            if (data.Validation is { } validation)
            {
                options.Add(new("validation", validation.Source));
            }

            AddTraining(options, settings, used, data, training);
        }

        if (data.Calibration is { } calibration)
        {
            options.Add(new("calibration", calibration.Source));
            options.Add(new("calibrationSamples", Text(calibration.Count)));
            options.Add(new("activationBits", Text(settings.InFloat32 ? 32 : settings.ActivationBits)));
        }

        return options.ToEquatableArray();
    }

    private static void AddTraining(
        List<ArtifactProperty> options, CompressionSettings settings, RetrainingOptions used, CompressionData data, LabelledData training)
    {
        if (used.Device != TrainingDevice.Cpu)
        {
            options.Add(new("device", CompressionSettings.CudaName));
        }

        if (data.Task != LearningTask.Classes)
        {
            options.Add(new("task", TaskNames.Of(data.Task)));
        }

        if (used.Distillation > 0 || !training.HasLabels)
        {
            options.Add(new("teacher", Path.GetFileName(settings.Teacher ?? settings.Model)));
            options.Add(new("distillation", Text(training.HasLabels ? used.Distillation : 1)));
            options.Add(new("teacherTemperature", Text(used.TeacherTemperature)));
        }

        if (!used.Augmentation.IsNone)
        {
            options.Add(new("flip", used.Augmentation.Flip ? "true" : "false"));
            options.Add(new("shift", Text(used.Augmentation.Shift)));
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
