using System.CommandLine;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep</c>: many compressions that do not depend on each other, here or on a cluster.</summary>
internal sealed class SweepCommand : Command
{
    public SweepCommand(ToolConsole console)
        : base("sweep", "Compress with many seeds, δ, prices or networks, here or on a cluster, and choose the best for each network.")
    {
        Add(new SweepRunCommand(console));
        Add(new SweepStatusCommand(console));
        Add(new SweepSubmitCommand(console));
        Add(new SweepMergeCommand(console));
        Add(new SweepTaskCommand(console));
    }
}
