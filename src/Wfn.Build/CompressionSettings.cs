using System.Globalization;
using Wfn.Artifact;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Build;

/// <summary>What decides the contents of an artifact besides the model file; a null value leaves the default to Core.</summary>
/// <param name="Delta">δ, the relative distance allowed; between 0 and 1.</param>
/// <param name="ZeroThreshold">γ0, below which weights become zero; between 0 and 1.</param>
/// <param name="InputShapes">Shapes of inputs with open axes; an empty name is the only input's.</param>
internal sealed record CompressionSettings(
    double? Delta, double? ZeroThreshold, EquatableArray<(string Input, TensorShape Shape)> InputShapes)
{
    /// <summary>Values of inputs of one element that are constants.</summary>
    public EquatableArray<(string Input, double Value)> InputValues { get; init; }

    /// <summary>The outputs wanted; none for all.</summary>
    public EquatableArray<string> Outputs { get; init; }

    /// <summary>The file of samples that decide how weights are fixed and activations rounded, absolute; null where there is none.</summary>
    public string? Calibration { get; init; }

    /// <summary>What is done to the numbers of <see cref="Calibration"/>; null for bytes divided by 255 and other numbers as they are.</summary>
    public InputPreprocessing? Preprocessing { get; init; }

    /// <summary>The most that outputs may change by.</summary>
    public double MaxOutputChange { get; init; } = OutputLimits.DefaultMost;

    /// <summary>How much memory the model's values may take; no part of the contents.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Default;

    /// <summary>All of it as one line of text, equal only for equal settings.</summary>
    public string Describe() => string.Join(
        " ",
        "delta=" + Number(Delta),
        "zeroThreshold=" + Number(ZeroThreshold),
        "calibration=" + Uri.EscapeDataString(Calibration ?? ""),
        "preprocessing=" + string.Join(",", Preprocessing?.Record().Select(property => $"{property.Name}:{property.Value}") ?? []),
        "maxOutputChange=" + Number(MaxOutputChange),
        "inputShape=" + string.Join(";", InputShapes.Select(i => Uri.EscapeDataString(i.Input) + "=" + i.Shape)),
        "inputValues=" + string.Join(";", InputValues.Select(i => Uri.EscapeDataString(i.Input) + "=" + Number(i.Value))),
        "outputs=" + string.Join(";", Outputs.Select(Uri.EscapeDataString)));

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
