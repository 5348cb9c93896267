using System.Text;
using System.Text.Json;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Compression;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using Wfn.Training.Optimisation;

namespace Wfn.Tool.Export.PyTorch;

/// <summary>Where rounds stand whose training PyTorch does.</summary>
/// <param name="Folder">Their folder.</param>
/// <param name="Round">The round whose clustering is done, 0-based.</param>
/// <param name="Rounds">How many there are.</param>
/// <param name="Fraction">The fraction of weights that is fixed.</param>
/// <param name="UniqueWeights">Different values of fixed weights.</param>
/// <param name="Output">The artifact, where all weights are fixed; else null.</param>
internal sealed record RoundsReport(string Folder, int Round, int Rounds, double Fraction, int UniqueWeights, string? Output);

/// <summary>
/// Weight fixing whose rounds are trained elsewhere. A folder holds <c>weights.safetensors</c> (all parameters, the codebook, and for each fixable
/// tensor <c>NAME.assignment</c>: an index into it, or −1 while a weight is free), the network's structure, and a script that trains what is free.
/// </summary>
internal sealed class PyTorchRounds
{
    private const string WeightsName = "weights.safetensors";
    private const string RetrainedName = "retrained.safetensors";
    private const string StructureName = "network.txt";
    private const string ScriptName = "retrain.py";
    private const string StateKey = "wfn";
    private const string CodebookName = "codebook";
    private const string AssignmentSuffix = ".assignment";

    private readonly string folder;
    private readonly RoundsState state;
    private readonly ImportedModel model;
    private readonly FixableWeights fixable;

    private PyTorchRounds(string folder, RoundsState state, ImportedModel model)
    {
        this.folder = folder;
        this.state = state;
        this.model = model;
        fixable = FixableWeights.Of(model.Graph, state.Exclude);
    }

