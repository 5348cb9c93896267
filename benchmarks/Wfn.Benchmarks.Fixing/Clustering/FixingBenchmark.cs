using System.Diagnostics;
using System.Globalization;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Testing.Networks;

namespace Wfn.Benchmarks.Fixing.Clustering;

/// <summary>Times the clustering of a whole schedule without training.</summary>
internal static class FixingBenchmark
{
    /// <summary>Runs the command behind <c>fixing</c>.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["schedule", .. var rest]:
                Schedule(SampleWeights.NormalNetwork(Number(rest, 0, 100_000)), Number(rest, 1, 10));
                return 0;
            case ["resnet18", .. var rest]:
                Schedule(SampleWeights.ResNet18(), Number(rest, 0, 3));
                return 0;
            case ["matrix", .. var rest]:
                var count = Number(rest, 0, 100_000);
                BesideMatrix("normal", SampleWeights.NormalNetwork(count));
                BesideMatrix("layers of a network", SampleWeights.LayeredNetwork(count));
                return 0;
            default:
                return Usage.Show();
        }
    }

    private static int Number(string[] arguments, int index, int otherwise) =>
        index < arguments.Length ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    private static void Schedule(NetworkGraph network, int repeats)
    {
        foreach (var recluster in new[] { true, false })
        {
            var options = new FixingOptions { Recluster = recluster };
            using var process = Process.GetCurrentProcess();
            var (seconds, processor) = (new List<double>(), new List<double>());
            var values = 0;
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var used = process.TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                values = NetworkFixing.Fix(network, options, []).Codebook.Count;
                seconds.Add(watch.Elapsed.TotalSeconds);
                process.Refresh();
                processor.Add((process.TotalProcessorTime - used).TotalSeconds);
            }

            var name = recluster ? "re-clustering" : "monotone";
            var (first, later) = (seconds[0], seconds.Skip(1).DefaultIfEmpty(seconds[0]).ToList());
            var median = processor.Skip(1).DefaultIfEmpty(processor[0]).Order().ElementAt((processor.Count - 1) / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {network.Parameters.Sum(p => p.Values.Count)} weights to {values} values; first run {first:F3} s, "
                    + $"then {later.Min():F3} to {later.Max():F3} s ({later.Count} runs); processor time {processor[0]:F3} s, "
                    + $"then {median:F3} s (median); peak resident memory so far {process.PeakWorkingSet64 / 1e6:F0} MB"));
        }
    }

    /// <summary>
    /// Times the whole schedule with the matrix version, once, and with ours, often. Processor time, of all threads together: it
    /// depends least on what else the machine is doing.
    /// </summary>
    private static void BesideMatrix(string name, NetworkGraph network)
    {
        var options = new FixingOptions { Recluster = true };
        var ours = NetworkFixing.Fix(network, options, []);
        for (var warmUp = 0; warmUp < 50; warmUp++)
        {
            ours = NetworkFixing.Fix(network, options, []);
        }

        const int Repeats = 50;
        var fast = ProcessorSeconds(() =>
        {
            for (var repeat = 0; repeat < Repeats; repeat++)
            {
                ours = NetworkFixing.Fix(network, options, []);
            }
        }) / Repeats;

        var moved = network.Parameters[0].Values.ToArray();
        var isEqual = true;
        var slow = ProcessorSeconds(() =>
        {
            FixingRound? last = null;
            for (var round = 0; round < options.Fractions.Count; round++)
            {
                last = MatrixFixing.Cluster(moved, round, options, last);
                WeightFixing.Apply(moved, last);
                isEqual &= FixingRoundSummary.Of(last).Equals(ours.Rounds[round]);
            }
        });
        isEqual &= ours.Graph.Parameters[0].Values.AsSpan().SequenceEqual(moved);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {moved.Length} weights to {ours.Codebook.Count} values, every round and weight equal: {isEqual}; "
                + $"sorted windows {fast:F4} s, matrix {slow:F2} s, ratio {slow / fast:F0}"));
    }

    private static double ProcessorSeconds(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
