using System.CommandLine;
using BenchmarkDotNet.Running;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>BenchmarkDotNet over the same candidates; its own options follow the command's name.</summary>
internal static class BenchmarkDotNetCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new Argument<string[]>("options")
        {
            Description = "BenchmarkDotNet's own, such as --filter '*FixedPoint*'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("bdn", "The same with BenchmarkDotNet, one candidate after another.") { options };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            string[] arguments = [.. parsed.GetValue(options)!, .. parsed.UnmatchedTokens];
            BenchmarkSwitcher.FromAssembly(typeof(BenchmarkDotNetCommand).Assembly).Run(
                arguments.Length == 0 ? ["--filter", "*"] : arguments);
        });
        return command;
    }
}
