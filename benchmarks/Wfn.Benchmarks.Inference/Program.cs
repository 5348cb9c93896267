// Speed, start and size of generated code beside the runtimes it replaces. benchmarks/README.md names the commands.
using System.CommandLine;
using Wfn.Benchmarks.Inference.Commands;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Onnx;

var isa = new Option<string?>("--isa")
{
    Description = "Run as a machine with these instructions and no others.",
    Recursive = true,
};
isa.AcceptOnlyFromAmong([.. InstructionSet.All.Select(set => set.Name)]);
var root = new RootCommand("Measures generated code beside ONNX Runtime, TorchSharp and plain loops.")
{
    isa,
    PairedCommand.Create(),
    QuickCommand.Create(),
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
    var parsed = root.Parse(args);
    if (parsed.Errors.Count == 0 && parsed.GetValue(isa) is { } name)
    {
        var set = InstructionSet.Named(name);
        if (!set.IsTold)
        {
            return set.RunAgain(args);
        }

        if (!set.IsHere)
        {
            throw new InvalidOperationException($"this processor has no {set.Title}; it runs with {InstructionSet.Current.Title} at most");
        }

        if (set.Runtime is { } restriction && RestrictedRuntime.IsPossible)
        {
            RestrictedRuntime.Use(restriction);
        }
    }

    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is InvalidOperationException or ArgumentException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
