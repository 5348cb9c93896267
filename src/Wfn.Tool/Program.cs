using System.Runtime.InteropServices;
using Wfn.Tool;
using Wfn.Tool.Output;

using var interruption = new CancellationTokenSource();

// The first Ctrl-C lets the command clean up; a second one ends the process at once.
void Interrupt(PosixSignalContext signal)
{
    if (!interruption.IsCancellationRequested)
    {
        signal.Cancel = true;
        interruption.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await ToolApplication.RunAsync(args, ToolConsole.OfProcess(), interruption.Token);
