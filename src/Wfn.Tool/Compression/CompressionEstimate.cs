using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;
using Wfn.Training.Rounds;

namespace Wfn.Tool.Compression;

/// <summary>Tells what a compression with retraining will take: memory is counted, the time of steps measured.</summary>
internal static class CompressionEstimate
{
    // Weights, gradients, two moments, latent weights of polishing, the best state, and the two that a checkpoint is made of.
    private const int CopiesOfWeights = 8;

    /// <summary>Estimates; nothing is written.</summary>
    /// <exception cref="WfnException">What would stop the compression, stops this.</exception>
    public static EstimateReport Run(CompressionSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("reading model and data");
        var graph = ModelImporter.Import(settings.Model, settings.Import with { FoldBatchNorm = settings.FoldBatchNorm }).Graph;
        var data = CompressionData.Read(settings, graph, progress);
        var training = data.Training!;
        var options = RetrainedFixing.Options(settings) with { Task = data.Task };
        settings.Import.Memory.RequireTraining(graph, Math.Min(training.Count, options.BatchSize));
        RetrainedFixing.Prepare(settings, progress);

        progress.Begin("measuring some steps");
        var search = settings.Lossless ? LosslessFixing.Options(settings, training) : null;
        options = search?.Retraining ?? options;
        var pace = TrainingPace.Measure(graph, training, options with { Task = data.Task }, RetrainedFixing.Teacher(settings), cancellation);

        var validation = data.Validation?.Count ?? (int)(training.Count * options.ValidationFraction);
        var samples = training.Count - (data.Validation is null ? validation : 0);
        var steps = ((samples - 1) / options.BatchSize) + 1;
        var (rounds, polish, clusterings) = Epochs(options, search, isHeldBack: data.Validation is null);
        var judging = pace.Judging.Seconds(validation, samples);
        return new EstimateReport
        {
            Model = settings.Model,
            Samples = samples,
            BatchSize = options.BatchSize,
            StepsPerEpoch = steps,
            Epochs = rounds + polish,
            Clusterings = clusterings,
            IsMost = search is not null,
            SecondsPerStep = pace.RoundStep,
            SecondsPerPolishStep = pace.PolishStep,
            SecondsPerJudging = judging,
            SecondsPerClustering = pace.Clustering,
            Seconds = (steps * ((rounds * pace.RoundStep) + (polish * pace.PolishStep))) + ((rounds + polish + clusterings) * judging) + (clusterings * pace.Clustering),
            ValueBytes = MemoryLimit.TrainingBytes(graph, Math.Min(samples, options.BatchSize)),
            WeightBytes = graph.Parameters.Sum(parameter => (double)parameter.Values.Count) * sizeof(float) * CopiesOfWeights,
            DataBytes = Bytes(data.Training) + Bytes(data.Validation) + (ReferenceEquals(data.Evaluation, data.Training) ? 0 : Bytes(data.Evaluation)),
            PeakBytes = Peak(),
            MeasuredSteps = pace.Steps,
            Threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            Device = options.Device == TrainingDevice.Cuda ? CompressionSettings.CudaName : CompressionSettings.CpuName,
        };
    }

    /// <summary>For people.</summary>
    public static void Write(ResultWriter writer, EstimateReport report)
    {
        static string Memory(double bytes) => bytes < 1e9 ? $"{bytes / 1e6:F0} MB" : $"{bytes / 1e9:F1} GB";
        static string Time(double seconds) => seconds < 1 ? Figures.Real(1000 * seconds) + " ms" : Figures.Duration(seconds);
        writer.Table(
            ["what", "#estimate"],
            [
                ["values and gradients of a batch", Memory(report.ValueBytes)],
                ["weights, gradients, moments", Memory(report.WeightBytes)],
                ["data", Memory(report.DataBytes)],
                ["memory while it was measured, all told", Memory(report.PeakBytes)],
                ["a step of the rounds", Time(report.SecondsPerStep)],
                ["a step of polishing", Time(report.SecondsPerPolishStep)],
                ["judging an epoch", Time(report.SecondsPerJudging)],
                ["a clustering", Time(report.SecondsPerClustering)],
                ["steps an epoch", Figures.Count(report.StepsPerEpoch)],
                [report.IsMost ? "epochs, at most" : "epochs", Figures.Count(report.Epochs)],
                [report.IsMost ? "training, at most" : "training", Figures.Duration(report.Seconds)],
            ]);
    }

    private static (int Rounds, int Polish, int Clusterings) Epochs(RetrainingOptions options, Training.Search.SearchOptions? search, bool isHeldBack)
    {
        (int Rounds, int Polish, int Clusterings) Of(int fractions) =>
            (options.FirstEpochs + ((fractions - 1) * options.Epochs), options.PolishEpochs, fractions);
        if (search is null)
        {
            return Of(options.Fixing.Fractions.Count);
        }

        var longest = Of(search.Starts.Max(start => start.Fractions.Count));
        var control = isHeldBack ? search.ControlEpochs : 0;
        var (rounds, polish) = (control + (search.Trials * longest.Rounds), search.Trials * longest.Polish);
        return search.MaxEpochs is { } most && rounds + polish > most
            ? (Math.Min(rounds, most), most - Math.Min(rounds, most), search.Trials * longest.Clusterings)
            : (rounds, polish, search.Trials * longest.Clusterings);
    }

    private static double Bytes(LabelledData? data) => data?.BytesInMemory ?? 0;

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