    /// <summary>Clusters the first round of a model, and writes the folder.</summary>
    /// <param name="path">The model.</param>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="options">δ, γ0 and fractions.</param>
    /// <param name="exclude">What stays off the codebook.</param>
    /// <exception cref="WfnException">The model cannot be read, an option makes no sense, or the folder cannot be written.</exception>
    public static RoundsReport Begin(string path, string folder, FixingOptions options, IReadOnlyList<string> exclude)
    {
        var model = ModelImporter.Import(path, new ImportOptions());
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"the folder cannot be made: {e.Message}", folder, innerException: e);
        }

        var state = new RoundsState
        {
            Model = Path.GetRelativePath(folder, path),
            ModelSha256 = model.Source.Sha256,
            Round = 0,
            Fractions = [.. options.Fractions],
            Delta = options.Delta,
            ZeroThreshold = options.ZeroThreshold,
            Exclude = exclude,
        };
        OutputFile.Prepare(Path.Combine(folder, StructureName)).Write(WfnWriter.WriteStructure(model.Graph));
        OutputFile.Prepare(Path.Combine(folder, ScriptName)).Write(Script());
        return new PyTorchRounds(folder, state, model).Cluster(model.Graph, output: null, calibration: null);
    }

    /// <summary>
    /// Takes retrained weights back, and clusters the next round; after the last one the artifact is written, and written anew with weights that were
    /// polished since.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="weights">The file of retrained weights; null for the script's.</param>
    /// <param name="output">The artifact to write in the end; null for one in the folder.</param>
    /// <param name="calibration">Samples that decide activation formats, or null for none.</param>
    /// <exception cref="WfnException">A file cannot be read, is of another model, or fixed weights were changed (WFN3001).</exception>
    public static RoundsReport Continue(string folder, string? weights, string? output, string? calibration)
    {
        var kept = SafeTensorsFile.Read(Path.Combine(folder, WeightsName));
        var state = kept.Metadata.TryGetValue(StateKey, out var text) && JsonSerializer.Deserialize<RoundsState>(text, JsonSerializerOptions.Web) is { } found
            ? found
            : throw new WfnException(DiagnosticCodes.BadData, "this is no file of 'dotnet wfn export --pytorch'", kept.Path);
        var model = ModelImporter.Import(Path.GetFullPath(state.Model, Path.GetFullPath(folder)), new ImportOptions());
        if (model.Source.Sha256 != state.ModelSha256)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the rounds were begun with another model than {state.Model}", kept.Path);
        }

        var retrained = weights ?? Path.Combine(folder, RetrainedName);
        var rounds = new PyTorchRounds(folder, state, model);
        RoundsReport report;
        if (state.Round + 1 < state.Fractions.Count)
        {
            var graph = rounds.Read(SafeTensorsFile.Read(retrained), kept);
            report = new PyTorchRounds(folder, state with { Round = state.Round + 1 }, model).Cluster(graph, output, calibration);
        }
        else if (File.Exists(retrained))
        {
            report = rounds.TakePolished(rounds.Read(SafeTensorsFile.Read(retrained), null), kept, retrained, output, calibration);
        }
        else
        {
            throw new WfnException(DiagnosticCodes.BadData, $"all weights are fixed: the rounds are over ({ScriptName} polishes them, where that is wanted)", kept.Path);
        }

        // Taken in: a second import would cluster the next round without training.
        File.Delete(retrained);
        return report;
    }

    // Weights that changed among the values of the codebook, zero and powers of two in its range.
    private RoundsReport TakePolished(NetworkGraph graph, SafeTensorsFile.Contents kept, string retrained, string? output, string? calibration)
    {
        var allowed = PolishingCentres.Of(kept.Floats(CodebookName, kept.Tensors.TryGetValue(CodebookName, out var own) ? own.Shape : [0]), state.ZeroThreshold).ToHashSet();
        var weights = fixable.Flatten(graph);
        if (Array.FindIndex(weights, weight => !allowed.Contains(weight)) is >= 0 and var bad)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"weight {bad} of all fixed ones is {weights[bad]:R}, which the codebook of the last round does not have", retrained);
        }

        float[] centres = [.. weights.Distinct().Order()];
        var written = WriteArtifact(graph, output ?? OwnOutput, calibration);
        WriteWeights(graph, centres, Array.ConvertAll(weights, weight => Array.BinarySearch(centres, weight)));
        return new RoundsReport(folder, state.Round, state.Fractions.Count, 1, centres.Length, written);
    }

    // What was trained, after a look at what was not to be.
    private NetworkGraph Read(SafeTensorsFile.Contents retrained, SafeTensorsFile.Contents? kept)
    {
        var parameters = model.Graph.Parameters.Select(parameter =>
        {
            if (!parameter.IsFixable)
            {
                return parameter;
            }

            int[] shape = [.. parameter.Shape.Dimensions];
            var values = retrained.Floats(parameter.Name, shape);
            if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and var bad)
            {
                throw new WfnException(DiagnosticCodes.BadData, $"weight {bad} of {DataName.Quote(parameter.Name)} is no number", retrained.Path);
            }

            if (kept is not null && kept.Tensors.ContainsKey(parameter.Name + AssignmentSuffix))
            {
                var assignment = kept.Integers(parameter.Name + AssignmentSuffix, shape);
                var before = kept.Floats(parameter.Name, shape);
                var changed = Enumerable.Range(0, values.Length).Where(i => assignment[i] >= 0 && values[i] != before[i]).Take(1).ToArray();
                if (changed.Length > 0)
                {
                    throw new WfnException(
                        DiagnosticCodes.BadData,
                        $"weight {changed[0]} of {DataName.Quote(parameter.Name)} is fixed, and was changed from {before[changed[0]]:R} to {values[changed[0]]:R}",
                        retrained.Path);
                }
            }

            return parameter with { Values = EquatableArray.TakeOwnership(values) };
        });
        return model.Graph with { Parameters = parameters.ToEquatableArray() };
    }

    private RoundsReport Cluster(NetworkGraph graph, string? output, string? calibration)
    {
        // As 'compress' with retraining does: each round clusters all weights from scratch.
        var options = new FixingOptions { Delta = state.Delta, ZeroThreshold = state.ZeroThreshold, Fractions = [.. state.Fractions], Recluster = true };
        var weights = fixable.Flatten(graph);
        var round = WeightFixing.Cluster(weights, state.Round, options, null);
        WeightFixing.Apply(weights, round);
        var clustered = fixable.WriteBack(graph, weights);
        var isLast = state.Round == state.Fractions.Count - 1;
        var written = isLast ? WriteArtifact(clustered, output ?? OwnOutput, calibration) : null;
        WriteWeights(clustered, round.Centres.AsSpan(), round.Assignment.AsSpan());
        return new RoundsReport(
            folder, state.Round, state.Fractions.Count, round.Fraction, round.Assignment.Where(index => index >= 0).Distinct().Count(), written);
    }

    private string OwnOutput => Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(state.Model), ".wfn"));

    private void WriteWeights(NetworkGraph graph, ReadOnlySpan<float> centres, ReadOnlySpan<int> assignment)
    {
        var file = new SafeTensorsFile((StateKey, JsonSerializer.Serialize(state, JsonSerializerOptions.Web)));
        file.Add(CodebookName, [centres.Length], centres);
        foreach (var parameter in graph.Parameters)
        {
            file.Add(parameter.Name, parameter.Shape.Dimensions, parameter.Values.AsSpan());
        }

        foreach (var tensor in fixable.Tensors)
        {
            var shape = graph.Parameters.First(parameter => parameter.Name == tensor.Name).Shape;
            file.Add(tensor.Name + AssignmentSuffix, shape.Dimensions, assignment.Slice(tensor.Start, tensor.Count));
        }

        OutputFile.Prepare(Path.Combine(folder, WeightsName)).Write(file.ToBytes());
    }

    private string WriteArtifact(NetworkGraph graph, string path, string? calibration)
    {
        var file = OutputFile.Prepare(path);
        var network = RetrainedFixing.OnCodebook(graph, fixable.LeftOut);
        var progress = new SilentProgress();
        var samples = calibration is null ? null : CalibrationSamples.Of(graph, ModelData.Read(calibration, new DataReadOptions(), graph, progress));
        var formats = samples is null ? [] : ActivationCalibration.Run(
            network.Graph,
            network.Codebook,
            samples.Spread(ActivationCalibration.MaximumSamples),
            new ActivationWidth(8, MayWiden: true),
            ParallelSamples.ThreadCount(0, graph, MemoryLimit.Default),
            progress,
            CancellationToken.None).Formats;
        List<ArtifactProperty> options =
        [
            new("delta", Text(state.Delta)), new("zeroThreshold", Text(state.ZeroThreshold)), new("fractions", string.Join(",", state.Fractions.Select(Text))),
            new("recluster", "true"), new("exclude", string.Join(",", state.Exclude)), new("batchNorm", "fold"), new("retrain", "pytorch"),
        ];
        if (samples is not null)
        {
            options.Add(new("calibration", samples.Source));
        }

        var artifact = ArtifactBuilder.Build(network.Graph, network.Codebook, network.LeftOut, model.Source, options.ToEquatableArray(), formats, []);
        file.Write(VerifiedArtifact.Write(artifact, state.Model, out _));
        return path;
    }

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string Script()
    {
        using var stream = typeof(PyTorchRounds).Assembly.GetManifestResourceStream(ScriptName)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
