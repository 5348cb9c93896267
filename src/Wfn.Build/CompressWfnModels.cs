using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Wfn.Diagnostics;
using Wfn.Files;
using Wfn.Generator.Model;
using Task = Microsoft.Build.Utilities.Task;

namespace Wfn.Build;

/// <summary>
/// Turns <c>WfnModel</c> items into the artifacts that the generator reads: .wfn files pass as they are, models are
/// compressed without data into the intermediate folder unless what lies there was made of the same contents and options.
/// </summary>
public sealed class CompressWfnModels : Task, ICancelableTask
{
    private volatile bool isCancelled;
    private volatile Action? stop;

    /// <summary>The <c>WfnModel</c> items.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's folder, absolute; relative paths start there.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The folder of the artifacts made here, below the intermediate folder.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The folders that builds write to, with semicolons between: what a glob over folders finds there is no model of the project's.</summary>
    public string OutputRoots { get; set; } = "";

    /// <summary>MSBuild's name of the project's language; anything but <c>C#</c> is refused, save an empty one.</summary>
    public string Language { get; set; } = "";

    /// <summary>The project's <c>LangVersion</c>.</summary>
    public string LanguageVersion { get; set; } = "";

    /// <summary>The compiler as <c>CompilerApiVersion</c> names it, such as <c>roslyn5.0</c>.</summary>
    public string Compiler { get; set; } = "";

    /// <summary>Whether an editor asks, who wants types soon: an artifact that is there is good enough.</summary>
    public bool DesignTime { get; set; }

    /// <summary>Gigabytes that a model's values, and its calibration data, may take; empty for the default.</summary>
    public string MaxMemory { get; set; } = "";

    /// <summary>The page that explains the diagnostics, for help links.</summary>
    public string HelpFile { get; set; } = "";

    /// <summary>The artifacts in the order of their items, with the metadata that the generator reads.</summary>
    [Output]
    public ITaskItem[] Artifacts { get; private set; } = [];

    /// <summary>The tables of items with <c>Tables="Resource"</c>, as resources to embed.</summary>
    [Output]
    public ITaskItem[] TableResources { get; private set; } = [];

    /// <summary>Every file that this task keeps in the intermediate folder, written now or earlier.</summary>
    [Output]
    public ITaskItem[] WrittenFiles { get; private set; } = [];

    private ProblemLog Problems => new(Log, ProjectFolder, HelpFile);

    /// <inheritdoc/>
    public void Cancel()
    {
        isCancelled = true;
        stop?.Invoke();
    }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var artifacts = new List<ITaskItem>();
        var resources = new List<ITaskItem>();
        var written = new List<ITaskItem>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (Models.Length > 0 && !LanguageFits(Models[0]))
        {
            return false;
        }

        var outputs = new BuildOutputs(ProjectFolder, OutputRoots);
        foreach (var item in Models)
        {
            if (isCancelled)
            {
                break;
            }

            if (outputs.Hold(item))
            {
                Log.LogMessage(MessageImportance.Low, "{0}: left out, because a glob found it among the outputs of a build", item.ItemSpec);
                continue;
            }

            try
            {
                var model = ModelItemReader.Read(item, ProjectFolder, MaxMemory);
                if (!taken.Add(model.FullPath))
                {
                    throw new WfnException(DiagnosticCodes.BadMetadata, $"WfnModel '{item.ItemSpec}' is listed twice", ProjectOf(item));
                }

                WarnWithoutEffect(item, model);
                var (artifact, warnings) = model.IsArtifact ? (Existing(model, written), "") : Compressed(model, written);
                var handed = Handed(artifact, model);
                if (warnings.Length > 0)
                {
                    handed.SetMetadata("WfnWarnings", MetadataText.Encode(warnings));
                }

                artifacts.Add(handed);
                if (model.HasTablesResource && Tables(model, artifact, written) is { } tables)
                {
                    handed.SetMetadata("WfnTablesResource", tables.GetMetadata("LogicalName"));
                    resources.Add(tables);
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
#pragma warning disable CA1031 // The last line of defence: whatever fails, users get one line at their item and never a stack trace.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Problems.Failure(item.ItemSpec, e);
            }
        }

        Artifacts = [.. artifacts];
        TableResources = [.. resources];
        WrittenFiles = [.. written];
        return !Log.HasLoggedErrors && !isCancelled;
    }

    // Told once and before anything is compressed, instead of what the compiler would say of generated code.
    private bool LanguageFits(ITaskItem item)
    {
        try
        {
            new ProjectLanguage(Language.Trim(), LanguageVersion.Trim(), Compiler.Trim()).Check(item.ItemSpec, ProjectOf(item));
            return true;
        }
        catch (WfnException e)
        {
            Problems.Error(e.Code, e.File ?? item.ItemSpec, e.Line, e.Message);
            return false;
        }
    }

    private static string ProjectOf(ITaskItem item) =>
        item.GetMetadata("DefiningProjectFullPath") is { Length: > 0 } project ? project : item.ItemSpec;

    private static TaskItem Handed(string artifactPath, ModelItem model)
    {
        var handed = new TaskItem(Escape(artifactPath));
        foreach (var metadatum in model.GeneratorMetadata)
        {
            handed.SetMetadata(metadatum.Key, MetadataText.Encode(metadatum.Value));
        }

        return handed;
    }

    // MSBuild takes a percent sign and two digits for one character.
    private static string Escape(string text) => text.Replace("%", "%25");

