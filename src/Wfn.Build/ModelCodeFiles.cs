using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator;
using Wfn.Generator.Model;

namespace Wfn.Build;

/// <summary>The C# of a model in files, the same that the generator makes.</summary>
internal static class ModelCodeFiles
{
    // A file system's names have 255 bytes, of which a character may take four.
    private const int LongestName = 60;

    // The generator of the same package has the same sources; another version of the task makes the files again.
    private static readonly string Code =
        typeof(ModelCodeFiles).Module.ModuleVersionId.ToString("N") + "+" + typeof(WfnReader).Module.ModuleVersionId.ToString("N");

    /// <summary>What the contents depend on besides the artifact, in one line.</summary>
    public static string Describe(GenerationOptions options) => MetadataText.Encode(options.ToString()) + " code=" + Code;

    /// <summary>The files.</summary>
    /// <param name="artifactPath">The artifact, absolute.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="note">Called with the code and the text of what there is to know.</param>
    /// <exception cref="WfnException">The artifact is damaged, or does not fit the options.</exception>
    public static IReadOnlyList<GeneratedSource> Of(string artifactPath, GenerationOptions options, Action<string, string> note)
    {
        var result = ModelSource.Generate(File.ReadAllText(artifactPath), options);
        foreach (var diagnostic in result.Diagnostics)
        {
            if (diagnostic.IsError)
            {
                throw new WfnException(diagnostic.Code, diagnostic.Message, null, diagnostic.Line);
            }

            note(diagnostic.Code, diagnostic.Message);
        }

        return result.Sources;
    }

    /// <summary>The file's name: the generator's, with a hash instead of what would be too long for file systems.</summary>
    public static string NameOf(GeneratedSource source)
    {
        const string extension = ".g.cs";
        var name = source.HintName.Substring(0, source.HintName.Length - extension.Length);
        return (name.Length <= LongestName ? name : name.Substring(0, LongestName) + "-" + PlainPath.Hash(name)) + extension;
    }
}
