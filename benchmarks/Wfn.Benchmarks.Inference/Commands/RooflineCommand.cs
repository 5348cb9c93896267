using System.CommandLine;
using Wfn.Benchmarks.Inference.Measurement;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>What the machine can do at most.</summary>
internal static class RooflineCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("roofline", "The most operations a second that one thread of this machine can do.");
        command.SetAction(_ =>
        {
            Machine.Print();
            Run();
        });
        return command;
    }

    /// <summary>Measures and prints the table.</summary>
    public static void Run()
    {
        Console.WriteLine("| one thread | billions a second |\n|---|---|");
        foreach (var (name, billions) in Roofline.Measure())
        {
            Console.WriteLine($"| {name} | {billions.ToString("F0")} |");
        }

        Console.WriteLine();
    }
}
