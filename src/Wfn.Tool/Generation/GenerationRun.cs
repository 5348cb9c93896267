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
        var options = new GenerationOptions
        {
            Namespace = settings.Namespace,
            ClassName = settings.ClassName ?? ModelSource.ClassNameFor(Path.GetFileNameWithoutExtension(settings.Model)),
            FileName = Path.GetFileName(settings.Model),
            Numerics = settings.Numerics switch
            {
                "fixed" => GeneratedNumerics.FixedPoint,
                "float" => GeneratedNumerics.Float32,
                _ => GeneratedNumerics.Auto,
            },
            MaxMemory = settings.Memory.Bytes,
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

        var name = options.Namespace.Length == 0 ? options.ClassName : $"{options.Namespace}.{options.ClassName}";
        return new GenerationReport(settings.Model, name, files);
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
