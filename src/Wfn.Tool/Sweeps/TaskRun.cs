using System.Diagnostics;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>Runs one task of a sweep in this process.</summary>
internal static class TaskRun
{
    /// <summary>Runs it, unless it is done; what is under way elsewhere is waited for.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="task">The task.</param>
    /// <param name="error">Where what it says goes, besides its log.</param>
    /// <param name="cancellation">Interrupts it; it goes on from its checkpoint.</param>
    /// <returns>One of <see cref="ExitCodes"/>; a result that does not meet its limits is one.</returns>
    public static async Task<int> RunAsync(SweepFolder folder, SweepTask task, TextWriter error, CancellationToken cancellation)
    {
        FileStream? held = null;
        SweepFolder.Attempt(folder.Of(task), () =>
        {
            Directory.CreateDirectory(folder.Of(task));
            held = FileLock.Take(folder.Lock(task), () => error.WriteLine($"{task.Name}: another process runs it, which is waited for"), cancellation);
        });
        using var holding = held;
        var before = SweepTaskRecord.Read(folder, task);
        if (before is { IsEnded: true })
        {
            error.WriteLine($"{task.Name}: it is done");
            return ExitCodes.Done;
        }

        var watch = Stopwatch.StartNew();
        var record = new SweepTaskRecord
        {
            Fingerprint = task.Fingerprint,
            State = SweepTaskState.Running,
            Sittings = (before?.Sittings ?? 0) + 1,
            Machine = Environment.MachineName,
            Began = DateTimeOffset.UtcNow,
        };
        record.Write(folder, task);
        var code = await CompressAsync(folder, task, error, cancellation, out var log);
        if (code == ExitCodes.Interrupted)
        {
            return code;
        }

        record = record with
        {
            State = code switch
            {
                ExitCodes.Done => SweepTaskState.Done,
                ExitCodes.LimitNotMet => SweepTaskState.Rejected,
                _ => SweepTaskState.Failed,
            },
            Seconds = watch.Elapsed.TotalSeconds,
            Error = log.Errors,
        };
        record.Write(folder, task);
        return record.IsEnded ? ExitCodes.Done : ExitCodes.WrongInput;
    }

    private static Task<int> CompressAsync(SweepFolder folder, SweepTask task, TextWriter error, CancellationToken cancellation, out TaskLog log)
    {
        // Paths in a plan count from its folder; the process does nothing else.
        Environment.CurrentDirectory = folder.Base;
        log = new TaskLog(folder.Log(task), error);
        string Relative(string path) => Path.GetRelativePath(folder.Base, path);
        string[] arguments =
            [.. task.Arguments, "--output", Relative(folder.Output(task)), "--progress", Relative(folder.Progress(task)), "--json"];
        return ToolApplication.RunAsync(arguments, new ToolConsole(TextWriter.Null, log), cancellation);
    }
}
