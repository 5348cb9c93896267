using System.Diagnostics;
using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Tool.Commands.Compress;
using Wfn.Tool.Compression;
using Wfn.Tool.Output;
using Wfn.Tool.Reporting;
using Wfn.Training.Search;

namespace Wfn.Tool.Sweeps;

/// <summary>
/// Chooses the best result for each network of a sweep, as a search chooses among its tries: of those that lose nothing by the paired comparison with
/// the original, the one of the fewest bits.
/// </summary>
internal sealed class SweepMerge
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly SweepFolder folder;
    private readonly int threads;
    private readonly IProgressDisplay progress;
    private readonly CancellationToken cancellation;

    private SweepMerge(SweepFolder folder, int threads, IProgressDisplay progress, CancellationToken cancellation)
    {
        this.folder = folder;
        this.threads = threads;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// <summary>Merges a sweep; of several merges at once one follows the other, and writes the same.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="isPartial">Whether tasks may be left out that have not ended.</param>
    /// <param name="waiting">How long they are waited for while none of them gets on: not at all when null, and without end when infinite.</param>
    /// <param name="threads">Threads to measure with; 0 for one a core. The result is the same for any number.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; nothing is written in part.</param>
    /// <exception cref="WfnException">Tasks have not ended (WFN3004), or a file is wrong.</exception>
    public static MergeReport Run(
        SweepFolder folder, bool isPartial, TimeSpan? waiting, int threads, IProgressDisplay progress, CancellationToken cancellation)
    {
        if (waiting is { } patience)
        {
            Wait(folder, patience, progress, cancellation);
        }

        if (!isPartial && SweepStatus.Of(folder).Tasks.Where(IsOpen).ToArray() is { Length: > 0 } open)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                string.Create(CultureInfo.InvariantCulture, $"{open.Length} of {folder.Sweep.Tasks.Count} tasks have not ended ({open[0].Task} is ")
                    + $"{open[0].State.ToString().ToLowerInvariant()}): run them, or merge what there is with --partial",
                folder.Root);
        }

        FileStream? held = null;
        SweepFolder.Attempt(folder.Merged, () =>
        {
            Directory.CreateDirectory(folder.Merged);
            held = FileLock.Take(Path.Combine(folder.Root, "merge.lock"), () => progress.Note("another merge runs, which is waited for"), cancellation);
        });
        using var holding = held;

        // Paths in a plan count from its folder.
        Environment.CurrentDirectory = folder.Base;
        return new SweepMerge(folder, threads, progress, cancellation).Run();
    }

    // A machine that was lost tells nobody: its task stands still.
    private static void Wait(SweepFolder folder, TimeSpan patience, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("waiting for tasks");
        var (seen, since) = ("", Stopwatch.StartNew());
        while (SweepStatus.Of(folder) is var status && status.Tasks.Any(IsOpen))
        {
            progress.Report((double)status.Tasks.Count(task => !IsOpen(task)) / status.Tasks.Count);
            var now = string.Join('\n', status.Tasks.Select(task => $"{task.State} {task.Stage} {task.Detail} {task.Done} {task.Sittings}"));
            if (now != seen)
            {
                (seen, since) = (now, Stopwatch.StartNew());
            }
            else if (since.Elapsed >= patience)
            {
                progress.Note($"no task has got on for {patience.TotalMinutes:0.###} minutes, and {status.Tasks.Count(IsOpen)} have not ended: they are waited for no longer");
                return;
            }

            cancellation.WaitHandle.WaitOne(Pause < patience ? Pause : patience);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static bool IsOpen(SweepTaskStatus task) => task.State is SweepTaskState.Waiting or SweepTaskState.Running or SweepTaskState.Interrupted;

    private MergeReport Run()
    {
        var report = new MergeReport([.. folder.Sweep.Networks.OrderBy(network => network.Name, StringComparer.Ordinal).Select(Merge)]);
        OutputFile.Prepare(Path.Combine(folder.Merged, "merge.json")).Write(JsonOutput.Text(report) + "\n");
        return report;
    }

    private NetworkMerge Merge(SweepNetwork network)
    {
        // By name, so that the order of the plan, and of what ran when, does not matter.
        var tasks = folder.Sweep.Tasks.Where(task => task.Network == network.Name).OrderBy(task => task.Name, StringComparer.Ordinal).ToArray();
        var records = tasks.Select(task => (Task: task, Record: SweepTaskRecord.Read(folder, task))).ToArray();
        FailedTask[] failed = [.. records.Where(one => one.Record is { State: SweepTaskState.Failed }).Select(one => new FailedTask(one.Task.Name, one.Record!.Error))];
        foreach (var one in failed)
        {
            progress.Note($"{one.Task} failed and is left out: {one.Error}");
        }

        var ended = records.Where(one => one.Record is { IsEnded: true }).ToArray();
        if (ended.Length == 0)
        {
            return NetworkMerge.WithoutResult(network, failed);
        }

        var settings = ended.ToDictionary(one => one.Task.Name, one => SettingsOf(one.Task), StringComparer.Ordinal);
        var first = settings[ended[0].Task.Name];
        var data = network.Choose ?? first.Validation ?? first.Evaluation ?? throw new WfnException(
            DiagnosticCodes.BadOption, $"there is nothing to choose by: give the network {network.Name} 'choose', 'validation' or 'eval' in the plan", folder.Root);
        if (data == first.Evaluation)
        {
            progress.Note($"{network.Name}: chosen by {data}, which --eval names, too: nothing is left that did not take part in choosing");
        }

        progress.Begin($"comparing results of {network.Name}");
        var judge = new SweepJudge(network.Model, data, isEvaluation: data == first.Evaluation, threads, progress, cancellation);
        var judged = new List<(SweepTask Task, string Path, ModelFile File, JudgedModel Result, TrialOutcome Outcome)>();
        foreach (var (task, record) in ended)
        {
            var path = folder.Artifact(task, record!.State);
            var file = ModelFile.ReadArtifact(path, settings[task.Name].Import.Memory);
            var result = judge.Of(file, settings[task.Name]);
            judged.Add((task, path, file, result, new TrialOutcome(new SamplesPlan(0), result.IsLossless, result.Bits, result.Comparison.Difference)));
            progress.Report((double)judged.Count / ended.Length, task.Name);
        }

        var chosen = judged[SearchStrategy.Best([.. judged.Select(one => one.Outcome)])!.Value];
        var confirmation = first.Evaluation is { } evaluation && evaluation != data
            ? new SweepJudge(network.Model, evaluation, isEvaluation: true, threads, progress, cancellation).Of(chosen.File, settings[chosen.Task.Name])
            : null;
        var isConfirmed = chosen.Result.IsLossless && confirmation is not { IsWithin: false };
        var output = Write(network, chosen.Path, isConfirmed);
        SweepPoint[] frontier =
        [
            .. judged.OrderBy(one => one.Outcome.Bits).ThenBy(one => one.Task.Name, StringComparer.Ordinal)
                .Select(one => Point(one.Task, one.File, one.Result, isChosen: one.Task == chosen.Task)),
        ];
        var page = Page(network, chosen.Path, settings[chosen.Task.Name], data, frontier);
        string Relative(string path) => Path.GetRelativePath(folder.Root, path).Replace('\\', '/');
        return new NetworkMerge
        {
            Network = network.Name,
            Model = network.Model,
            Chosen = chosen.Task.Name,
            Output = Relative(output),
            Report = Relative(page),
            Data = judge.Source,
            Samples = chosen.Result.Comparison.Samples,
            Lossless = chosen.Result.IsLossless,
            Evaluation = confirmation is null ? null : new Confirmation(
                confirmation.Source,
                confirmation.Comparison.Samples,
                confirmation.Quality,
                confirmation.Comparison.Difference,
                confirmation.Comparison.Low,
                confirmation.Comparison.High,
                confirmation.Comparison.PValue),
            Confirmed = isConfirmed,
            Frontier = frontier,
            Failed = failed,
        };
    }

    private static CompressionSettings SettingsOf(SweepTask task)
    {
        var parsed = SweepPlan.Parse(task);
        return parsed.Errors.Count == 0
            ? ((CompressCommand)parsed.CommandResult.Command).Read(parsed)
            : throw new WfnException(DiagnosticCodes.BadOption, $"{task.Name}: {parsed.Errors[0].Message}");
    }

    // What loses too much is kept under another name, as 'compress' does.
    private string Write(SweepNetwork network, string artifact, bool isConfirmed)
    {
        var good = Path.Combine(folder.Merged, network.Name + ".wfn");
        var rejected = Path.Combine(folder.Merged, network.Name + ".rejected.wfn");
        var (target, other) = isConfirmed ? (good, rejected) : (rejected, good);
        SweepFolder.Attempt(other, () => File.Delete(other));
        OutputFile.Prepare(target).Write(File.ReadAllBytes(artifact));
        return target;
    }

    private string Page(SweepNetwork network, string artifact, CompressionSettings settings, string data, SweepPoint[] frontier)
    {
        var report = ReportRun.Run(
            new ReportSettings(
                artifact,
                network.Model,
                settings.Evaluation ?? data,
                settings.Reading with { IsEvaluation = settings.Evaluation is not null },
                settings.Import,
                [],
                threads),
            progress,
            cancellation);
        var commands = folder.Sweep.Tasks.ToDictionary(task => task.Name, task => "dotnet wfn " + string.Join(' ', task.Arguments), StringComparer.Ordinal);
        var path = Path.Combine(folder.Merged, network.Name + ".html");
        OutputFile.Prepare(path).Write(HtmlReport.Of(report with
        {
            Frontier = [.. frontier.Select(point => new Reporting.FrontierPoint(point.EntropyBits, point.Quality, point.Lossless, point.Chosen, commands[point.Task]))],
        }));
        return path;
    }

    private static SweepPoint Point(SweepTask task, ModelFile file, JudgedModel result, bool isChosen) => new()
    {
        Task = task.Name,
        Parameters = result.Parameters,
        UniqueWeights = result.UniqueWeights,
        EntropyBits = result.EntropyBits,
        FileBytes = System.Text.Encoding.UTF8.GetByteCount(file.Text!),
        Quality = result.Quality,
        Difference = result.Comparison.Difference,
        DifferenceLow = result.Comparison.Low,
        DifferenceHigh = result.Comparison.High,
        PValue = result.Comparison.PValue,
        Lossless = result.IsLossless,
        Chosen = isChosen,
    };
}
