using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Verification;

/// <summary>What <c>verify</c> was asked to do.</summary>
/// <param name="Model">Path of the artifact.</param>
/// <param name="Original">Path of the original, or null.</param>
/// <param name="Data">The data that the artifact's figures were measured on.</param>
/// <param name="Reading">How it is read.</param>
/// <param name="MaxAccuracyLoss">The most that may be lost, a fraction of 1, or null.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
internal sealed record VerificationSettings(
    string Model, string? Original, string Data, DataReadOptions Reading, double? MaxAccuracyLoss, int Threads);

/// <summary>Measures what an artifact says of itself again.</summary>
internal static class VerificationRun
{
    // Recorded figures carry as many digits as this.
    private const double Rounding = 1e-9;
    private const double FloatSamples = 0.001;

    /// <summary>Verifies.</summary>
    /// <exception cref="WfnException">
    /// A file cannot be read, the artifact records no figures, or records them of other data (WFN3001), or the original is another one (WFN3004).
    /// </exception>
    public static VerificationReport Run(VerificationSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("reading model and data");
        var file = ModelFile.ReadArtifact(settings.Model, settings.Reading.Memory);
        var artifact = file.Artifact!;
        var model = MeasuredModel.Of(file, settings.Data, settings.Reading, progress);
        ModelData.RequireLabels(model.Data, settings.Data);
        var measure = model.Data.Targets is ValueTargets ? "meanSquaredError" : "accuracy";
        var recorded = artifact.Measurements.Where(m => m.Name.StartsWith(measure, StringComparison.Ordinal)).ToDictionary(m => m.Name, StringComparer.Ordinal);
        if (recorded.Count == 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the artifact records no {measure}; compress with --eval", settings.Model);
        }

        if (recorded.Values.First().Data is var data && data != model.Data.Source)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the artifact's figures are of '{data}', and this is '{model.Data.Source}'", settings.Data);
        }

        var threads = ParallelSamples.ThreadCount(settings.Threads, file.Graph, settings.Reading.Memory);
        var figures = new List<VerifiedFigure>();
        void Add(string network, bool isExact, Func<INetworkEngine> engine)
        {
            if (recorded.TryGetValue(measure + network, out var figure))
            {
                progress.Begin("measuring " + measure + network);
                var measured = QualityMeasurement.Of(engine(), model.Data, threads, progress, cancellation);
                var tolerance = isExact ? Rounding
                    : measured is AccuracyMeasurement ? Math.Max(1.0 / measured.Samples, FloatSamples) + Rounding
                    : FloatSamples * Math.Abs(figure.Value);
                figures.Add(new VerifiedFigure(figure.Name, figure.Value, measured.Value, tolerance));
            }
        }

        if (settings.Original is { } original)
        {
            Add("Original", isExact: false, () => Engines.Float(Original(original, artifact, settings.Reading.Memory).Graph));
        }

        Add("Float", isExact: false, () => Engines.Float(artifact));
        if (file.IsCalibrated)
        {
            Add("FixedPoint", isExact: true, () => Engines.FixedPoint(artifact));
        }

        var before = figures.FirstOrDefault(f => f.Name.EndsWith("Original", StringComparison.Ordinal))?.Measured
            ?? recorded.GetValueOrDefault(measure + "Original")?.Value;
        var after = figures.LastOrDefault(f => !f.Name.EndsWith("Original", StringComparison.Ordinal))?.Measured;
        return new VerificationReport
        {
            Model = settings.Model,
            Original = settings.Original,
            Data = model.Data.Source,
            Samples = model.Data.Count,
            Figures = figures,
            AccuracyLoss = measure == "accuracy" ? before - after : null,
            MaxAccuracyLoss = settings.MaxAccuracyLoss,
        };
    }

    private static ModelFile Original(string path, WfnArtifact artifact, MemoryLimit memory)
    {
        var original = ModelFile.Read(path, new ImportOptions
        {
            Memory = memory,
            InputShapes = [.. artifact.Graph.Inputs.Select(input => (input.Name, input.Shape))],
        });
        return original.Source.Sha256 == artifact.Source.Sha256
            ? original
            : throw new WfnException(DiagnosticCodes.BadOption, $"the artifact was made of another file than this ('{artifact.Source.FileName}')", path);
    }
}
