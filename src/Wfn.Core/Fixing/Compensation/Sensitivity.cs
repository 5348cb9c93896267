using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// What a squared error of a layer's result costs the network's outputs, found out by trying: the layer's weights are disturbed a little,
/// and samples run on from there.
/// </summary>
internal static class Sensitivity
{
    /// <summary>The samples tried.</summary>
    public const int Samples = 48;

    private const int LeastSamples = 4;

    // Each layer has samples run on from it: the more layers, the fewer samples for each, but not fewer than these.
    private const int MostRuns = 1500;
    private const int FewSamples = 12;

    // As a part of the length of the weights: about what rounding comes to, and less of delicate layers, whose outputs would only tell that
    // nothing is left of them.
    private const double Disturbance = 0.06;
    private const double NextDisturbance = 0.25;
    private const double LeastDisturbance = 0.0005;

    // Squared, as a part of the outputs' variance: above that, twice the disturbance is no longer four times the error.
    private const double MostOutside = 0.01;

    /// <summary>Measures every layer, and every other parameter.</summary>
    /// <param name="index">The network, of one sample.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="others">Parameters of no layer.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="threads">The most threads.</param>
    /// <returns>
    /// The squared error of all outputs, as a part of their variance over samples and elements: for each layer, over the squared error of its
    /// result, both summed over a sample; for each other parameter, over the squared error of its weights.
    /// </returns>
    public static (double[] Layers, double[] Others) Of(
        GraphIndex index, IReadOnlyList<SumLayer> layers, IReadOnlyList<string> others, InputSamples samples, int threads)
    {
        var asked = Math.Min(Math.Min(Samples, samples.Count), Math.Max(FewSamples, MostRuns / Math.Max(1, layers.Count + others.Count)));
        var count = MemoryNeed.Affordable(asked, 2 * MemoryNeed.All(index), LeastSamples);
        var runs = new SampleRuns(index, samples, count, threads);
        foreach (var node in index.Graph.Nodes)
        {
            runs.Run(node, index);
        }

        return (
            [.. layers.Select((layer, i) => Measure(index, layer.Weight, layer.Node, runs, i))],
            [.. others.Select((name, i) => Measure(index, name, null, runs, i))]);
    }

    private static double Measure(GraphIndex index, string name, Node? layer, SampleRuns runs, int seed)
    {
        for (var disturbance = Disturbance; ; disturbance *= NextDisturbance)
        {
            var (inside, outside) = Errors(index, Disturbed(index, name, disturbance, seed), name, layer, runs);
            if (outside <= MostOutside || disturbance < LeastDisturbance)
            {
                return inside == 0 ? 0 : outside / inside;
            }
        }
    }

    // What a disturbed parameter makes of its layer's result, and of the outputs.
    private static (double Inside, double Outside) Errors(GraphIndex index, GraphIndex disturbed, string name, Node? layer, SampleRuns runs)
    {
        var other = runs.Fork();
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in index.Graph.Nodes)
        {
            var isDisturbed = layer is null ? node.InputNames.Contains(name) : ReferenceEquals(node, layer);
            if (isDisturbed || node.InputNames.Any(changed.Contains))
            {
                other.Run(node, isDisturbed ? disturbed : index);
                changed.UnionWith(node.OutputNames);
            }
        }

        var inside = layer is null
            ? index.Parameter(name).Values.Zip(disturbed.Parameter(name).Values, (a, b) => Math.Pow((double)a - b, 2)).Sum()
            : OutputError.SquaredError(runs, other, layer.Output) / runs.Count;
        var outside = index.Graph.Outputs.Where(output => changed.Contains(output.Name))
            .Sum(output => OutputError.Relative(runs, other, output.Name));
        other.Free();
        return (inside, outside);
    }

    private static GraphIndex Disturbed(GraphIndex index, string name, double disturbance, int seed)
    {
        var random = new RandomNumbers(seed);
        return new GraphIndex(index.Graph with
        {
            Parameters = index.Graph.Parameters.Select(parameter => parameter.Name == name
                ? parameter with { Values = Noisy(parameter.Values) }
                : parameter).ToEquatableArray(),
        });

        EquatableArray<float> Noisy(EquatableArray<float> values)
        {
            var length = Math.Sqrt(values.Sum(value => (double)value * value) / Math.Max(1, values.Count));
            return values.Select(value => (float)(value + (disturbance * length * random.Normal()))).ToEquatableArray();
        }
    }
}
