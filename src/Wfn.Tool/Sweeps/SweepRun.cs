using System.Collections.Concurrent;
using System.Globalization;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>Runs the tasks of a sweep on this machine, each in a process of its own.</summary>
internal static class SweepRun
{
    /// <summary>What says which GPUs a process sees.</summary>
    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How many tasks this machine has cores for at once.</summary>
    public static int DefaultParallel(Sweep sweep) => Math.Max(1, Environment.ProcessorCount / sweep.Tasks.Max(Threads));

    /// <summary>How many threads a task computes with.</summary>
    public static int Threads(SweepTask task)
    {
        var at = task.Arguments.ToList().IndexOf("--threads");
        return int.Parse(task.Arguments[at + 1], CultureInfo.InvariantCulture);
    }

    /// <summary>Runs what is not done.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="parallel">How many tasks at once.</param>
    /// <param name="gpus">How many GPUs they share, of which each sees one; 0 to leave that alone.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends all; each task goes on from its checkpoint next time.</param>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public static async Task RunAsync(SweepFolder folder, int parallel, int gpus, IProgressDisplay progress, CancellationToken cancellation)
    {
        SweepTask[] left = [.. folder.Sweep.Tasks.Where(task => SweepTaskRecord.Read(folder, task) is not { IsEnded: true })];
        progress.Begin(string.Create(CultureInfo.InvariantCulture, $"running {left.Length} of {folder.Sweep.Tasks.Count} tasks, {parallel} at once"));
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = WatchAsync(folder, left, progress, watching.Token);
        var slots = new ConcurrentBag<int>(Enumerable.Range(0, parallel).Reverse());
        await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, async (task, stop) =>
        {
            slots.TryTake(out var slot);
            await RunAsync(folder, task, gpus == 0 ? null : slot % gpus, progress, stop);
            slots.Add(slot);
        });
        await watching.CancelAsync();
        await watch;
    }

    private static async Task RunAsync(SweepFolder folder, SweepTask task, int? gpu, IProgressDisplay progress, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (gpu is { } visible)
        {
            environment[VisibleGpus] = visible.ToString(CultureInfo.InvariantCulture);
        }

        using var process = ToolProcess.Start(["sweep", "task", folder.Root, task.Name, "--end-with-input"], environment);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = await process.StandardError.ReadToEndAsync(cancellation);
            await output;
            await process.WaitForExitAsync(cancellation);
            progress.Note($"{task.Name}: {Verdict(folder, task, process.ExitCode, error)}");
        }
        finally
        {
            // Its state is a file after every epoch: it can be ended at any time.
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Verdict(SweepFolder folder, SweepTask task, int exitCode, string said) => SweepTaskRecord.Read(folder, task) switch
    {
        { State: SweepTaskState.Done } => "done",
        { State: SweepTaskState.Rejected, Error: var reason } => "done, and rejected: " + reason,
        { State: SweepTaskState.Failed, Error: var reason } => "failed: " + reason,
        _ => string.Create(CultureInfo.InvariantCulture, $"ended by exit code {exitCode}: ")
            + string.Join("; ", said.Split('\n').Where(ErrorLine.IsError).DefaultIfEmpty("it said nothing; the same command goes on")),
    };

    private static async Task WatchAsync(SweepFolder folder, SweepTask[] tasks, IProgressDisplay progress, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var states = tasks.Select(task => SweepStatus.Of(folder, task)).ToArray();
            progress.Report(
                states.Sum(state => state.Done) / Math.Max(1, tasks.Length),
                string.Join("; ", states.Where(state => state.State == SweepTaskState.Running).Select(state => $"{state.Task}: {state.Detail ?? state.Stage}")));
            await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
