using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Wfn.Build.Tests;

/// <summary>A project folder of its own for one test, and the task run in it as a build would.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly TemporaryFolder root = new();

    public string Folder => root.Root;

    public string OutputFolder => Path.Combine(Folder, "obj", "wfn");

    /// <summary>Every file under the output folder, relative to it, sorted.</summary>
    public string[] Outputs => root.Files("obj/wfn");

    public string PathTo(string relative) => root.File(relative);

    public string AddModel(string model, string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.Copy(Repository.Model(model), PathTo(relative), overwrite: true);
        return relative;
    }

    /// <summary>Adds a model of two small layers over 14 × 14 pixels, whose weights a seed draws: fixed in a moment, and with samples as well.</summary>
    public string AddLayers(string relative, int seed = 1)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.WriteAllBytes(PathTo(relative), TinyModel.Layers(seed));
        return relative;
    }

    public TaskRun Run(params TaskItem[] models) => Run(designTime: false, models);

    public TaskRun Run(bool designTime, params TaskItem[] models)
    {
        var engine = new FakeBuildEngine();
        var task = new CompressWfnModels
        {
            BuildEngine = engine,
            Models = [.. models.Cast<ITaskItem>()],
            ProjectFolder = Folder,
            OutputFolder = "obj/wfn/",
            DesignTime = designTime,
            HelpFile = "docs/diagnostics.md",
        };
        return new TaskRun(task.Execute(), engine, task.Artifacts, task.WrittenFiles);
    }

    public void Dispose() => root.Dispose();

    public static TaskItem Item(string include, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(include);
        foreach (var (name, value) in metadata)
        {
            item.SetMetadata(name, value);
        }

        return item;
    }
}

/// <summary>What a run of the task did.</summary>
internal sealed record TaskRun(bool Succeeded, FakeBuildEngine Engine, ITaskItem[] Artifacts, ITaskItem[] WrittenFiles)
{
    /// <summary>How many models were compressed rather than found up to date.</summary>
    public int Compressed => Engine.Messages.Count(m => m.Message!.Contains(": compressing into ", StringComparison.Ordinal));
}
