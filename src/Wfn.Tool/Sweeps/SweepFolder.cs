using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Files;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>
/// Where a sweep lies: <c>sweep.json</c> says what it does, <c>tasks/NAME</c> holds what a task reads and writes, <c>merged</c> what came of all.
/// </summary>
internal sealed class SweepFolder
{
    private const string FileName = "sweep.json";
    private static readonly JsonSerializerOptions Format = JsonSerializerOptions.Web;

    private SweepFolder(string root, string basis, Sweep sweep)
    {
        (Root, Base, Sweep) = (root, basis, sweep);
    }

    /// <summary>Its full path.</summary>
    public string Root { get; }

    /// <summary>Full path of the plan's folder, from where tasks' paths count.</summary>
    public string Base { get; }

    /// <summary>What the sweep does.</summary>
    public Sweep Sweep { get; }

    /// <summary>Where results are merged.</summary>
    public string Merged => Path.Combine(Root, "merged");

    /// <summary>Where what was handed to schedulers is kept.</summary>
    public string Submissions => Path.Combine(Root, "submissions");

    /// <summary>Makes a plan's folder ready for tasks to be run; what is done in it stays.</summary>
    /// <exception cref="WfnException">The plan is wrong, or the folder cannot be written (WFN3004).</exception>
    public static SweepFolder Prepare(string plan)
    {
        var opened = OfPlan(plan);
        Attempt(opened.Root, () =>
        {
            Directory.CreateDirectory(opened.Root);
            var kept = new Kept(Path.GetRelativePath(opened.Root, opened.Base), opened.Sweep.Networks, opened.Sweep.Tasks);
            WholeFile.Replace(Path.Combine(opened.Root, FileName), JsonOutput.Text(kept) + "\n");
        });
        return opened;
    }

    /// <summary>The folder of a plan as it stands now, or one that was made ready, by its own path.</summary>
    /// <exception cref="WfnException">There is none (WFN1001), or the plan is wrong.</exception>
    public static SweepFolder Open(string planOrFolder)
    {
        if (!Directory.Exists(planOrFolder))
        {
            return OfPlan(planOrFolder);
        }

        var path = Path.Combine(planOrFolder, FileName);
        try
        {
            var root = Path.GetFullPath(planOrFolder);
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path), Format);
            return kept is { Base: not null, Networks: not null, Tasks: not null }
                ? new SweepFolder(root, Path.GetFullPath(kept.Base, root), new Sweep(kept.Networks, kept.Tasks))
                : throw new JsonException();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WfnException(
                DiagnosticCodes.FileNotReadable, "this is no folder of a sweep; 'dotnet wfn sweep run PLAN' makes one", path, innerException: e);
        }
    }

    /// <summary>A task by its name.</summary>
    /// <exception cref="WfnException">There is none (WFN3004).</exception>
    public SweepTask Task(string name) => Sweep.Tasks.FirstOrDefault(task => task.Name == name)
        ?? throw new WfnException(DiagnosticCodes.BadOption, $"the sweep has no task '{name}'", Root);

    /// <summary>The folder of a task, which need not be there.</summary>
    public string Of(SweepTask task) => Path.Combine(Root, "tasks", task.Name);

    /// <summary>Path of what a task writes.</summary>
    public string Output(SweepTask task) => Path.Combine(Of(task), Path.ChangeExtension(Path.GetFileName(task.Arguments[1]), ".wfn"));

    /// <summary>Path of a task's artifact, as it ended.</summary>
    public string Artifact(SweepTask task, SweepTaskState state) => Path.ChangeExtension(
        Output(task), state == SweepTaskState.Rejected ? ".rejected.wfn" : ".wfn");

    /// <summary>Path of what is told of a task.</summary>
    public string Record(SweepTask task) => Path.Combine(Of(task), "state.json");

    /// <summary>Path of what tells how far a task is.</summary>
    public string Progress(SweepTask task) => Path.Combine(Of(task), "progress.json");

    /// <summary>Path of what a task said.</summary>
    public string Log(SweepTask task) => Path.Combine(Of(task), "log.txt");

    /// <summary>Path of what the process that runs a task holds.</summary>
    public string Lock(SweepTask task) => Path.Combine(Of(task), "lock");

    /// <summary>Does what may fail for want of space or rights.</summary>
    /// <exception cref="WfnException">It did (WFN3004).</exception>
    public static void Attempt(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"the sweep's folder cannot be written: {e.Message}", path, innerException: e);
        }
    }

    private static SweepFolder OfPlan(string plan)
    {
        var sweep = SweepPlan.Read(plan, out var folder);
        return new SweepFolder(folder, Path.GetDirectoryName(Path.GetFullPath(plan))!, sweep);
    }

    // The plan's folder relative to this one, so that both can be mounted elsewhere.
    private sealed record Kept(string Base, IReadOnlyList<SweepNetwork> Networks, IReadOnlyList<SweepTask> Tasks);
}
