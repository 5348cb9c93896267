using System.Globalization;
using Wfn.Artifact;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Tool.Inspection;

/// <summary>What a model file holds, under the names that scripts rely on; the members about a codebook are null for an original.</summary>
internal sealed record InspectionReport
{
    public required string Model { get; init; }

    /// <summary>The version of the .wfn format, or null for an original.</summary>
    public int? FormatVersion { get; init; }

    public required string SourceName { get; init; }

    public required string SourceSha256 { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public required IReadOnlyList<ValueReport> Inputs { get; init; }

    public required IReadOnlyList<ValueReport> Outputs { get; init; }

    /// <summary>Nodes of each kind.</summary>
    public required IReadOnlyDictionary<string, int> Nodes { get; init; }

    /// <summary>Weights on the codebook; of an original, weights that can be fixed.</summary>
    public required long Parameters { get; init; }

    public int? UniqueWeights { get; init; }

    public int? UniqueWeightsNonZero { get; init; }

    public int? UniqueAbsolute { get; init; }

    public double? EntropyBits { get; init; }

    public double? EntropyBitsNonZero { get; init; }

    public double? ZeroFraction { get; init; }

    public IReadOnlyList<long>? WeightsPerOrder { get; init; }

    public required long FileBytes { get; init; }

    public double? PayloadBitsPerWeight { get; init; }

    public IReadOnlyList<CodebookValueReport>? Codebook { get; init; }

    public required IReadOnlyList<TensorReport> Tensors { get; init; }

    public IReadOnlyList<FormatReport>? ActivationFormats { get; init; }

    /// <summary>Nodes that run in float32 inside a network of integers; null where there are no activation formats.</summary>
    public IReadOnlyList<Float32NodeReport>? Float32Nodes { get; init; }

    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>The plan, where it is asked for.</summary>
    public PlanReport? Plan { get; init; }

    /// <summary>Looks into a model file.</summary>
    public static InspectionReport Of(ModelFile model)
    {
        var report = new InspectionReport
        {
            Model = model.Path,
            SourceName = model.Source.FileName,
            SourceSha256 = model.Source.Sha256,
            Inputs = [.. model.Graph.Inputs.Select(v => new ValueReport(v.Name, v.Shape.ToString()))],
            Outputs = [.. model.Graph.Outputs.Select(v => new ValueReport(v.Name, v.Shape.ToString()))],
            Nodes = model.Graph.Nodes.GroupBy(node => Capitalised(node.Signature.Kind))
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Count()),
            Parameters = model.Graph.Parameters.Where(p => p.IsFixable).Sum(p => (long)p.Values.Count),
            FileBytes = new FileInfo(model.Path).Length,
            Tensors = [.. model.Graph.Parameters.Select(p => TensorReport.Of(p, null))],
        };
        return model.Artifact is { } artifact ? report.With(artifact, model.Size!) : report;
    }

    private InspectionReport With(WfnArtifact artifact, ArtifactSize size)
    {
        var codebook = artifact.Codebook;
        var counts = artifact.Tensors.ToDictionary(
            t => t.Parameter, t => CodebookStatistics.Count(codebook, t.Indices.AsSpan()), StringComparer.Ordinal);
        var total = new long[codebook.Count];
        foreach (var own in counts.Values)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += own[i];
            }
        }

        var statistics = CodebookStatistics.Of(codebook, total);
        return this with
        {
            FormatVersion = artifact.FormatVersion,
            Options = artifact.Options.ToDictionary(o => o.Name, o => o.Value, StringComparer.Ordinal),
            Parameters = statistics.Parameters,
            UniqueWeights = statistics.UniqueWeights,
            UniqueWeightsNonZero = statistics.UniqueWeightsNonZero,
            UniqueAbsolute = statistics.UniqueAbsolute,
            EntropyBits = statistics.EntropyBits,
            EntropyBitsNonZero = statistics.EntropyBitsNonZero,
            ZeroFraction = statistics.ZeroFraction,
            WeightsPerOrder = statistics.WeightsPerOrder,
            PayloadBitsPerWeight = size.PayloadBitsPerWeight,
            Codebook = [.. Enumerable.Range(0, codebook.Count).Select(i => CodebookValueReport.Of(codebook, i, total[i]))],
            Tensors = [.. artifact.Graph.Parameters.Select(p => TensorReport.Of(
                p, counts.TryGetValue(p.Name, out var own) ? CodebookStatistics.Of(codebook, own) : null))],
            ActivationFormats = [.. artifact.ActivationFormats.Select(f => new FormatReport(
                f.Value, f.Format.IsSigned, f.Format.Bits, f.Format.FractionBits))],
            Float32Nodes = artifact.ActivationFormats.IsEmpty ? null : Float32NodeReport.Of(artifact),
            Measurements = artifact.Measurements,
        };
    }

    // As scripts have always read them: BatchNorm, where files say batchNorm.
    private static string Capitalised(string kind) => char.ToUpperInvariant(kind[0]) + kind[1..];
}

/// <summary>An input or output.</summary>
internal sealed record ValueReport(string Name, string Shape);

/// <summary>A value of the codebook, and how many weights have it.</summary>
internal sealed record CodebookValueReport(double Value, string Terms, int Order, long Weights)
{
    /// <summary>Describes a value by its signed powers of two, such as 2^-3 − 2^-6.</summary>
    public static CodebookValueReport Of(Codebook codebook, int index, long weights)
    {
        var terms = codebook.Terms(index).Select((term, place) =>
            (place == 0 ? term.Negative ? "-" : "" : term.Negative ? " - " : " + ")
            + "2^" + (term.Exponent - codebook.FractionBits).ToString(CultureInfo.InvariantCulture));
        var text = string.Concat(terms);
        return new CodebookValueReport(codebook.Value(index), text.Length == 0 ? "0" : text, codebook.Order(index), weights);
    }
}

/// <summary>A parameter; the statistics are null where it is not on a codebook.</summary>
internal sealed record TensorReport
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required string Shape { get; init; }

    public required long Parameters { get; init; }

    public int? UniqueWeights { get; init; }

    public double? EntropyBits { get; init; }

    public double? ZeroFraction { get; init; }

    public IReadOnlyList<long>? WeightsPerOrder { get; init; }

    public static TensorReport Of(Parameter parameter, CodebookStatistics? statistics) => new()
    {
        Name = parameter.Name,
        Role = parameter.Role.ToString(),
        Shape = parameter.Shape.ToString(),
        Parameters = parameter.Values.Count,
        UniqueWeights = statistics?.UniqueWeights,
        EntropyBits = statistics?.EntropyBits,
        ZeroFraction = statistics?.ZeroFraction,
        WeightsPerOrder = statistics is null ? null : statistics.WeightsPerOrder,
    };
}

/// <summary>The integer format of an activation.</summary>
internal sealed record FormatReport(string Name, bool Signed, int Bits, int FractionBits);
