using System.CommandLine;
using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep status</c>: where tasks stand.</summary>
internal sealed class SweepStatusCommand : Command
{
    private readonly Argument<string> plan = SweepOptions.PlanOrFolder();
    private readonly Option<bool> json = SharedOptions.Json();

    public SweepStatusCommand(ToolConsole console)
        : base("status", "Show where the tasks of a sweep stand, wherever they run, and how long they will take.")
    {
        Add(plan);
        Add(json);
        SetAction(parsed =>
        {
            SweepTable.Write(console, SweepStatus.Of(SweepFolder.Open(parsed.GetRequiredValue(plan))), parsed.GetValue(json));
            return ExitCodes.Done;
        });
    }
}
