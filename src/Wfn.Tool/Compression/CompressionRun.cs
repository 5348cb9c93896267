using System.Diagnostics;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>Model and data → .wfn file.</summary>
internal sealed class CompressionRun
{
    private readonly CompressionSettings settings;
    private readonly IProgressDisplay progress;
    private readonly CancellationToken cancellation;
    private readonly List<Measurement> measurements = [];

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
        if (Path.GetFullPath(settings.Output) == Path.GetFullPath(settings.Model))
        {
            throw new WfnException(DiagnosticCodes.BadOption, "the output would replace the model", settings.Output);
        }

        var target = OutputFile.Prepare(settings.Output);
        progress.Begin("reading model and data");
        var model = OnnxImporter.Import(settings.Model, new ImportOptions { FoldBatchNorm = settings.FoldBatchNorm });
        var data = CompressionData.Read(settings, model.Graph, progress);
        if (data.Training is not null)
        {
            RetrainedFixing.Prepare(progress);
        }

        var original = Measure("accuracyOriginal", "measuring the original", () => Engines.Float(model.Graph), data);
        var outcome = Fix(model.Graph, data);
        var network = outcome.Network;
        var formats = Calibrate(network, data.Calibration);
        var artifact = ArtifactBuilder.Build(
            network.Graph, network.Codebook, network.LeftOut, model.Source, CompressionOptions.Record(settings, data, outcome), formats, []);
        var inFloat = Measure("accuracyFloat", "measuring the fixed network in float", () => Engines.Float(artifact), data);
        var inFixedPoint = formats.IsEmpty
            ? null
            : Measure("accuracyFixedPoint", "measuring the fixed network in fixed point", () => Engines.FixedPoint(artifact), data);

        progress.Begin("writing");
        var text = WfnWriter.Write(artifact with { Measurements = measurements.ToEquatableArray() });
        WfnReader.Read(text, target.Path, out var size);
        var comparison = Compare(original, inFixedPoint ?? inFloat);
        var rejection = Rejection(comparison, outcome, data);
        var written = rejection is null ? target : OutputFile.Prepare(Path.ChangeExtension(settings.Output, ".rejected.wfn"));
        cancellation.ThrowIfCancellationRequested();
        written.Write(text);
        if (data.Training is not null)
        {
            var checkpoint = RetrainedFixing.CheckpointPath(settings);
            File.Delete(checkpoint);
            File.Delete(LosslessSearch.TryCheckpoint(checkpoint));
        }

