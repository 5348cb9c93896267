using System.CommandLine;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>Everything that docs/performance.md shows, in its order.</summary>
internal static class AllCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("all", "Everything that docs/performance.md shows.");
        command.SetAction(_ =>
        {
            Machine.Print();
            Console.WriteLine("## What the machine can do\n");
            RooflineCommand.Run();
            Console.WriteLine("## Inference\n");
            PairedCommand.Run(NetworkCatalogue.All, [1, 32], PairedCommand.Rounds, []);
            Console.WriteLine("## Process start, memory, bytes\n");
            FirstAnswerCommand.Run(FirstAnswerCommand.Runs);
            Console.WriteLine("## Build\n");
            BuildTimeCommand.Run(NetworkCatalogue.Named([BuildTimeCommand.Largest])[0], BuildTimeCommand.Runs);
        });
        return command;
    }
}
