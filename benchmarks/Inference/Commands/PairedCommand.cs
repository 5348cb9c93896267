using System.CommandLine;
using System.Globalization;
using Inference.Candidates;
using Inference.Measurement;
using Inference.Networks;

namespace Inference.Commands;

/// <summary>All candidates in turns, as Markdown tables.</summary>
internal static class PairedCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var networks = new Argument<string[]>("network") { Description = "Names of networks; all when none is given.", Arity = ArgumentArity.ZeroOrMore };
        var batches = new Option<int[]>("--batch") { Description = "Samples a call.", DefaultValueFactory = _ => [1, 32], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Turns of every candidate.", DefaultValueFactory = _ => 41 };
        var only = new Option<string[]>("--only") { Description = "Parts of candidates' names to measure beside ORT fp32.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var command = new Command("paired", "Generated code beside ONNX Runtime, TorchSharp and plain loops, in turns within one process.") { networks, batches, rounds, only };
        command.SetAction(parsed =>
        {
            Machine.Print();
            foreach (var network in NetworkCatalogue.Named(parsed.GetValue(networks)!))
            {
                var prepared = PreparedNetwork.Prepare(network);
                var distances = Agreement.Check(prepared, Filter(parsed.GetValue(only)!));
                foreach (var batch in parsed.GetValue(batches)!)
                {
                    Measure(prepared, batch, parsed.GetValue(rounds), Filter(parsed.GetValue(only)!), distances);
                }
            }
        });
        return command;
    }

    private static Func<string, bool>? Filter(string[] parts) =>
        parts.Length == 0 ? null : name => parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static void Measure(PreparedNetwork network, int batch, int rounds, Func<string, bool>? only, IReadOnlyDictionary<string, Distance> distances)
    {
        using var set = CandidateSet.Make(network, batch, only);

        // A round of the largest network takes a second or more.
        var turns = network.MultiplyAdds * batch > 1_000_000_000 ? Math.Min(rounds, batch == 1 ? 15 : 5) : rounds;
        var timings = PairedMeasurement.Run(set.Candidates, turns);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"### {network.Network.Name}, batch {batch}\n{network.MultiplyAdds * batch / 1e6:F2} million multiply-adds a call; weights: {network.Network.Weights}; {turns} rounds; ORT int8 executes {set.Quantized}.\n"));
        Console.WriteLine("| candidate | µs a call | GMAC/s | × ORT fp32 | × ORT int8 | bytes allocated | from fp32 | same class |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var quantized = timings.FirstOrDefault(t => t.Name == CandidateSet.RuntimeQuantized);
        foreach (var timing in timings)
        {
            var seconds = Spread.Of(timing.Seconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {timing.Name} | {seconds.Median * 1e6:F1} | {network.MultiplyAdds * batch / seconds.Median / 1e9:F1} | {timing.Against(timings[0]).ToString("F2")} | {(quantized is null ? "" : timing.Against(quantized).ToString("F2"))} | {timing.AllocatedBytes} | {distances[timing.Name].Relative:P2} | {distances[timing.Name].SameLargest:P0} |"));
        }

        Console.WriteLine();
    }
}
