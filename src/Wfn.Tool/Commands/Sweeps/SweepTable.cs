using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary>Where a sweep stands, for people and for scripts.</summary>
internal static class SweepTable
{
    /// <summary>Prints it.</summary>
    public static void Write(ToolConsole console, SweepStatus status, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(console.Output, status);
            return;
        }

        new ResultWriter(console).Table(
            ["task", "state", "#done", "#time", "#left", "at"],
            [.. status.Tasks.Select(task => (string[])
            [
                task.Task,
                task.State.ToString().ToLowerInvariant(),
                Figures.Percent(task.Done),
                Figures.Duration(task.Seconds),
                Figures.Duration(task.SecondsLeft),
                task.Error ?? task.Detail ?? task.Stage ?? "",
            ])]);
        var counts = status.Counts.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key}");
        console.Output.WriteLine($"{status.Folder}: {string.Join(", ", counts)}{(status.SecondsLeft > 0 ? $"; about {Figures.Duration(status.SecondsLeft)} left" : "")}");
    }
}
