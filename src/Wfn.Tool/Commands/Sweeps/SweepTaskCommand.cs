using System.CommandLine;
using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep task</c>: one task, which is what schedulers call.</summary>
internal sealed class SweepTaskCommand : Command
{
    private readonly Argument<string> folder = new("folder") { Description = "The sweep's folder." };
    private readonly Argument<string> task = new("task") { Description = "The task's name, as 'sweep status' shows it." };
    private readonly Option<bool> endWithInput = new("--end-with-input")
    {
        Description = "End where standard input does, which whoever starts it holds open.",
        Hidden = true,
    };

    public SweepTaskCommand(ToolConsole console)
        : base("task", "Do one task of a sweep, in this process: what schedulers call. It goes on where it was interrupted.")
    {
        Add(folder);
        Add(task);
        Add(endWithInput);
        SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(endWithInput))
            {
                // A process whose starter was killed would run on unseen.
                new Thread(() =>
                {
                    while (Console.In.Read() >= 0)
                    {
                    }

                    ImmediateExit.With(ExitCodes.Interrupted);
                })
                { IsBackground = true }.Start();
            }

            var sweep = SweepFolder.Open(parsed.GetRequiredValue(folder));
            return TaskRun.RunAsync(sweep, sweep.Task(parsed.GetRequiredValue(task)), console.Error, cancellation);
        });
    }
}
