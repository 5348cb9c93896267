using System.Globalization;
using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Generator.Model;
using Wfn.Import;
using Wfn.Reference;

namespace Wfn.Build;

/// <summary>Compresses a model without training: import, fix by samples or without any, write.</summary>
internal static class DataFreeCompression
{
    /// <summary>The most samples that activation formats are chosen by, as in the tool.</summary>
    private const int FormatSamples = 256;

    private const int OrdinaryBits = 8;

    // Two builds of the same sources have the same identity, and any change of the code has another.
    private static readonly string Code =
        typeof(DataFreeCompression).Module.ModuleVersionId.ToString("N") + "+" + typeof(ModelImporter).Module.ModuleVersionId.ToString("N");

    /// <summary>What an artifact's contents depend on besides the files read: options and code, in one line.</summary>
    public static string Describe(ModelItem model) => model.Compression.Describe() + " code=" + Code;

    /// <summary>Compresses a model.</summary>
    /// <exception cref="WfnException">The model or its calibration data cannot be read, or its metadata do not fit it (WFN4006).</exception>
    public static CompressedModel Compress(ModelItem model, CancellationToken cancellation)
    {
        try
        {
            var settings = model.Compression;
            var imported = ModelImporter.Import(model.FullPath, new ImportOptions
            {
                InputShapes = settings.InputShapes,
                InputValues = settings.InputValues,
                Outputs = settings.Outputs,
                Memory = settings.Memory,
            });
            var (samples, preprocessing) = settings.Calibration is { } file
                ? CalibrationFile.Read(file, imported.Graph, settings.Preprocessing, settings.Memory)
                : (null, null);
            var result = UntrainedFixing.Fix(
                imported.Graph, samples, UntrainedOptions.Within(settings.MaxOutputChange) with { Clustering = Clustering(settings) }, [], cancellation: cancellation);
            var network = result.Network;
            var source = samples is null ? UntrainedFixing.Drawn : Path.GetFileName(settings.Calibration);
            var choice = samples is not null ? Formats(network, samples)
                : StoredFormats.AreKnown(network.Graph) ? StoredFormats.Choose(network.Graph, OrdinaryBits, network.Codebook)
                : null;
            var artifact = ArtifactBuilder.Build(
                network.Graph,
                network.Codebook,
                network.LeftOut,
                imported.Source,
                Properties(settings, result, preprocessing, source),
                choice is { IsMuchWorse: false } ? choice.Formats : [],
                result.Outputs is { } outputs ? Measurement.OfOutputs(outputs.Change, outputs.Agreement, outputs.Samples, source).ToEquatableArray() : []);
            return new CompressedModel(
                VerifiedArtifact.Write(artifact, model.ItemSpec, out _),
                samples is null ? imported.DataFiles : [.. imported.DataFiles, settings.Calibration!],
                choice?.Text is { } widened ? Summary(result, source) + "; " + widened : Summary(result, source),
                Warnings(result, choice, source, settings).ToEquatableArray(),
                result.Outputs is { } measured && OutputLimits.IsRefused(measured.Change, settings.MaxOutputChange)
                    ? OutputLimits.Text(measured, source) + string.Format(
                        CultureInfo.InvariantCulture, ", more than MaxOutputChange=\"{0}\" allows", settings.MaxOutputChange)
                    : null)
            {
                Notes = imported.Notes,
            };
        }
        catch (WfnException e) when (e.Code == DiagnosticCodes.BadOption)
        {
            // To the user of the build, options are metadata.
            throw new WfnException(DiagnosticCodes.BadMetadata, $"WfnModel '{model.ItemSpec}': {e.Message}", e.File, e.Line, e);
        }
    }

    private static FixingOptions? Clustering(CompressionSettings settings)
    {
        var defaults = new FixingOptions();
        return settings.Delta is null && settings.ZeroThreshold is null
            ? null
            : defaults with
            {
                Delta = settings.Delta ?? defaults.Delta,
                ZeroThreshold = settings.ZeroThreshold ?? defaults.ZeroThreshold,
            };
    }

