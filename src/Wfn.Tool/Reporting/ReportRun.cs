using System.Globalization;
using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Tool.Comparison;
using Wfn.Tool.Compression;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Inspection;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Reporting;

/// <summary>What <c>report</c> was asked to do.</summary>
/// <param name="Model">Path of the artifact.</param>
/// <param name="Original">Path of the original, or null.</param>
/// <param name="Data">Data to compare both on, or null.</param>
/// <param name="Reading">How it is read.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
internal sealed record ReportSettings(string Model, string? Original, string? Data, DataReadOptions Reading, int Threads);

/// <summary>Gathers what a report shows.</summary>
internal static class ReportRun
{
    private const int Bars = 81;
    private const int MostPictures = 24;
    private const double Outliers = 0.999;

    /// <summary>Gathers it.</summary>
    /// <exception cref="WfnException">A file cannot be read, or does not fit the others.</exception>
    public static ModelReport Run(ReportSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("reading the model");
        var file = ModelFile.ReadArtifact(settings.Model, settings.Reading.Memory);
        var artifact = file.Artifact!;
        var inspection = InspectionReport.Of(file) with { Plan = PlanReport.Of(file) };
        var original = settings.Original is { } path
            ? ModelFile.Read(path, new ImportOptions { Memory = settings.Reading.Memory, FoldBatchNorm = CompressionOptions.AreNormsFolded(artifact) })
                .Graph.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal)
            : [];
        var layers = OperationCounts.Layers(artifact, original);
        var comparison = settings is { Original: { } before, Data: { } data }
            ? ComparisonRun.Run(
                new ComparisonSettings(before, settings.Model, data, settings.Reading, new ImportOptions { Memory = settings.Reading.Memory }, MostPictures, settings.Threads), progress, cancellation)
            : null;
        var (frontier, rounds) = Training(settings.Model);
        return new ModelReport
        {
            Model = inspection,
            Sizes = WeightSizes.Of(artifact, file.Size!, inspection.EntropyBits ?? 0),
            Layers = layers,
            Before = Histogram([.. artifact.Tensors.Where(t => original.ContainsKey(t.Parameter)).SelectMany(t => original[t.Parameter].Values)]),
            Energy = OperationCounts.Energy(layers),
            Frontier = frontier,
            Rounds = rounds,
            Comparison = comparison,
            Changed = comparison is null ? [] : Pictures(settings, comparison, progress),
        };
    }

    private static ChangedSample[] Pictures(ReportSettings settings, ComparisonReport comparison, IProgressDisplay progress)
    {
        var data = MeasuredModel.Read(settings.Model, settings.Data!, settings.Reading, new ImportOptions { Memory = settings.Reading.Memory }, progress).Data;
        return [.. comparison.DifferentSamples.Select(d => new ChangedSample(d, PngPicture.Of(data.Sample(d.Sample), data.SampleShape)))];
    }

    private static HistogramBar[] Histogram(float[] weights)
    {
        if (weights.Length == 0)
        {
            return [];
        }

        var sizes = weights.Select(w => (double)Math.Abs(w)).Order().ToArray();
        var most = sizes[(int)(Outliers * (sizes.Length - 1))];
        var width = Math.Max(2 * most / Bars, double.Epsilon);
        var counts = new long[Bars];
        foreach (var weight in weights)
        {
            counts[(int)Math.Clamp((weight + most) / width, 0, Bars - 1)]++;
        }

        return [.. counts.Select((count, i) => new HistogramBar(-most + (i * width), -most + ((i + 1) * width), count))];
    }

    // What 'compress' kept beside its output while it trained.
    private static (FrontierPoint[] Frontier, RoundFigure[] Rounds) Training(string model)
    {
        var path = Path.ChangeExtension(model, ".report.json");
        if (!File.Exists(path))
        {
            return ([], []);
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var root = json.RootElement;
            return (
                [.. root.GetProperty("tries").EnumerateArray().Select(t => Point(root, t))],
                [.. root.GetProperty("rounds").EnumerateArray().Select(r => new RoundFigure(
                    r.GetProperty("round").GetInt32(),
                    r.GetProperty("fraction").GetDouble(),
                    r.GetProperty("uniqueWeights").GetInt32(),
                    Number(r, "accuracyBefore"),
                    Number(r, "accuracyAfter")))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"this is no report of 'dotnet wfn compress': {e.Message}", path);
        }
    }

    private static FrontierPoint Point(JsonElement root, JsonElement trial) => new(
        trial.GetProperty("entropyBits").GetDouble(),
        Number(trial, "accuracy") ?? Number(trial, "meanSquaredError") ?? 0,
        trial.GetProperty("lossless").GetBoolean(),
        trial.GetProperty("chosen").GetBoolean(),
        string.Create(
            CultureInfo.InvariantCulture,
            $"dotnet wfn compress {root.GetProperty("model").GetString()} --data … --delta {trial.GetProperty("delta").GetDouble():R} --zero-threshold {trial.GetProperty("zeroThreshold").GetDouble():R} --values {trial.GetProperty("mostValues").GetInt32()}"));

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
