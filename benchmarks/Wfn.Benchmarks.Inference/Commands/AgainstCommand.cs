using System.CommandLine;
using System.Globalization;
using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>
/// Code that this commit generates beside code of another one, in turns within one process, as a Markdown table. The other commit's
/// <c>paired</c> leaves its compiled code in artifacts/benchmarks/generated.
/// </summary>
internal static class AgainstCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "artifacts/benchmarks/generated of the other checkout." };
        var networks = new Argument<string[]>("network") { Description = "Names of networks; all when none is given.", Arity = ArgumentArity.ZeroOrMore };
        var rounds = new Option<int>("--rounds") { Description = "Turns of every candidate.", DefaultValueFactory = _ => PairedCommand.Rounds };
        var command = new Command("against", "Code generated now beside code that another commit generated, in turns within one process.")
        {
            folder, networks, rounds,
        };
        command.SetAction(parsed =>
        {
            Machine.Print();
            Run(NetworkCatalogue.Named(parsed.GetValue(networks)!), parsed.GetValue(folder)!.FullName, parsed.GetValue(rounds));
        });
        return command;
    }

    private static void Run(IEnumerable<BenchmarkNetwork> networks, string folder, int rounds)
    {
        Console.WriteLine("| network | code | µs before | µs now | time now ÷ before | outputs |\n|---|---|---|---|---|---|");
        foreach (var network in networks)
        {
            var prepared = PreparedNetwork.Prepare(network);
            foreach (var (name, numerics, kernel) in CandidateSet.Generated)
            {
                var inputs = prepared.Inputs(1);
                using var before = new GeneratedCandidate("before", GeneratedCode.LoadFrom(folder, prepared, numerics, kernel), prepared, inputs, 1);
                using var now = new GeneratedCandidate("now", prepared, numerics, kernel, inputs, 1);
                before.Run();
                now.Run();
                var outputs = before.Outputs.SequenceEqual(now.Outputs) ? "the same bits" : "differ";
                var timings = PairedMeasurement.Run([before, now], rounds);
                var ratio = Spread.Of(timings[1].Seconds.Zip(timings[0].Seconds, (after, first) => after / first));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {network.Name} | {name} | {Spread.Of(timings[0].Seconds).Median * 1e6:F1} | {Spread.Of(timings[1].Seconds).Median * 1e6:F1} | "
                        + $"{ratio.ToString("F3")} | {outputs} |"));
            }
        }
    }
}
