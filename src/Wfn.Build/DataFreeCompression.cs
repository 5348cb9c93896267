using System.Globalization;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Import;

namespace Wfn.Build;

/// <summary>Compresses a model without data: import, fix, write.</summary>
internal static class DataFreeCompression
{
    // Two builds of the same sources have the same identity, and any change of the code has another.
    private static readonly string Code =
        typeof(DataFreeCompression).Module.ModuleVersionId.ToString("N") + "+" + typeof(ModelImporter).Module.ModuleVersionId.ToString("N");

    /// <summary>What an artifact's contents depend on besides the files read: options and code, in one line.</summary>
    public static string Describe(ModelItem model) => model.Compression.Describe() + " code=" + Code;

    /// <summary>Compresses a model.</summary>
    /// <exception cref="WfnException">The model cannot be read or fixed; or its metadata do not fit it (WFN4006).</exception>
    public static CompressedModel Compress(ModelItem model)
    {
        try
        {
            var settings = model.Compression;
            var imported = ModelImporter.Import(
                model.FullPath, new ImportOptions { InputShapes = settings.InputShapes, Outputs = settings.Outputs });
            var defaults = new FixingOptions();
            var options = defaults with
            {
                Delta = settings.Delta ?? defaults.Delta,
                ZeroThreshold = settings.ZeroThreshold ?? defaults.ZeroThreshold,
            };
            var network = NetworkFixing.Fix(imported.Graph, options, []);
            var artifact = ArtifactBuilder.Build(
                network.Graph, network.Codebook, network.LeftOut, imported.Source, Properties(options), formats: [], measurements: []);
            var statistics = NetworkStatistics.Of(network).Total;
            return new CompressedModel(
                WfnWriter.Write(artifact),
                imported.DataFiles,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0} weights fixed to {1} values without data, {2:F2} bits a weight",
                    statistics.Parameters,
                    statistics.UniqueWeights,
                    statistics.EntropyBits),
                Warnings(network))
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

    private static EquatableArray<(string Code, string Message)> Warnings(FixedNetwork network) => network.OutOfRange.IsEmpty
        ? []
        : [(DiagnosticCodes.OutOfCodebookRange,
            $"{string.Join(", ", network.OutOfRange.Select(name => DataName.Quote(name)))} stay off the codebook, whose values span 24 bits: their weights are too large or too small beside the others")];

    private static EquatableArray<ArtifactProperty> Properties(FixingOptions options) =>
    [
        new("delta", options.Delta.ToString("R", CultureInfo.InvariantCulture)),
        new("zeroThreshold", options.ZeroThreshold.ToString("R", CultureInfo.InvariantCulture)),
        new("fractions", string.Join(",", options.Fractions.Select(f => f.ToString("R", CultureInfo.InvariantCulture)))),
        new("retrain", "false"),
    ];
}

/// <summary>What came of a model.</summary>
/// <param name="Text">The artifact's text.</param>
/// <param name="DataFiles">Files besides the model's own that were read.</param>
/// <param name="Summary">What happened, for the build's output.</param>
/// <param name="Warnings">What its author should know, each with its code.</param>
internal sealed record CompressedModel(
    string Text, EquatableArray<string> DataFiles, string Summary, EquatableArray<(string Code, string Message)> Warnings)
{
    /// <summary>What is to know of how the model was read.</summary>
    public EquatableArray<string> Notes { get; init; }
}
