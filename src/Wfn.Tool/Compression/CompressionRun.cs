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
            RetrainedFixing.Prepare(settings, progress);
        }

        var original = Measure("Original", "measuring the original", () => Engines.Float(model.Graph), data);
        var (network, rounds) = Fix(model.Graph, data);
        var formats = Calibrate(network, data.Calibration);
        var artifact = ArtifactBuilder.Build(
            network.Graph, network.Codebook, network.LeftOut, model.Source, CompressionOptions.Record(settings, data), formats, []);
        var inFloat = Measure("Float", "measuring the fixed network in float", () => Engines.Float(artifact), data);
        var inFixedPoint = formats.IsEmpty
            ? null
            : Measure("FixedPoint", "measuring the fixed network in fixed point", () => Engines.FixedPoint(artifact), data);

        progress.Begin("writing");
        var text = WfnWriter.Write(artifact with { Measurements = measurements.ToEquatableArray() });
        WfnReader.Read(text, target.Path, out var size);
        var rejection = Rejection(original as AccuracyMeasurement, (inFixedPoint ?? inFloat) as AccuracyMeasurement);
        var written = rejection is null ? target : OutputFile.Prepare(Path.ChangeExtension(settings.Output, ".rejected.wfn"));
        cancellation.ThrowIfCancellationRequested();
        written.Write(text);
        if (data.Training is not null)
        {
            File.Delete(RetrainedFixing.CheckpointPath(settings));
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
            AccuracyOriginal = (original as AccuracyMeasurement)?.Accuracy,
            AccuracyFloat = (inFloat as AccuracyMeasurement)?.Accuracy,
            AccuracyFixedPoint = (inFixedPoint as AccuracyMeasurement)?.Accuracy,
            BalancedAccuracyOriginal = (original as AccuracyMeasurement)?.BalancedAccuracy,
            BalancedAccuracyFloat = (inFloat as AccuracyMeasurement)?.BalancedAccuracy,
            BalancedAccuracyFixedPoint = (inFixedPoint as AccuracyMeasurement)?.BalancedAccuracy,
            MeanSquaredErrorOriginal = (original as ErrorMeasurement)?.MeanSquaredError,
            MeanSquaredErrorFloat = (inFloat as ErrorMeasurement)?.MeanSquaredError,
            MeanSquaredErrorFixedPoint = (inFixedPoint as ErrorMeasurement)?.MeanSquaredError,
            Samples = data.Evaluation?.Count,
            FileBytes = new FileInfo(written.Path).Length,
            SourceBytes = new FileInfo(settings.Model).Length,
            PayloadBitsPerWeight = size.PayloadBitsPerWeight,
            LeftOut = network.LeftOut,
            Rounds = rounds,
            Retrained = data.Training is not null,
            Calibrated = !formats.IsEmpty,
            Seconds = watch.Elapsed.TotalSeconds,
        };
        return new CompressionOutcome(report, rejection);
    }

    private QualityMeasurement? Measure(string network, string stage, Func<INetworkEngine> engine, CompressionData data)
    {
        if (data.Evaluation is not { } evaluation)
        {
            return null;
        }

        progress.Begin(stage);
        var measured = QualityMeasurement.Of(engine(), evaluation, settings.Threads, progress, cancellation);
        measurements.Add(measured.Record(network, evaluation.Source));
        progress.Note(measured.Text);
        return measured;
    }

    private (FixedNetwork Network, IReadOnlyList<RoundReport> Rounds) Fix(NetworkGraph graph, CompressionData data)
    {
        if (data.Training is { } training)
        {
            return RetrainedFixing.Run(graph, training, settings with { Task = data.Task }, progress, cancellation);
        }

        progress.Begin("fixing the weights without training");
        var network = NetworkFixing.Fix(graph, settings.Fixing, settings.Exclude);
        cancellation.ThrowIfCancellationRequested();
        return (network, [.. network.Rounds.Select(r => new RoundReport
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

    private string? Rejection(AccuracyMeasurement? original, AccuracyMeasurement? result)
    {
        var loss = original?.Accuracy - result?.Accuracy;
        return settings.MaxAccuracyLoss is { } limit && loss > limit
            ? $"error {DiagnosticCodes.AccuracyLoss}: {settings.Output}: the accuracy fell by {Figures.Percent(loss)}, more than the "
                + $"{Figures.Percent(limit)} that --max-accuracy-loss allows; the result is kept under another name"
            : null;
    }
}
