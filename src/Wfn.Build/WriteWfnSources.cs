using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Wfn.Diagnostics;
using Wfn.Files;
using Wfn.Generator;
using Wfn.Generator.Model;
using Task = Microsoft.Build.Utilities.Task;

namespace Wfn.Build;

/// <summary>
/// Writes the C# of models into files, for editors that do not run generators again when an additional file changes (<c>WfnEmit=Files</c>).
/// </summary>
public sealed class WriteWfnSources : Task
{
    /// <summary>What <see cref="CompressWfnModels"/> made, with the metadata that the generator would read.</summary>
    [Required]
    public ITaskItem[] Artifacts { get; set; } = [];

    /// <summary>The project's folder, absolute; relative paths start there.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The project file, for what is wrong with the project.</summary>
    public string ProjectFile { get; set; } = "";

    /// <summary>The folder to write to.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The namespace of classes that have none of their own.</summary>
    public string RootNamespace { get; set; } = "";

    /// <summary>The assemblies that the project compiles against.</summary>
    public ITaskItem[] References { get; set; } = [];

    /// <summary>MSBuild's <c>TargetFrameworkIdentifier</c>.</summary>
    public string Framework { get; set; } = "";

    /// <summary>MSBuild's <c>TargetFrameworkVersion</c>.</summary>
    public string FrameworkVersion { get; set; } = "";

    /// <summary>The property WfnMaxTableBytes.</summary>
    public string MaxTableBytes { get; set; } = "";

    /// <summary>The property WfnMaxMemory.</summary>
    public string MaxMemory { get; set; } = "";

    /// <summary>The page that explains the diagnostics, for help links.</summary>
    public string HelpFile { get; set; } = "";

    /// <summary>The files to compile.</summary>
    [Output]
    public ITaskItem[] Sources { get; private set; } = [];

    /// <summary>Every file that this task keeps, written now or earlier.</summary>
    [Output]
    public ITaskItem[] WrittenFiles { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var problems = new ProblemLog(Log, ProjectFolder, HelpFile);
        var references = new ProjectReferences(
            References.Select(r => r.ItemSpec).ToEquatableArray(), Framework.Trim(), FrameworkVersion.Trim());
        var classes = new ClassTable();
        var sources = new List<string>();
        var written = new List<string>();
        try
        {
            references.RequireSpans(ProjectFile);
        }
        catch (WfnException e)
        {
            problems.Failure(ProjectFile, e);
            return false;
        }

        foreach (var artifact in Artifacts)
        {
            var item = MetadataText.Decode(artifact.GetMetadata("WfnItem"));
            try
            {
                var metadata = Metadata(artifact, item);
                var className = metadata.ClassName.Length > 0 ? metadata.ClassName : ModelSource.ClassNameFor(ItemName.ModelOf(item));
                if (classes.Enter(item, metadata.Namespace, className) is { } conflict)
                {
                    throw new WfnException(DiagnosticCodes.BadName, conflict);
                }

                var options = MetadataOptions.Of(
                    metadata, metadata.Namespace, className, isPublic: true, ItemName.FileOf(item), references.Tests);
                foreach (var warning in ItemWarning.Split(metadata.Warnings))
                {
                    problems.Warning(warning.Code, item, warning.Message);
                }

                sources.AddRange(Files(artifact.ItemSpec, item, options, problems, written));
            }
#pragma warning disable CA1031 // The last line of defence: whatever fails, users get one line at their item and never a stack trace.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // A line is one of the artifact, which its author sees only where it is the item.
                var isItem = string.Equals(Path.GetExtension(item), ".wfn", StringComparison.OrdinalIgnoreCase);
                problems.Failure(item, e is WfnException told && !isItem ? new WfnException(told.Code, told.Message, null, 0, told) : e);
            }
        }

        Sources = [.. sources.Select(Item)];
        WrittenFiles = [.. sources.Concat(written).Select(Item)];
        return !Log.HasLoggedErrors;
    }

    private static TaskItem Item(string path) => new(path.Replace("%", "%25"));

    private ModelMetadata Metadata(ITaskItem artifact, string item)
    {
        string Of(string name) => MetadataText.Decode(artifact.GetMetadata(name));
        return new ModelMetadata
        {
            Item = item,
            Namespace = Of("WfnNamespace") is { Length: > 0 } own ? own : RootNamespace.Trim(),
            ClassName = Of("WfnClassName"),
            Numerics = Of("WfnNumerics"),
            Kernel = Of("WfnKernel"),
            TablesResource = Of("WfnTablesResource"),
            GoldenTest = Of("WfnGoldenTest"),
            MaxAccuracyLoss = Of("WfnMaxAccuracyLoss"),
            Warnings = Of("WfnWarnings"),
            MaxMemory = MaxMemory.Trim(),
            MaxTableBytes = MaxTableBytes.Trim(),
        };
    }

    // Those that are there, where they were made of the same artifact by the same options and code.
    private IEnumerable<string> Files(string artifact, string item, GenerationOptions options, ProblemLog problems, List<string> written)
    {
        var shownStamp = Path.Combine(OutputFolder, ModelCodeFiles.NameOf(new GeneratedSource(FullName(options) + ".g.cs", "")) + ".stamp");
        var stampPath = Path.Combine(ProjectFolder, shownStamp);
        var artifactPath = Path.Combine(ProjectFolder, artifact);
        var settings = ModelCodeFiles.Describe(options);
        written.Add(shownStamp);
        if (BuildStamp.Parse(stampPath) is { } stamp && stamp.Settings == settings && stamp.Read[0].Path == artifactPath
            && stamp.Made.All(made => Path.GetDirectoryName(made.Path) == Path.GetDirectoryName(stampPath)) && stamp.Refresh() is { } current)
        {
            current.Write(stampPath);
            Log.LogMessage(MessageImportance.Low, "{0}: C# is up to date in {1}", VisibleText.Of(item), OutputFolder);
            return current.Made.Select(made => Path.Combine(OutputFolder, Path.GetFileName(made.Path)));
        }

        Log.LogMessage(MessageImportance.Low, "{0}: writing C# into {1}", VisibleText.Of(item), OutputFolder);
        var before = StampedFile.Of(artifactPath);
        var sources = ModelCodeFiles.Of(artifactPath, options, (code, message) => problems.Note(code, item, message));
        var files = sources.Select(source => (Name: ModelCodeFiles.NameOf(source), source.Text)).ToArray();
        foreach (var (name, text) in files)
        {
            WholeFile.Replace(Path.Combine(ProjectFolder, OutputFolder, name), text);
        }

        new BuildStamp(settings, files.Select(file => StampedFile.Of(Path.Combine(ProjectFolder, OutputFolder, file.Name))).ToEquatableArray(), [before])
            .Write(stampPath);
        return files.Select(file => Path.Combine(OutputFolder, file.Name));
    }

    private static string FullName(GenerationOptions options) => (options.Namespace + "." + options.ClassName).Trim('.');
}
