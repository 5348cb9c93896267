using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>
/// A fixed network as a .wfn file holds it: the graph, the one codebook, an index a weight, activation formats, and what
/// was measured.
/// </summary>
public sealed record WfnArtifact
{
    /// <summary>The version this code writes.</summary>
    public const int CurrentVersion = 3;

    /// <summary>The file's format version.</summary>
    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The model file it was made from.</summary>
    public required SourceModel Source { get; init; }

    /// <summary>The options of the fixing as name and value, in writing order.</summary>
    public required EquatableArray<ArtifactProperty> Options { get; init; }

    /// <summary>The network; its fixed parameters' values are on the codebook.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>The codebook of the whole network.</summary>
    public required Codebook Codebook { get; init; }

    /// <summary>The fixed parameters, in the graph's order; all other parameters of the graph are stored as they are.</summary>
    public required EquatableArray<FixedTensor> Tensors { get; init; }

    /// <summary>The integer format of every activation, inputs included; empty when the network was not calibrated.</summary>
    public required EquatableArray<ActivationFormat> ActivationFormats { get; init; }

    /// <summary>The accuracies measured, and on what; may be empty.</summary>
    public required EquatableArray<Measurement> Measurements { get; init; }
}

/// <summary>A named value of the artifact's header.</summary>
/// <param name="Name">The name, lower camel case.</param>
/// <param name="Value">The value, invariant culture.</param>
public sealed record ArtifactProperty(string Name, string Value);

/// <summary>A parameter on the codebook.</summary>
/// <param name="Parameter">Its name in the graph.</param>
/// <param name="Indices">One codebook index a weight, row-major.</param>
public sealed record FixedTensor(string Parameter, EquatableArray<ushort> Indices);

/// <summary>The integer format of an activation.</summary>
/// <param name="Value">The activation's name.</param>
/// <param name="Format">Its format.</param>
public sealed record ActivationFormat(string Value, FixedPointFormat Format);

/// <summary>Something measured on data.</summary>
/// <param name="Name">
/// accuracyOriginal, accuracyFloat, accuracyFixedPoint, or the same of meanSquaredError; <see cref="OutputChange"/> or
/// <see cref="OutputAgreement"/>.
/// </param>
/// <param name="Value">The measured value; accuracies as a fraction of 1.</param>
/// <param name="Samples">On how many samples.</param>
/// <param name="Data">On what: file name and the first 16 hexadecimal digits of its SHA-256.</param>
public sealed record Measurement(string Name, double Value, int Samples, string Data)
{
    /// <summary>How much fixing without training changed the outputs, as a part of their size.</summary>
    public const string OutputChange = "outputChange";

    /// <summary>The part of samples whose largest output stayed the same one.</summary>
    public const string OutputAgreement = "outputAgreement";

    /// <summary>What an artifact keeps of a comparison of its outputs with the original's.</summary>
    /// <param name="change">Their change, as a part of their size.</param>
    /// <param name="agreement">The part of the samples whose largest output is the same.</param>
    /// <param name="samples">The samples compared on.</param>
    /// <param name="data">Where these are from.</param>
    public static Measurement[] OfOutputs(double change, double agreement, int samples, string data) =>
        [new(OutputChange, change, samples, data), new(OutputAgreement, agreement, samples, data)];

    /// <summary>Whether the value is a fraction of 1, as accuracies are.</summary>
    public bool IsFraction => Name.StartsWith("accuracy", StringComparison.Ordinal) || Name is OutputChange or OutputAgreement;
}
