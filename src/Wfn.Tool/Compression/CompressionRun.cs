using System.Diagnostics;
using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>Model and data → .wfn file.</summary>
internal sealed class CompressionRun
{
    private const string ReportExtension = ".report.json";

    private readonly IProgressDisplay progress;
    private readonly CancellationToken cancellation;
    private readonly List<Measurement> measurements = [];

    // As asked for; float32 code may be decided on later.
    private CompressionSettings settings;

    // Each runs the network on values of its own.
    private int threads = 1;

    private CompressionRun(CompressionSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        this.settings = settings;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// <summary>Compresses a model.</summary>
    /// <exception cref="WfnException">The model, the data or an option is wrong; nothing is written.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; nothing is written.</exception>
    public static CompressionOutcome Run(CompressionSettings settings, IProgressDisplay progress, CancellationToken cancellation) =>
        new CompressionRun(settings, progress, cancellation).Run();

    private CompressionOutcome Run()
    {
        var watch = Stopwatch.StartNew();
        if (OutputFile.Target(settings.Output) == OutputFile.Target(settings.Model))
        {
            throw new WfnException(DiagnosticCodes.BadOption, "the output would replace the model", settings.Output);
        }

        var target = OutputFile.Prepare(settings.Output);
        progress.Begin("reading model and data");
        var model = ModelImporter.Import(settings.Model, settings.Import with { FoldBatchNorm = settings.FoldBatchNorm });
        foreach (var note in model.Notes)
        {
            progress.Note(note);
        }

        threads = settings.ThreadsFor(model.Graph);
        var data = CompressionData.Read(settings, model.Graph, progress);
        if (data.Training is { Count: var samples })
        {
            settings.Import.Memory.RequireTraining(model.Graph, Math.Min(samples, RetrainedFixing.Options(settings).BatchSize));
            OutputFile.Prepare(settings.Beside(ReportExtension));
            RetrainedFixing.Prepare(settings, progress);
        }

        var engine = new Lazy<INetworkEngine>(() => Engines.Float(model.Graph));
        JudgeOriginal(model.Graph, engine, data);
        var original = Measure("Original", "measuring the original", () => engine.Value, data);
        JudgeIntegers(model.Graph, engine, data);
        var outcome = Fix(model.Graph, data);
        var network = outcome.Network;
        var choice = Calibrate(network, data.Calibration);
        var formats = choice?.Formats ?? [];
        var artifact = ArtifactBuilder.Build(
            network.Graph,
            network.Codebook,
            network.LeftOut,
            model.Source,
            CompressionOptions.Record(settings, data, outcome),
            formats,
            []);
        var inFloat = Measure("Float", "measuring the fixed network in float", () => Engines.Float(artifact), data);
        var inFixedPoint = formats.IsEmpty
            ? null
            : Measure("FixedPoint", "measuring the fixed network in fixed point", () => Engines.FixedPoint(artifact), data);

        if (outcome.Outputs is { } outputs)
        {
            measurements.AddRange(Measurement.OfOutputs(outputs.Change, outputs.Agreement, outputs.Samples, outcome.OutputData));
        }

        progress.Begin("writing");
        var text = VerifiedArtifact.Write(artifact with { Measurements = measurements.ToEquatableArray() }, settings.Model, out var size);
        var comparison = Compare(original, inFixedPoint ?? inFloat);
        var rejection = Rejection(comparison, outcome, data);
        var written = rejection is null ? target : OutputFile.Prepare(settings.Beside(".rejected.wfn"));
        cancellation.ThrowIfCancellationRequested();
        var bytes = written.Write(text);

        // A search that ran out of time, or of trials before one was lossless, can go on.
        if (data.Training is not null && outcome.Search is not { IsOutOfTime: true } && (outcome.Search is null || rejection is null))
        {
            LosslessSearch.DeleteCheckpoints(RetrainedFixing.CheckpointPath(settings));
        }

        var statistics = NetworkStatistics.Of(network).Total;
        var report = new CompressionReport
        {
            Model = settings.Model,
            Output = written.Path,
            Report = data.Training is null ? null : Path.ChangeExtension(written.IsDevice ? settings.Beside(".wfn") : written.Path, ReportExtension),
            Parameters = statistics.Parameters,
            UniqueWeights = statistics.UniqueWeights,
            UniqueWeightsNonZero = statistics.UniqueWeightsNonZero,
            UniqueAbsolute = statistics.UniqueAbsolute,
            EntropyBits = statistics.EntropyBits,
            EntropyBitsNonZero = statistics.EntropyBitsNonZero,
            ZeroFraction = statistics.ZeroFraction,
            WeightsPerOrder = statistics.WeightsPerOrder,
            WeightChange = WeightChange.Relative(model.Graph, network.Graph),
            OutputChange = outcome.Outputs?.Change,
            OutputAgreement = outcome.Outputs?.Agreement,
            OutputSignalToNoise = outcome.Outputs?.SignalToNoise,
            OutputSamples = outcome.Outputs?.Samples,
            OutputData = outcome.Outputs is null ? null : outcome.OutputData,
            WorstLayer = outcome.Outputs?.WorstLayer,
            WorstLayerChange = outcome.Outputs?.WorstChange,
            Layers = [.. outcome.Layers.Select(LayerTable.Report)],
            AccuracyOriginal = (original as AccuracyMeasurement)?.Accuracy,
            AccuracyFloat = (inFloat as AccuracyMeasurement)?.Accuracy,
            AccuracyFixedPoint = (inFixedPoint as AccuracyMeasurement)?.Accuracy,
            BalancedAccuracyOriginal = (original as AccuracyMeasurement)?.BalancedAccuracy,
            BalancedAccuracyFloat = (inFloat as AccuracyMeasurement)?.BalancedAccuracy,
            BalancedAccuracyFixedPoint = (inFixedPoint as AccuracyMeasurement)?.BalancedAccuracy,
            MeanSquaredErrorOriginal = (original as ErrorMeasurement)?.MeanSquaredError,
            MeanSquaredErrorFloat = (inFloat as ErrorMeasurement)?.MeanSquaredError,
            MeanSquaredErrorFixedPoint = (inFixedPoint as ErrorMeasurement)?.MeanSquaredError,
            AccuracyDifference = original is AccuracyMeasurement ? comparison?.Difference : null,
            AccuracyDifferenceLow = original is AccuracyMeasurement ? comparison?.Low : null,
            AccuracyDifferenceHigh = original is AccuracyMeasurement ? comparison?.High : null,
            MeanSquaredErrorDifference = original is ErrorMeasurement ? -comparison?.Difference : null,
            MeanSquaredErrorDifferenceLow = original is ErrorMeasurement ? -comparison?.High : null,
            MeanSquaredErrorDifferenceHigh = original is ErrorMeasurement ? -comparison?.Low : null,
            PValue = comparison?.PValue,
            Samples = data.Evaluation?.Count,
            FileBytes = bytes,
            SourceBytes = new FileInfo(settings.Model).Length,
            PayloadBitsPerWeight = size.PayloadBitsPerWeight,
            LeftOut = network.LeftOut,
            Rounds = outcome.Rounds,
            Tries = outcome.Search is { } search ? TrialReport.Of(search, data.Task == LearningTask.Regression) : [],
            HeldBackOriginal = outcome.Search is { ControlQuality: not null } held ? held.OriginalQuality : null,
            HeldBackControl = outcome.Search?.ControlQuality,
            LearningRate = outcome.LearningRate,
            Retrained = data.Training is not null,
            Calibrated = !formats.IsEmpty,
            FormatChange = choice?.Change,
            WidenedActivations = choice?.Widened ?? [],
            Float32Nodes = Inspection.Float32NodeReport.Of(artifact),
            Seconds = watch.Elapsed.TotalSeconds,
        };
        if (report.Report is { } kept)
        {
            OutputFile.Prepare(kept).Write(JsonOutput.Text(report) + "\n");
        }

        return new CompressionOutcome(report, rejection);
    }

    private void JudgeOriginal(NetworkGraph graph, Lazy<INetworkEngine> engine, CompressionData data)
    {
        var labelled = data.Evaluation ?? data.Training;
        if (labelled is { HasLabels: true })
        {
            progress.Begin("judging the original");
            foreach (var warning in OriginalCheck.Of(engine.Value, labelled, cancellation))
            {
                progress.Note(warning);
            }
        }
    }

    private void JudgeIntegers(NetworkGraph graph, Lazy<INetworkEngine> engine, CompressionData data)
    {
        if (IntegerActivations.WhyNot(graph, engine, data, settings, progress, cancellation) is { } reason)
        {
            settings = settings with { InFloat32 = true };
            progress.Note($"warning {DiagnosticCodes.FixedPointTooCoarse}: {FormatChoice.Unused(reason)}");
        }
    }

    private QualityMeasurement? Measure(string network, string stage, Func<INetworkEngine> engine, CompressionData data)
    {
        if (data.Evaluation is not { } evaluation)
        {
            return null;
        }

        progress.Begin(stage);
        var measured = QualityMeasurement.Of(engine(), evaluation, threads, progress, cancellation);
        measurements.Add(measured.Record(network, evaluation.Source));
        progress.Note(measured.Text);
        return measured;
    }

    private FixingOutcome Fix(NetworkGraph graph, CompressionData data)
    {
        if (data.Training is not null)
        {
            return settings.Lossless
                ? LosslessFixing.Run(graph, data, settings with { Task = data.Task }, progress, cancellation)
                : RetrainedFixing.Run(graph, data, settings with { Task = data.Task }, progress, cancellation);
        }

        return UntrainedCompression.Run(graph, data.Calibration, data.AllCalibration, settings, progress, cancellation);
    }

    // Null where there are no formats, or none that are of use.
    private FormatChoice? Calibrate(FixedNetwork network, CalibrationSamples? samples)
    {
        if (settings.ActivationWidth is not { } width)
        {
            return null;
        }

        if (samples is null && StoredFormats.AreKnown(network.Graph))
        {
            progress.Begin("choosing activation formats");
            progress.Note("activation formats follow the scales that the quantised model's file has");
            var (bits, mayWiden) = width;
            return Told(StoredFormats.Choose(network.Graph, bits, network.Codebook, mayWiden, threads), width);
        }

        if (samples is null)
        {
            progress.Note(
                $"{DiagnosticCodes.NotCalibrated}: without --calibration or --data activations get no integer formats; "
                    + "float32 code will be generated");
            return null;
        }

        progress.Begin("choosing activation formats");
        return Told(ActivationCalibration.Run(
            network.Graph,
            network.Codebook,
            samples.Spread(ActivationCalibration.MaximumSamples),
            width,
            threads,
            progress,
            cancellation), width);
    }

    private FormatChoice? Told(FormatChoice choice, ActivationWidth width)
    {
        if (choice.Text is { } text)
        {
            progress.Note(text);
        }

        if (choice.IsMuchWorse)
        {
            progress.Note($"warning {DiagnosticCodes.FixedPointTooCoarse}: {(width.Keeps(choice) ? choice.Told : choice.Warning)}");
        }

        return width.Keeps(choice) ? choice : null;
    }

    private static PairedComparison? Compare(QualityMeasurement? original, QualityMeasurement? result) =>
        original is null || result is null ? null : PairedComparison.Of(original.Qualities, result.Qualities);

    private string? Rejection(PairedComparison? comparison, FixingOutcome outcome, CompressionData data)
    {
        var reason = outcome.Search is { } search ? Loss(search, data)
            : outcome.Loss is { } loss ? loss
            : settings.MaxAccuracyLoss is { } limit && comparison?.Difference < -limit
                ? $"the accuracy fell by {Figures.Percent(-comparison.Difference)}, more than the {Figures.Percent(limit)} "
                    + "that --max-accuracy-loss allows"
                : null;
        reason ??= outcome.Search is not null || outcome.Labelled is not null ? NotConfirmed(comparison, outcome, data) : null;
        if (reason is null && outcome.Outputs is { } outputs && OutputLimits.IsRefused(outputs.Change, settings.MaxOutputChange))
        {
            return $"error {DiagnosticCodes.OutputChange}: {settings.Output}: {OutputLimits.Text(outputs, outcome.OutputData)}, more than the "
                + $"{Figures.Percent(settings.MaxOutputChange)} that --max-output-change allows; the result is kept under another name";
        }

        return reason is null
            ? null
            : $"error {DiagnosticCodes.AccuracyLoss}: {settings.Output}: {reason}; the result is kept under another name";
    }

    private string? Loss(SearchResult search, CompressionData data)
    {
        var best = search.Trials[search.Best];
        var isError = data.Task == LearningTask.Regression;
        return best.IsLossless
            ? null
            : LossReason.Closest(best.UniqueWeights, best.EntropyBits, best.Comparison, isError) + ": " + LossReason.Of(
                best.Comparison,
                search.BestInFloat,
                data.Training!.Targets.QualityUnit,
                settings.ActivationBits,
                isTrained: true,
                isEndless: !search.IsOutOfTime && !search.IsOutOfTries);
    }

    // What the search, or labelled samples, found lossless may not be on other data.
    private string? NotConfirmed(PairedComparison? comparison, FixingOutcome outcome, CompressionData data)
    {
        if (comparison is null)
        {
            progress.Note(outcome.Search is null
                ? "lossless on the labelled samples that took no part in fixing; without --eval this is not confirmed on other data"
                : "lossless on held-back training data; without --eval this is not confirmed on other data");
            return null;
        }

        var allowed = outcome.Search is null ? settings.MaxAccuracyLoss ?? 0 : LosslessFixing.AllowedLoss(settings, data.Training!);
        return comparison.IsWithin(allowed * data.Evaluation!.Targets.QualityUnit)
            ? null
            : $"lossless on {(outcome.Search is null ? "the labelled samples" : "the validation data")}, but not on --eval: "
                + TrainingProgressText.Of(comparison, data.Evaluation!.Targets is ValueTargets);
    }
}
