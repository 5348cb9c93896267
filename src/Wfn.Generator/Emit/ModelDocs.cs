using System.Globalization;
using Wfn.Artifact;

namespace Wfn.Generator.Emit;

/// <summary>The XML docs of a generated class: what the model is and how well it measured.</summary>
internal static class ModelDocs
{
    /// <summary>Writes them.</summary>
    public static void Write(SourceWriter writer, ModelCode code)
    {
        var artifact = code.Input.Artifact;
        var file = artifact.Source.FileName.Length == 0 ? code.Input.Options.FileName : artifact.Source.FileName;
        var arithmetic = code.Input.IsFixedPoint
            ? "fixed point: the same bits on every machine"
            : "float32 from codebook and indices";
        writer.Line("/// <summary>")
            .Line($"/// The network of {CSharpText.Comment(file)}, in {arithmetic}. Thread-safe; calls allocate nothing but one workspace a thread.")
            .Line("/// </summary>")
            .Line("/// <remarks>")
            .Line($"/// <para>{Weights(artifact)}</para>");
        if (!code.Input.HasBatch)
        {
            writer.Line(
                "/// <para>No axis of its inputs is a batch of samples that do not depend on one another; so a call takes the shapes of the model file, "
                + "and there are no methods for several samples.</para>");
        }

        foreach (var measurement in artifact.Measurements)
        {
            writer.Line($"/// <para>{Measured(measurement)}</para>");
        }

        writer.Line("/// </remarks>");
    }

    private static string Weights(WfnArtifact artifact)
    {
        var fixedWeights = artifact.Tensors.Sum(t => (long)t.Indices.Count);
        var others = artifact.Graph.Parameters.Sum(p => (long)p.Values.Count) - fixedWeights;
        return $"{CSharpText.Number(fixedWeights)} weights take {CSharpText.Number(artifact.Codebook.Count)} values, multiples of 2^-"
            + $"{CSharpText.Number(artifact.Codebook.FractionBits)}; {CSharpText.Number(others)} numbers are off the codebook. "
            + $"SHA-256 of the model file: {CSharpText.Comment(artifact.Source.Sha256)}.";
    }

    private static string Measured(Measurement measurement) =>
        $"{CSharpText.Comment(measurement.Name)}: {measurement.Value.ToString(measurement.IsFraction ? "P2" : "G4", CultureInfo.InvariantCulture)} of "
        + $"{CSharpText.Number(measurement.Samples)} samples of {CSharpText.Comment(measurement.Data)}.";
}