    // The compiler loses files with some names without a word: it gets a copy of such an artifact under a plain one.
    private string Existing(ModelItem model, List<ITaskItem> written)
    {
        RequireFile(model);
        if (PlainPath.IsPlain(model.ItemSpec))
        {
            return model.ItemSpec;
        }

        var shown = Path.Combine(OutputFolder, ArtifactLocation.RelativePath(ProjectFolder, model.FullPath));
        written.Add(new TaskItem(Escape(shown)));
        WholeFile.Replace(Path.Combine(ProjectFolder, shown), File.ReadAllBytes(model.FullPath));
        return shown;
    }

    private static void RequireFile(ModelItem model)
    {
        if (!File.Exists(model.FullPath))
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, $"the model file '{model.ItemSpec}' does not exist", model.ItemSpec);
        }
    }

    // The artifact, and what to tell of it: every build's compilation does, so that no loss is told once and never again.
    private (string Artifact, string Warnings) Compressed(ModelItem model, List<ITaskItem> written)
    {
        var shown = Path.Combine(OutputFolder, ArtifactLocation.RelativePath(ProjectFolder, model.FullPath));
        var path = Path.Combine(ProjectFolder, shown);
        var stampPath = BuildStamp.PathFor(path);
        written.Add(new TaskItem(Escape(shown)));
        written.Add(new TaskItem(Escape(BuildStamp.PathFor(shown))));

        if (DesignTime && File.Exists(path))
        {
            Log.LogMessage(MessageImportance.Low, "{0}: the editor takes the artifact that is there, {1}", VisibleText.Of(model.ItemSpec), shown);
            return (shown, BuildStamp.Parse(stampPath)?.Warnings ?? "");
        }

        RequireFile(model);
        var settings = DataFreeCompression.Describe(model);
        if (BuildStamp.Parse(stampPath) is { } stamp && stamp.Settings == settings && stamp.Made[0].Path == path && stamp.Refresh() is { } current)
        {
            current.Write(stampPath);
            Log.LogMessage(MessageImportance.Low, "{0}: up to date in {1}", VisibleText.Of(model.ItemSpec), shown);
            return (shown, stamp.Warnings);
        }

        Log.LogMessage(MessageImportance.Low, "{0}: compressing into {1} ({2})", VisibleText.Of(model.ItemSpec), shown, settings);
        var before = StampedFile.Of(model.FullPath);
        var compressed = Compress(model);
        if (compressed.Refusal is { } refusal)
        {
            var rejected = Path.ChangeExtension(path, ".rejected.wfn");
            WholeFile.Replace(rejected, compressed.Text);
            throw new WfnException(
                DiagnosticCodes.OutputChange, $"{refusal}; the result is kept as {Path.ChangeExtension(shown, ".rejected.wfn")}", model.ItemSpec);
        }

        WholeFile.Replace(path, compressed.Text);
        var warnings = ItemWarning.Join(compressed.Warnings);
        new BuildStamp(settings, [StampedFile.Of(path)], [before, .. compressed.DataFiles.Select(StampedFile.Of)]) { Warnings = warnings }.Write(stampPath);
        foreach (var note in compressed.Notes)
        {
            Log.LogMessage(MessageImportance.High, "{0}: {1}", VisibleText.Of(model.ItemSpec), VisibleText.Of(note));
        }

        Log.LogMessage(MessageImportance.High, "{0}: {1}", VisibleText.Of(model.ItemSpec), compressed.Summary);
        return (shown, warnings);
    }

    private CompressedModel Compress(ModelItem model)
    {
        using var source = new CancellationTokenSource();
        stop = source.Cancel;
        try
        {
            if (isCancelled)
            {
                source.Cancel();
            }

            return DataFreeCompression.Compress(model, source.Token);
        }
        finally
        {
            stop = null;
        }
    }

    // The file of a model's tables, or null where the generator will refuse the artifact.
    private TaskItem? Tables(ModelItem model, string artifact, List<ITaskItem> written)
    {
        var place = ArtifactLocation.RelativePath(ProjectFolder, model.FullPath);
        var shown = Path.Combine(OutputFolder, Path.ChangeExtension(place, ".tables"));
        var path = Path.Combine(ProjectFolder, shown);
        var artifactPath = Path.Combine(ProjectFolder, artifact);
        var settings = ModelTables.Describe(model);
        var stampPath = BuildStamp.PathFor(path);
        written.Add(new TaskItem(Escape(shown)));
        written.Add(new TaskItem(Escape(BuildStamp.PathFor(shown))));
        if (BuildStamp.Parse(stampPath) is { } stamp && stamp.Settings == settings && stamp.Made[0].Path == path
            && stamp.Read[0].Path == artifactPath && stamp.Refresh() is { } current)
        {
            current.Write(stampPath);
        }
        else
        {
            var before = StampedFile.Of(artifactPath);
            if (ModelTables.Of(model, artifactPath) is not { } bytes)
            {
                return null;
            }

            WholeFile.Replace(path, bytes);
            new BuildStamp(settings, [StampedFile.Of(path)], [before]).Write(stampPath);
            Log.LogMessage(MessageImportance.Low, "{0}: tables for the assembly's resources in {1}", VisibleText.Of(model.ItemSpec), shown);
        }

        var resource = new TaskItem(Escape(shown));
        resource.SetMetadata("LogicalName", ArtifactLocation.ResourceName(place));
        resource.SetMetadata("WithCulture", "false");
        resource.SetMetadata("Type", "Non-Resx");
        return resource;
    }

    private void WarnWithoutEffect(ITaskItem item, ModelItem model)
    {
        foreach (var name in ModelItemReader.WithoutEffect(item, model))
        {
            Problems.Warning(
                DiagnosticCodes.BadMetadata, ProjectOf(item), $"WfnModel '{item.ItemSpec}': {name} has no effect, because a .wfn file is fixed already");
        }
    }
}
