using System.CommandLine;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep merge</c>: the best result of a sweep for each network.</summary>
internal sealed class SweepMergeCommand : Command
{
    private readonly Argument<string> plan = SweepOptions.PlanOrFolder();
    private readonly Option<bool> partial = new("--partial") { Description = "Merge what has ended, though there are tasks that have not." };
    private readonly Option<bool> wait = new("--wait") { Description = "Wait until all tasks have ended." };
    private readonly Option<double?> stalled = NumberOption.Real(
        "--stalled",
        "With --wait: wait no longer when no task has got on for so many minutes (default: wait without end).",
        "a number of minutes above 0",
        v => v is > 0 and <= 1e6);

    private readonly Option<int?> threads = SharedOptions.Threads();
    private readonly Option<bool> json = SharedOptions.Json();

    public SweepMergeCommand(ToolConsole console)
        : base("merge", "Choose the smallest result that loses nothing for each network; write it, the frontier and a report. Exit code 2 where none loses nothing.")
    {
        Add(plan);
        Add(partial);
        Add(wait);
        Add(stalled);
        Validators.Add(result =>
        {
            if (result.GetResult(stalled) is not null && !result.GetValue(wait))
            {
                result.AddError("--stalled is about waiting: give --wait");
            }
        });
        Add(threads);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var folder = SweepFolder.Open(parsed.GetRequiredValue(plan));
            var report = ProgressDisplay.Run(console, progress => SweepMerge.Run(
                folder, parsed.GetValue(partial), Waiting(parsed), parsed.GetValue(threads) ?? 0, progress, cancellation));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                Write(new ResultWriter(console), report);
            }

            foreach (var network in report.Networks.Where(network => !network.Confirmed))
            {
                console.Error.WriteLine(network.Output is null
                    ? $"{network.Network}: no task has a result"
                    : $"{network.Network}: {(network.Lossless ? "the result is not confirmed by --eval" : "no result loses nothing")}; the best is kept as {network.Output}");
            }

            return Task.FromResult(report.IsMet ? ExitCodes.Done : ExitCodes.LimitNotMet);
        });
    }

    private TimeSpan? Waiting(ParseResult parsed) => !parsed.GetValue(wait) ? null
        : parsed.GetValue(stalled) is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue;

    private static void Write(ResultWriter writer, MergeReport report)
    {
        foreach (var network in report.Networks)
        {
            writer.Heading($"{network.Network}: {network.Output ?? "–"}");
            writer.Table(
                ["task", "#values", "#bits", "#quality", "#difference", "95 % interval", ""],
                [.. network.Frontier.Select(point => (string[])
                [
                    point.Task,
                    Figures.Count(point.UniqueWeights),
                    Figures.Bits(point.EntropyBits),
                    Figures.Real(point.Quality),
                    Figures.Real(point.Difference),
                    $"{Figures.Real(point.DifferenceLow)} to {Figures.Real(point.DifferenceHigh)}",
                    (point.Lossless ? "lossless" : "") + (point.Chosen ? ", chosen" : ""),
                ])]);
        }
    }
}
