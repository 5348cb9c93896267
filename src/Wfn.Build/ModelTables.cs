using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Emit;
using Wfn.Generator.Model;

namespace Wfn.Build;

/// <summary>A model's tables as a resource of the assembly, the same that the generator refers to.</summary>
internal static class ModelTables
{
    // The generator of the same package has the same sources; another version of the task makes the file again.
    private static readonly string Code =
        typeof(ModelTables).Module.ModuleVersionId.ToString("N") + "+" + typeof(WfnReader).Module.ModuleVersionId.ToString("N");

    /// <summary>What the contents depend on besides the artifact, in one line.</summary>
    public static string Describe(ModelItem model) => $"tables numerics={model.Numerics} kernel={model.Kernel} code={Code}";

    /// <summary>The resource's contents, or null where the generator will refuse the artifact and say why.</summary>
    public static byte[]? Of(ModelItem model, string artifactPath)
    {
        try
        {
            var artifact = WfnReader.Read(File.ReadAllText(artifactPath), artifactPath);
            var options = new GenerationOptions { Namespace = "", ClassName = "", Kernel = model.Kernel };
            return model.Numerics == GeneratedNumerics.FixedPoint && artifact.ActivationFormats.IsEmpty
                ? null
                : TablesFile.Of(ModelCode.Of(EmissionInput.Of(
                    artifact, options, !artifact.ActivationFormats.IsEmpty && model.Numerics != GeneratedNumerics.Float32)));
        }
        catch (WfnException)
        {
            return null;
        }
    }
}
