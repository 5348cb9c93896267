using System.CommandLine;
using Wfn.Tool.Doctor;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>doctor</c>: whether this machine has what builds, training and generated code need.</summary>
internal sealed class DoctorCommand : Command
{
    private readonly Option<bool> json = SharedOptions.Json();

    public DoctorCommand(ToolConsole console)
        : base("doctor", "Look at SDK, libtorch, instruction sets and package versions, and say what to do. Changes nothing.")
    {
        Add(json);
        SetAction(parsed =>
        {
            var report = Examination.Of(Directory.GetCurrentDirectory());
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                new ResultWriter(console).Table(
                    ["what", "state", "found", "what to do"],
                    [.. report.Findings.Select(f => (string[])[f.Name, f.State.ToString().ToLowerInvariant(), f.Found, f.Advice])]);
            }

            return report.IsHealthy ? ExitCodes.Done : ExitCodes.LimitNotMet;
        });
    }
}
