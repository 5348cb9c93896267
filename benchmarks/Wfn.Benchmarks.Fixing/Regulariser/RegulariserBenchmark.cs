using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Testing.Networks;
using Wfn.Training.Native;

namespace Wfn.Benchmarks.Fixing.Regulariser;

/// <summary>
/// What the cluster regulariser adds to a training step. Steps with and without it take turns; the ratio is that of neighbours.
/// </summary>
internal static class RegulariserBenchmark
{
    private const int WarmUps = 3;

    /// <summary>Runs the command behind <c>regulariser</c>.</summary>
    public static int Run(string[] arguments)
    {
        var threads = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1;
        var part = arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        LibTorch.EnsureLoaded();
        var small = OnnxImporter.Import(RepositoryRoot("tests/Models/fashion-resnet8.onnx"), new ImportOptions()).Graph;
        Measure("fashion-resnet8, batch 128 of 1×28×28", small, 128, (int)Math.Ceiling(60 * part), threads);
        var large = Scattered(RandomNetworks.ResNet18());
        Measure("ResNet-18's shapes, batch 8 of 3×64×64", Resized(large, 64), 8, (int)Math.Ceiling(40 * part), threads);
        Measure("ResNet-18's shapes, batch 16 of 3×224×224", large, 16, (int)Math.Ceiling(8 * part), threads);
        return 0;
    }

    private static void Measure(string name, NetworkGraph graph, int batch, int repeats, int threads)
    {
        var weights = FixableWeights.Of(graph, []).Flatten(graph);
        var options = new FixingOptions { Recluster = true };
        var last = options.Fractions.Count - 1;
        FixingRound? first = null, round = null;
        var moved = (float[])weights.Clone();
        for (var t = 0; t <= last; t++)
        {
            round = WeightFixing.Cluster(moved, t, options, round);
            WeightFixing.Apply(moved, round);
            first ??= round;
        }

        var all = new bool[weights.Length];
        Array.Fill(all, true);
        Console.WriteLine(FormattableString.Invariant($"{name}: {weights.Length} weights, {threads} thread(s), {repeats} pairs of steps"));
        Measure("as in round 2", graph, first!, [.. first!.Assignment.Select(centre => centre < 0)], batch, repeats, threads);
        Measure("all weights free, the last round's centres", graph, round!, all, batch, repeats, threads);
    }

    private static void Measure(string name, NetworkGraph graph, FixingRound round, bool[] free, int batch, int repeats, int threads)
    {
        using var step = new TrainingStep(graph, round, free, batch, threads);
        var (without, with, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var repeat = -Math.Min(WarmUps, repeats); repeat < repeats; repeat++)
        {
            // The order changes, so that neither always comes after the other.
            var isDrawnFirst = (repeat & 1) == 0;
            var (first, second) = (Seconds(step, isDrawnFirst), Seconds(step, !isDrawnFirst));
            if (repeat >= 0)
            {
                var (own, plain) = isDrawnFirst ? (first, second) : (second, first);
                with.Add(own);
                without.Add(plain);
                ratios.Add(own / plain);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name} ({free.Count(isFree => isFree)} free, {round.Centres.Count} centres): "
                + $"{1000 * Quantile(without, 0.5):F1} ms without, {1000 * Quantile(with, 0.5):F1} ms with; "
                + $"ratio {Quantile(ratios, 0.5):F3} (quartiles {Quantile(ratios, 0.25):F3} to {Quantile(ratios, 0.75):F3})"));
    }

    private static double Seconds(TrainingStep step, bool isDrawn)
    {
        step.Reset();
        var watch = Stopwatch.StartNew();
        step.Run(isDrawn);
        return watch.Elapsed.TotalSeconds;
    }

    private static double Quantile(List<double> figures, double part) => figures.Order().ElementAt((int)(part * (figures.Count - 1)));

    // The network's own weights are powers of two already, as after retraining; before it they are not.
    private static NetworkGraph Scattered(NetworkGraph graph)
    {
        var random = new Random(1);
        return graph with
        {
            Parameters = graph.Parameters.Select(parameter => parameter with
            {
                Values = parameter.Values.Select(value => value * (float)(0.7 + (0.6 * random.NextDouble()))).ToEquatableArray(),
            }).ToEquatableArray(),
        };
    }

    private static NetworkGraph Resized(NetworkGraph graph, int extent) => graph with
    {
        Inputs = [graph.Inputs[0] with { Shape = TensorShape.Of(TensorShape.Dynamic, 3, extent, extent) }],
    };

    private static string RepositoryRoot(string relative) => Path.Combine(
        typeof(RegulariserBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "RepositoryRoot").Value!,
        relative);
}
