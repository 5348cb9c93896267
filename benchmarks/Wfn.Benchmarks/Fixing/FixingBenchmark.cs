using System.Diagnostics;
using System.Globalization;
using Wfn.Core.Tests.Fixing;
using Wfn.Fixing;

namespace Wfn.Benchmarks.Fixing;

/// <summary>Times the clustering of a whole schedule without training.</summary>
internal static class FixingBenchmark
{
    /// <summary>Runs the command behind <c>fixing</c>.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["schedule", .. var rest]:
                Schedule(SampleWeights.Normal(Number(rest, 0, 100_000)), Number(rest, 1, 10));
                return 0;
            case ["resnet18", .. var rest]:
                Schedule(SampleWeights.ResNet18(), Number(rest, 0, 3));
                return 0;
            case ["matrix", .. var rest]:
                BesideMatrix(SampleWeights.Normal(Number(rest, 0, 100_000)), Number(rest, 1, 120));
                return 0;
            default:
                return Usage.Show();
        }
    }

    private static int Number(string[] arguments, int index, int otherwise) =>
        index < arguments.Length ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    private static void Schedule(float[] weights, int repeats)
    {
        foreach (var recluster in new[] { true, false })
        {
            var options = new FixingOptions { Recluster = recluster };
            var seconds = new List<double>();
            var unique = 0;
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var watch = Stopwatch.StartNew();
                unique = RunSchedule(weights, options).Centres.Count;
                seconds.Add(watch.Elapsed.TotalSeconds);
            }

            Report(recluster, weights.Length, unique, seconds);
        }

        using var process = Process.GetCurrentProcess();
        Print($"peak resident memory {process.PeakWorkingSet64 / 1e6:F0} MB, input included");
    }

    private static FixingRound RunSchedule(float[] weights, FixingOptions options)
    {
        var moved = (float[])weights.Clone();
        FixingRound? last = null;
        for (var round = 0; round < options.Fractions.Count; round++)
        {
            last = WeightFixing.Cluster(moved, round, options, last);
            WeightFixing.Apply(moved, last);
        }

        return last!;
    }

    /// <summary>
    /// Times both versions round by round on the same weights. The matrix version stops at the time limit; the ratio is over
    /// the rounds that both finished.
    /// </summary>
    private static void BesideMatrix(float[] weights, int limit)
    {
        var options = new FixingOptions { Recluster = true };
        _ = RunSchedule(weights, options);
        var moved = (float[])weights.Clone();
        FixingRound? last = null;
        var (fast, slow) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < options.Fractions.Count && slow.TotalSeconds < limit; round++)
        {
            var watch = Stopwatch.StartNew();
            var ours = WeightFixing.Cluster(moved, round, options, last);
            fast += watch.Elapsed;
            watch.Restart();
            var theirs = MatrixFixing.Cluster(moved, round, options, last);
            slow += watch.Elapsed;
            Print($"round {round}: sorted windows {fast.TotalSeconds:F4} s, matrix {slow.TotalSeconds:F1} s so far, ratio {slow / fast:F0}, equal {ours.Equals(theirs)}");
            WeightFixing.Apply(moved, ours);
            last = ours;
        }
    }

    private static void Report(bool recluster, int count, int unique, List<double> seconds)
    {
        var name = recluster ? "re-clustering" : "monotone";
        Print($"{name}: {count} weights, {unique} values; first run {seconds[0]:F3} s, then {seconds.Skip(1).DefaultIfEmpty(seconds[0]).Min():F3} to {seconds.Skip(1).DefaultIfEmpty(seconds[0]).Max():F3} s");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