    private static FormatChoice Formats(FixedNetwork network, InputSamples samples)
    {
        var executor = new FloatExecutor(network.Graph);
        var observer = new ActivationObserver();
        var taken = samples.First(FormatSamples);
        for (var sample = 0; sample < taken.Count; sample++)
        {
            var inputs = network.Graph.Inputs.ToDictionary(input => input.Name, input => taken.Of(input.Name, sample), StringComparer.Ordinal);
            executor.Run(inputs, 1, observer.Observe);
        }

        return FormatChoice.Of(network.Graph, observer, taken, OrdinaryBits, network.Codebook);
    }

    private static string Summary(UntrainedNetwork result, string source)
    {
        var statistics = NetworkStatistics.Of(result.Network).Total;
        var text = string.Format(
            CultureInfo.InvariantCulture,
            "{0} weights fixed to {1} values without training, {2:F2} bits a weight",
            statistics.Parameters,
            statistics.UniqueWeights,
            statistics.EntropyBits);
        return result.Outputs is null ? text : text + "; " + OutputLimits.Text(result.Outputs, source);
    }

    private static IEnumerable<ItemWarning> Warnings(
        UntrainedNetwork result, FormatChoice? choice, string source, CompressionSettings settings)
    {
        if (choice is { IsMuchWorse: true })
        {
            yield return new(DiagnosticCodes.FixedPointTooCoarse, choice.Warning);
        }

        if (!result.Network.OutOfRange.IsEmpty)
        {
            var names = string.Join(", ", result.Network.OutOfRange.Select(name => DataName.Quote(name)));
            yield return new(
                DiagnosticCodes.OutOfCodebookRange,
                $"{names} stay off the codebook, whose values span 24 bits: their weights are too large or too small beside the others");
        }

        if (result.Outputs is { } outputs && OutputLimits.IsSuspicious(outputs.Change, settings.MaxOutputChange))
        {
            yield return new(
                DiagnosticCodes.OutputChange,
                OutputLimits.Text(outputs, source) + (result.IsDrawn ? "; samples of real inputs (Calibration) lose less" : ""));
        }
    }

    private static EquatableArray<ArtifactProperty> Properties(
        CompressionSettings settings, UntrainedNetwork result, InputPreprocessing? preprocessing, string source)
    {
        var properties = new List<ArtifactProperty>();
        if (result.Budget is { } budget)
        {
            properties.Add(new("mostValues", budget.Values.ToString(CultureInfo.InvariantCulture)));
            properties.Add(new("mostBits", budget.Bits.ToString("R", CultureInfo.InvariantCulture)));
            properties.Add(new("mostPowers", budget.Powers.ToString(CultureInfo.InvariantCulture)));
        }
        else
        {
            var options = Clustering(settings) ?? new FixingOptions();
            properties.Add(new("delta", (result.Delta ?? options.Delta).ToString("R", CultureInfo.InvariantCulture)));
            properties.Add(new("zeroThreshold", options.ZeroThreshold.ToString("R", CultureInfo.InvariantCulture)));
            properties.Add(new(
                "fractions", string.Join(",", options.Fractions.Select(f => f.ToString("R", CultureInfo.InvariantCulture)))));
        }

        properties.Add(new("retrain", "false"));
        if (settings.Calibration is not null)
        {
            properties.Add(new("calibration", source));
            properties.AddRange(preprocessing?.Record() ?? []);
        }

        return properties.ToEquatableArray();
    }
}

/// <summary>What came of a model.</summary>
/// <param name="Text">The artifact's text.</param>
/// <param name="DataFiles">Files besides the model's own that were read.</param>
/// <param name="Summary">What happened, for the build's output.</param>
/// <param name="Warnings">What its author should know, each with its code.</param>
/// <param name="Refusal">Why it must not be used, or null.</param>
internal sealed record CompressedModel(
    string Text,
    EquatableArray<string> DataFiles,
    string Summary,
    EquatableArray<ItemWarning> Warnings,
    string? Refusal)
{
    /// <summary>What is to know of how the model was read.</summary>
    public EquatableArray<string> Notes { get; init; }
}
