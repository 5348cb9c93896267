// Speed, start and size of generated code beside the runtimes it replaces. benchmarks/README.md names the commands.
using System.CommandLine;
using Wfn.Benchmarks.Inference.Commands;

var root = new RootCommand("Measures generated code beside ONNX Runtime, TorchSharp and plain loops.")
{
    PairedCommand.Create(),
    AgainstCommand.Create(),
    StepsCommand.Create(),
    BenchmarkDotNetCommand.Create(),
    FirstAnswerCommand.Create(),
    BuildTimeCommand.Create(),
    RooflineCommand.Create(),
    AllCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is InvalidOperationException or ArgumentException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
