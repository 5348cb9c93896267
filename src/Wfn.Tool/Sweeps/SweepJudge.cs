using Wfn.Import;
using Wfn.Tool.Compression;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Inspection;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Sweeps;

/// <summary>A result beside the network that it was made of.</summary>
internal sealed record JudgedModel
{
    /// <summary>Weights on the codebook.</summary>
    public required long Parameters { get; init; }

    public required int UniqueWeights { get; init; }

    public required double EntropyBits { get; init; }

    /// <summary>Its mean quality: accuracy, or the squared error below zero.</summary>
    public required double Quality { get; init; }

    /// <summary>It compared with the original.</summary>
    public required PairedComparison Comparison { get; init; }

    /// <summary>Whether it is lossless as the search for the smallest codebook asks of its tries.</summary>
    public required bool IsLossless { get; init; }

    /// <summary>Whether what was lost is what chance may be, or no more than allowed: all that can be asked of one result.</summary>
    public required bool IsWithin { get; init; }

    /// <summary>Name of the data.</summary>
    public required string Source { get; init; }

    /// <summary>What weights and codebook take.</summary>
    public double Bits => TrialOutcome.BitsOf(EntropyBits, Parameters, UniqueWeights);
}

/// <summary>Compares results with their original on the same samples.</summary>
/// <param name="model">Path of the original.</param>
/// <param name="specification">The labelled data.</param>
/// <param name="isEvaluation">Whether of a file with samples to train on and others it is the others.</param>
/// <param name="threads">Threads; 0 for one a core.</param>
/// <param name="progress">Told of how data is read.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class SweepJudge(
    string model, string specification, bool isEvaluation, int threads, IProgressDisplay progress, CancellationToken cancellation)
{
    // Results of the same options have the same original, read and measured once.
    private readonly Dictionary<(ImportOptions Import, DataReadOptions Reading), (LabelledData Data, float[] Qualities)> originals = [];

    /// <summary>Name of the data, when something was judged.</summary>
    public string Source => originals.Values.First().Data.Source;

    /// <summary>Judges a result.</summary>
    /// <param name="file">The artifact.</param>
    /// <param name="settings">The options that it was made with.</param>
    /// <exception cref="Diagnostics.WfnException">The original or the data cannot be read, or the data has no labels.</exception>
    public JudgedModel Of(ModelFile file, CompressionSettings settings)
    {
        var (data, original) = Original(settings);
        var measured = Measure(new MeasuredModel(file, data).Engine(file.IsCalibrated), data);
        var comparison = PairedComparison.Of(original, measured.Qualities);
        var unit = data.Targets.QualityUnit;
        var allowed = settings.MaxAccuracyLoss ?? 0;
        var search = new Training.Search.SearchOptions { AllowedLoss = allowed, MostLeftOpen = Training.Search.SearchOptions.LeftOpenOfJudged(data.Count) };
        var inspection = InspectionReport.Of(file);
        return new JudgedModel
        {
            Parameters = inspection.Parameters,
            UniqueWeights = inspection.UniqueWeights ?? 0,
            EntropyBits = inspection.EntropyBits ?? 0,
            Quality = measured.Qualities.Average(),
            Comparison = comparison,
            IsLossless = search.IsLossless(comparison, unit),
            IsWithin = comparison.IsWithin(allowed * unit),
            Source = data.Source,
        };
    }

    private (LabelledData Data, float[] Qualities) Original(CompressionSettings settings)
    {
        var import = settings.Import with { FoldBatchNorm = settings.FoldBatchNorm };
        var reading = settings.Reading with { IsEvaluation = isEvaluation };
        if (!originals.TryGetValue((import, reading), out var original))
        {
            var graph = ModelFile.Read(model, import).Graph;
            var data = ModelData.RequireLabels(ModelData.Read(specification, reading, graph, progress), specification);
            originals.Add((import, reading), original = (data, Measure(Engines.Float(graph), data).Qualities));
        }

        return original;
    }

    private QualityMeasurement Measure(INetworkEngine engine, LabelledData data) =>
        QualityMeasurement.Of(engine, data, threads, new SilentProgress(), cancellation);
}
