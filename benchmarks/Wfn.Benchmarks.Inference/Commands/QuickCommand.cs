using System.CommandLine;
using System.Diagnostics;
using Wfn.Benchmarks.Inference.Candidates;
using Wfn.Benchmarks.Inference.Measurement;
using Wfn.Benchmarks.Inference.Networks;

namespace Wfn.Benchmarks.Inference.Commands;

/// <summary>The ratios of as many networks as a minute allows, for machines that do other work besides: printed, never judged.</summary>
internal static class QuickCommand
{
    private const int Rounds = 11;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(6);

    // What a network takes beside its warm-up, its code not compiled before.
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(6);

    private static readonly string[] Measured = [CandidateSet.RuntimeQuantized, .. CandidateSet.Generated.Select(kind => kind.Name)];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("quick", "The ratios of as many networks as a minute allows, one image a call.");
        command.SetAction(_ =>
        {
            Machine.Print();
            var watch = Stopwatch.StartNew();
            var filter = CandidateSet.Named(Measured);
            Console.WriteLine(PairedCommand.SummaryHead);
            foreach (var network in NetworkCatalogue.All)
            {
                if (watch.Elapsed + LongestWarmUp + Preparation > Limit)
                {
                    Console.WriteLine($"| {network.Name} | no time left | | | | |");
                    continue;
                }

                var prepared = PreparedNetwork.Prepare(network);
                if (prepared.MultiplyAdds > PairedCommand.LongRound)
                {
                    Console.WriteLine($"| {network.Name} | takes longer | | | | |");
                    continue;
                }

                Agreement.Check(prepared, filter);
                using var set = CandidateSet.Make(prepared, batch: 1, filter);
                Console.WriteLine(PairedCommand.SummaryRow(network.Name, 1, PairedMeasurement.Run(set.Candidates, Rounds, LongestWarmUp)));
            }

            Console.WriteLine($"\n{watch.Elapsed.TotalSeconds:F0} s");
        });
        return command;
    }
}
