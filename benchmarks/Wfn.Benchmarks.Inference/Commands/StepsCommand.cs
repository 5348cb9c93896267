extern alias WfnGenerator;

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>Where the time of a call goes, step by step.</summary>
internal static class StepsCommand
{
    private const int Rounds = 41;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var networks = new Argument<string[]>("network")
        {
            Description = "Names of networks; all when none is given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Parts of candidates' names to measure.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("steps", "The time of each step of generated code, by a clock read between them.") { networks, only };
        command.SetAction(parsed =>
        {
            Machine.Print();
            Run(NetworkCatalogue.Named(parsed.GetValue(networks)!), parsed.GetValue(only)!);
        });
        return command;
    }

    /// <summary>Measures and prints a table for each network and kind of code.</summary>
    public static void Run(IEnumerable<BenchmarkNetwork> networks, string[] only)
    {
        var filter = CandidateSet.Named(only);
        foreach (var network in networks)
        {
            var prepared = PreparedNetwork.Prepare(network);
            foreach (var (name, numerics, kernel) in CandidateSet.Generated)
            {
                if (filter?.Invoke(name) ?? true)
                {
                    Print($"{network.Name}, {name}", prepared, numerics, kernel);
                }
            }
        }
    }

    private static void Print(string title, PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel)
    {
        var (model, steps) = GeneratedCode.LoadTimed(network, numerics, kernel);
        var ticks = (long[])model.GetField(TimedSteps.TicksField, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        using var candidate = new GeneratedCandidate(title, model, network, network.Inputs(1), 1);
        var (calls, rounds) = PairedMeasurement.Watched(candidate, Rounds, () => Taken(ticks));
        var whole = Spread.Of(rounds.Select(r => Microseconds(r.Sum(), calls)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"### {title}\n{whole.ToString("F2")} µs in all; {Rounds} rounds of {calls} calls.\n\n```\n{steps.Plan}\n```\n"));
        Console.WriteLine("| step | µs | share |\n|---|---|---|");
        for (var step = 0; step < steps.Names.Count; step++)
        {
            var own = Spread.Of(rounds.Select(r => Microseconds(r[step], calls)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {steps.Names[step]} | {own.ToString("F2")} | {own.Median / whole.Median:P0} |"));
        }

        Console.WriteLine();
    }

    private static long[] Taken(long[] ticks)
    {
        var taken = (long[])ticks.Clone();
        Array.Clear(ticks);
        return taken;
    }

    private static double Microseconds(long ticks, int calls) => (double)ticks / calls * 1e6 / Stopwatch.Frequency;
}
