using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>All candidates in turns, as Markdown tables.</summary>
internal static class PairedCommand
{
    /// <summary>Turns of every candidate, unless the command line says otherwise.</summary>
    public const int Rounds = 41;

    /// <summary>Multiply-adds of a call from which on a round takes a second and more.</summary>
    public const long LongRound = 1_000_000_000;

    /// <summary>The head of the table whose rows <see cref="SummaryRow"/> makes.</summary>
    public static string SummaryHead { get; } =
        $"| network | batch | {string.Join(" | ", Ratios.Headings)} |\n|---|---|{string.Concat(Ratios.Headings.Select(_ => "---|"))}";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var networks = new Argument<string[]>("network")
        {
            Description = "Names of networks; all when none is given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var batches = new Option<int[]>("--batch")
        {
            Description = "Samples a call.",
            DefaultValueFactory = _ => [1, 32],
            AllowMultipleArgumentsPerToken = true,
        };
        var rounds = new Option<int>("--rounds") { Description = "Turns of every candidate.", DefaultValueFactory = _ => Rounds };
        var only = new Option<string[]>("--only")
        {
            Description = "Parts of candidates' names to measure beside ORT fp32.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var record = new Option<bool>("--record") { Description = "Write the file of this machine in benchmarks/results." };
        var command = new Command("paired", "Generated code beside ONNX Runtime, TorchSharp and plain loops, in turns within one process.")
        {
            networks, batches, rounds, only, record,
        };
        command.SetAction(parsed =>
        {
            Machine.Print();
            var measured = Run(
                NetworkCatalogue.Named(parsed.GetValue(networks)!),
                parsed.GetValue(batches)!,
                parsed.GetValue(rounds),
                parsed.GetValue(only)!);
            if (parsed.GetValue(record))
            {
                Console.WriteLine($"recorded in {RecordedResults.Write(string.Join(' ', parsed.Tokens.Select(Quoted)), measured)}");
            }
        });
        return command;
    }

    /// <summary>Measures networks and prints a table for each, then one for all.</summary>
    /// <returns>What was measured of each network and batch.</returns>
    public static IReadOnlyList<(string Network, int Batch, IReadOnlyList<Timing> Timings)> Run(
        IEnumerable<BenchmarkNetwork> networks, int[] batches, int rounds, string[] only)
    {
        var filter = CandidateSet.Named(only);
        var measured = new List<(string Network, int Batch, IReadOnlyList<Timing> Timings)>();
        foreach (var network in networks)
        {
            var prepared = PreparedNetwork.Prepare(network);
            var distances = Agreement.Check(prepared, filter);
            foreach (var batch in batches)
            {
                using var set = CandidateSet.Make(prepared, batch, filter);
                var turns = prepared.MultiplyAdds * batch > LongRound ? Math.Min(rounds, batch == 1 ? 15 : 5) : rounds;
                var timings = PairedMeasurement.Run(set.Candidates, turns);
                Print(prepared, batch, turns, set, timings, distances);
                measured.Add((network.Name, batch, batch == 1 ? [.. timings, .. OnCores(prepared, turns, filter)] : timings));
            }
        }

        Console.WriteLine("### In short\n");
        Console.WriteLine(SummaryHead);
        measured.ForEach(row => Console.WriteLine(SummaryRow(row.Network, row.Batch, row.Timings)));
        Console.WriteLine();
        return measured;
    }

    // By the time of day, which other work lengthens: only ratios within a round are worth something on a busy machine.
    private static IReadOnlyList<Timing> OnCores(PreparedNetwork network, int turns, Func<string, bool>? filter)
    {
        if (Environment.ProcessorCount < CandidateSet.Cores)
        {
            return [];
        }

        using var set = CandidateSet.MakeParallel(network, filter);
        var timings = PairedMeasurement.Run(set.Candidates, turns, clock: ThreadClock.TimeOfDay);
        Console.WriteLine($"One image, by the time of day:\n\n| candidate | µs a call | × {timings[0].Name} | bytes allocated |\n|---|---|---|---|");
        foreach (var timing in timings)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {timing.Name} | {Spread.Of(timing.Seconds).Median * 1e6:F1} | {timing.Against(timings[0]).ToString("F2")} | {timing.AllocatedBytes} |"));
        }

        Console.WriteLine();
        return timings;
    }

    /// <summary>The ratios of a network, of those that were measured.</summary>
    public static string SummaryRow(string network, int batch, IReadOnlyList<Timing> timings) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {network} | {batch} | {string.Join(" | ", Ratios.Cells(timings))} |");

    private static string Quoted(Token token) => token.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{token.Value}\"" : token.Value;

    private static void Print(
        PreparedNetwork network,
        int batch,
        int turns,
        CandidateSet set,
        IReadOnlyList<Timing> timings,
        IReadOnlyDictionary<string, Distance> distances)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"### {network.Network.Name}, batch {batch}\n{network.MultiplyAdds * batch / 1e6:F2} million multiply-adds a "
                + $"call; weights: {network.Network.Weights}; {turns} rounds; ORT int8 executes {set.Quantized}.\n"));
        Console.WriteLine("| candidate | µs a call | GMAC/s | × ORT fp32 | × ORT int8 | bytes allocated | from fp32 | same class |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var timing in timings)
        {
            var seconds = Spread.Of(timing.Seconds);
            var distance = distances[timing.Name];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {timing.Name} | {seconds.Median * 1e6:F1} | {network.MultiplyAdds * batch / seconds.Median / 1e9:F1} | "
                    + $"{timing.Against(timings[0]).ToString("F2")} | {Ratios.Cell(timings, timing.Name, CandidateSet.RuntimeQuantized)} | "
                    + $"{timing.AllocatedBytes} | {distance.Relative:P2} | {distance.SameLargest:P0} |"));
        }

        Console.WriteLine();
    }
}
