using System.Globalization;
using System.Text.Json;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Operators.Rewrites;
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
/// <param name="Import">How the original is read.</param>
/// <param name="Shipped">The forms of an app in which what the model adds is measured.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
internal sealed record ReportSettings(
    string Model, string? Original, string? Data, DataReadOptions Reading, ImportOptions Import, IReadOnlyList<ShippedForm> Shipped, int Threads)
{
    /// <summary>A report on what <c>compress</c> wrote, with the data that it was given.</summary>
    public static ReportSettings After(CompressionSettings settings, CompressionReport report) => new(
        report.Output,
        settings.Model,
        settings.Evaluation ?? settings.Data ?? settings.Calibration,
        settings.Reading with { IsEvaluation = settings.Evaluation is not null },
        settings.Import,
        [],
        settings.Threads);
}

/// <summary>Gathers what a report shows.</summary>
internal static class ReportRun
{
    private const int Bars = 81;
    private const int MostPictures = 24;
    private const int MostSamples = 256;
    private const double Outliers = 0.999;

    /// <summary>Gathers it.</summary>
    /// <exception cref="WfnException">A file cannot be read, or does not fit the others.</exception>
    public static ModelReport Run(ReportSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("reading the model");
        var file = ModelFile.ReadArtifact(settings.Model, settings.Import.Memory);
        var artifact = file.Artifact!;
        // Read once, and only by who needs it.
        var measured = settings.Data is { } given
            ? new Lazy<LabelledData>(() => MeasuredModel.Of(file, given, settings.Reading with { Memory = settings.Import.Memory }, progress).Data)
            : null;
        var inspection = InspectionReport.Of(file) with { Plan = PlanReport.Of(file) };
        var before = settings.Original is { } path
            ? EvenScales.Like(ModelFile.Read(path, settings.Import with { FoldBatchNorm = CompressionOptions.AreNormsFolded(artifact) }).Graph, artifact.Graph)
            : null;
        var original = before?.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal) ?? [];
        var layers = Damaged(OperationCounts.Layers(artifact, original), artifact, before, measured, settings.Threads, progress);
        var comparison = settings is { Original: { } first, Data: { } data }
            ? ComparisonRun.Run(
                new ComparisonSettings(first, settings.Model, data, settings.Reading, settings.Import, MostPictures, settings.Threads), progress, cancellation)
            : null;
        var (frontier, rounds) = Training(settings.Model);
        return new ModelReport
        {
            Model = inspection,
            Sizes = WeightSizes.Of(artifact, file.Size!, inspection.EntropyBits ?? 0),
            Shipped = settings.Shipped.Count == 0 ? [] : ShippedSizes.Measure(file.Text!, settings.Shipped, progress, cancellation),
            Layers = layers,
            Before = Histogram([.. artifact.Tensors.Where(t => original.ContainsKey(t.Parameter)).SelectMany(t => original[t.Parameter].Values)]),
            Energy = OperationCounts.Energy(layers),
            Frontier = frontier,
            Rounds = rounds,
            Comparison = comparison,
            Changed = comparison is null ? [] : Pictures(measured!.Value, comparison),
        };
    }

    // Each layer fixed by itself, on samples of the data, or drawn ones. The artifact's network has to be the original's, node by node.
    private static LayerFigure[] Damaged(
        LayerFigure[] layers, WfnArtifact artifact, NetworkGraph? original, Lazy<LabelledData>? data, int threads, IProgressDisplay progress)
    {
        if (original is null || !original.Nodes.Select(n => (n.Name, n.Output)).SequenceEqual(artifact.Graph.Nodes.Select(n => (n.Name, n.Output))))
        {
            return layers;
        }

        progress.Begin("measuring each layer");
        var samples = data is null ? null : CalibrationSamples.Of(artifact.Graph, data.Value).Spread(MostSamples).Samples;

        // Of layers that share weights, the costliest comes first.
        var damages = UntrainedFixing.Layers(original, artifact.Graph, samples, threads)
            .SelectMany(d => d.Parameters.Select(p => (Parameter: p, Damage: d)))
            .DistinctBy(x => x.Parameter).ToDictionary(x => x.Parameter, x => x.Damage, StringComparer.Ordinal);
        return
        [
            .. layers.Select(layer => damages.TryGetValue(layer.Name, out var damage)
                ? layer with { OutputChange = damage.OutputChange, SignalToNoise = damage.SignalToNoise }
                : layer),
        ];
    }

    private static ChangedSample[] Pictures(LabelledData data, ComparisonReport comparison) =>
        [.. comparison.DifferentSamples.Select(d => new ChangedSample(d, PngPicture.Of(data.Sample(d.Sample), data.SampleShape)))];

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
        Command(root, trial));

    // What samples decided has no δ.
    private static string Command(JsonElement root, JsonElement trial)
    {
        (string Option, string Name)[] options = [("--delta", "delta"), ("--zero-threshold", "zeroThreshold"), ("--values", "mostValues")];
        var given = options.Select(one => (one.Option, Value: Number(trial, one.Name))).Where(one => one.Value is not null)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $" {one.Option} {one.Value:R}"));
        return $"dotnet wfn compress {root.GetProperty("model").GetString()} --data …{string.Concat(given)}";
    }

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
