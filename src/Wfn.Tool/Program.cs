using System.Runtime.InteropServices;
using Wfn.Tool;
using Wfn.Tool.Output;

// Before anything else opens a file.
StandardStreams.TakeClosed();
using var interruption = new CancellationTokenSource();
var console = ToolConsole.OfProcess();

// The first Ctrl-C lets the command clean up, but not for long: a step on a large batch may take its time, and everything that is
// written is moved into place whole. A second one ends the process at once.
using var patience = new Timer(_ => ToolApplication.EndInterrupted(console));
void Interrupt(PosixSignalContext signal)
{
    if (!interruption.IsCancellationRequested)
    {
        signal.Cancel = true;
        patience.Change(Patience, Timeout.InfiniteTimeSpan);
        interruption.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await ToolApplication.RunAsync(args, console, interruption.Token);

/// <summary>The command line's entry point.</summary>
internal static partial class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(350);
}
