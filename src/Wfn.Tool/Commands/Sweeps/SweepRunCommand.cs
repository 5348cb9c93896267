using System.CommandLine;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep run</c>: does the tasks of a plan on this machine.</summary>
internal sealed class SweepRunCommand : Command
{
    private readonly Argument<string> plan = SweepOptions.Plan();
    private readonly Option<int?> parallel = NumberOption.Whole(
        "--parallel", "How many tasks run at once (default: as many as there are cores for).", 1, 1024);

    private readonly Option<int?> gpus = NumberOption.Whole(
        "--gpus", "How many GPUs tasks share, of which each sees one (default: each sees what there is).", 1, 64);

    private readonly Option<bool> json = SharedOptions.Json();

    public SweepRunCommand(ToolConsole console)
        : base("run", "Do what is not done of a plan on this machine, each task in a process of its own; exit code 1 where a task fails.")
    {
        Add(plan);
        Add(parallel);
        Add(gpus);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var folder = SweepFolder.Prepare(parsed.GetRequiredValue(plan));
            var status = ProgressDisplay.Run(console, progress =>
            {
                var atOnce = parsed.GetValue(parallel) ?? parsed.GetValue(gpus) ?? SweepRun.DefaultParallel(folder.Sweep);
                SweepRun.RunAsync(folder, atOnce, parsed.GetValue(gpus) ?? 0, progress, cancellation).GetAwaiter().GetResult();
                return SweepStatus.Of(folder);
            });
            SweepTable.Write(console, status, parsed.GetValue(json));
            return Task.FromResult(status.Tasks.All(task => task.State is SweepTaskState.Done or SweepTaskState.Rejected) ? ExitCodes.Done : ExitCodes.WrongInput);
        });
    }
}
