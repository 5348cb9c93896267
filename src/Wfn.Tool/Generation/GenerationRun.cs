extern alias WfnGenerator;

using Wfn.Diagnostics;
using Wfn.Tool.Output;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Generation;

/// <summary>.wfn file → C# files.</summary>
internal static class GenerationRun
{
    /// <summary>Generates all files before it writes the first one.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="notes">Where notes of the generator go.</param>
    /// <exception cref="WfnException">The artifact or an option is wrong; nothing is written.</exception>
    public static GenerationReport Run(GenerationSettings settings, TextWriter notes)
    {
        var model = ModelFile.ReadArtifact(settings.Model, settings.Memory);
        var options = ClassOptions.Of(settings.Model, settings.Namespace, settings.ClassName, settings.Numerics, settings.Memory) with
        {
            Kernel = settings.Kernel == "shift-add" ? GeneratedKernel.ShiftAdd : GeneratedKernel.Auto,
        };
        var result = ModelSource.Generate(model.Text!, options);
        foreach (var diagnostic in result.Diagnostics)
        {
            if (diagnostic.IsError)
            {
                throw new WfnException(diagnostic.Code, diagnostic.Message, settings.Model, diagnostic.Line);
            }

            notes.WriteLine(VisibleText.Of($"note {diagnostic.Code}: {settings.Model}: {diagnostic.Message}"));
        }

        CreateFolder(settings.Folder);
        var targets = result.Sources
            .Select(s => (File: OutputFile.Prepare(Path.Combine(settings.Folder, s.HintName)), s.Text)).ToArray();
        var files = targets.Select(t => new GeneratedFile(t.File.Path, t.File.Write(t.Text))).ToArray();
        return new GenerationReport(settings.Model, ClassOptions.FullName(options), files);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"the folder cannot be made: {e.Message}", folder);
        }
    }
}