        var statistics = NetworkStatistics.Of(network).Total;
        var report = new CompressionReport
        {
            Model = settings.Model,
            Output = written.Path,
            Parameters = statistics.Parameters,
            UniqueWeights = statistics.UniqueWeights,
            UniqueWeightsNonZero = statistics.UniqueWeightsNonZero,
            UniqueAbsolute = statistics.UniqueAbsolute,
            EntropyBits = statistics.EntropyBits,
            EntropyBitsNonZero = statistics.EntropyBitsNonZero,
            ZeroFraction = statistics.ZeroFraction,
            WeightsPerOrder = statistics.WeightsPerOrder,
            AccuracyOriginal = original?.Accuracy,
            AccuracyFloat = inFloat?.Accuracy,
            AccuracyFixedPoint = inFixedPoint?.Accuracy,
            BalancedAccuracyOriginal = original?.BalancedAccuracy,
            BalancedAccuracyFloat = inFloat?.BalancedAccuracy,
            BalancedAccuracyFixedPoint = inFixedPoint?.BalancedAccuracy,
            AccuracyDifference = comparison?.Difference,
            AccuracyDifferenceLow = comparison?.Low,
            AccuracyDifferenceHigh = comparison?.High,
            PValue = comparison?.PValue,
            Samples = data.Evaluation?.Count,
            FileBytes = new FileInfo(written.Path).Length,
            SourceBytes = new FileInfo(settings.Model).Length,
            PayloadBitsPerWeight = size.PayloadBitsPerWeight,
            LeftOut = network.LeftOut,
            Rounds = outcome.Rounds,
            Tries = outcome.Search is { } search ? TryReport.Of(search) : [],
            LearningRate = outcome.LearningRate,
            Retrained = data.Training is not null,
            Calibrated = !formats.IsEmpty,
            Seconds = watch.Elapsed.TotalSeconds,
        };
        return new CompressionOutcome(report, rejection);
    }

    private AccuracyMeasurement? Measure(string name, string stage, Func<INetworkEngine> engine, CompressionData data)
    {
        if (data.Evaluation is not { } evaluation)
        {
            return null;
        }

        progress.Begin(stage);
        var measured = AccuracyMeasurement.Of(engine(), evaluation, settings.Threads, progress, cancellation);
        measurements.Add(new Measurement(name, measured.Accuracy, measured.Samples, evaluation.Source));
        progress.Note($"{Figures.Percent(measured.Accuracy)} of {Figures.Count(measured.Samples)} samples");
        return measured;
    }

    private FixingOutcome Fix(NetworkGraph graph, CompressionData data)
    {
        if (data.Training is not null)
        {
            return settings.Lossless
                ? LosslessFixing.Run(graph, data, settings, progress, cancellation)
                : RetrainedFixing.Run(graph, data, settings, progress, cancellation);
        }

        progress.Begin("fixing the weights without training");
        var network = NetworkFixing.Fix(graph, settings.Fixing, settings.Exclude);
        cancellation.ThrowIfCancellationRequested();
        return new FixingOutcome(network, [.. network.Rounds.Select(r => new RoundReport
        {
            Round = r.Round,
            Fraction = r.Fraction,
            Tolerance = r.Tolerance,
            UniqueWeights = r.Centres.Count,
        })]);
    }

    private EquatableArray<ActivationFormat> Calibrate(FixedNetwork network, LabelledData? samples)
    {
        if (samples is null)
        {
            progress.Note(
                $"{DiagnosticCodes.NotCalibrated}: without --calibration or --data activations get no integer formats; float32 code will be generated");
            return [];
        }

        progress.Begin("choosing activation formats");
        return ActivationCalibration.Run(
            network.Graph, network.Codebook, samples, settings.ActivationBits, settings.Threads, progress, cancellation);
    }

    private static PairedComparison? Compare(AccuracyMeasurement? original, AccuracyMeasurement? result) =>
        original is null || result is null ? null : PairedComparison.Of(Qualities(original), Qualities(result));

    private static float[] Qualities(AccuracyMeasurement measured) => [.. measured.Right.Select(isRight => isRight ? 1f : 0f)];

    private string? Rejection(PairedComparison? comparison, FixingOutcome outcome, CompressionData data)
    {
        var reason = outcome.Search is { } search
            ? NotLossless(comparison, search, LosslessFixing.AllowedLoss(settings, data.Training!))
            : settings.MaxAccuracyLoss is { } limit && comparison?.Difference < -limit
                ? $"the accuracy fell by {Figures.Percent(-comparison.Difference)}, more than the {Figures.Percent(limit)} that --max-accuracy-loss allows"
                : null;
        return reason is null
            ? null
            : $"error {DiagnosticCodes.AccuracyLoss}: {settings.Output}: {reason}; the result is kept under another name";
    }

    private string? NotLossless(PairedComparison? comparison, SearchResult search, double allowed)
    {
        if (!search.Tries[search.Best].IsLossless)
        {
            return "no try was lossless on the validation data; more epochs (--polish-epochs), tries (--tries) or values (--values) may help";
        }

        if (comparison is null)
        {
            progress.Note("lossless on held-back training data; without --eval this is not confirmed on other data");
            return null;
        }

        return comparison.IsWithin(allowed)
            ? null
            : $"lossless on the validation data, but not on --eval: {TrainingProgressText.Points(comparison.Difference)}, "
                + $"95 %: {TrainingProgressText.Points(comparison.Low)} to {TrainingProgressText.Points(comparison.High)}";
    }
}
