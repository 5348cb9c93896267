// Our method and its baselines on the same network, data and epochs. docs/lossless.md shows what came out, and names the commands.
using System.CommandLine;
using Wfn.Diagnostics;
using Wfn.Experiments.Accuracy.Commands;

var root = new RootCommand("Puts ways to fix weights on few values beside each other.") { RunCommand.Create(), ReportCommand.Create() };
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("interrupted; the same command goes on from the last epoch");
    return 130;
}
catch (Exception error) when (error is WfnException or InvalidOperationException or ArgumentException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
