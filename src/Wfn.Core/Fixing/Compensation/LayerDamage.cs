using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>What fixing one layer costs the outputs, the others being as they were.</summary>
/// <param name="Layer">The node.</param>
/// <param name="Parameters">The names of its parameters that were fixed.</param>
/// <param name="Weights">How many weights these have.</param>
/// <param name="Share">Their part of all fixed weights.</param>
/// <param name="EntropyBits">The entropy of their values, in bits a weight.</param>
/// <param name="UniqueWeights">How many values they have.</param>
/// <param name="OutputChange">
/// The root mean square of the outputs' error as a part of that of the original outputs around each element's mean, where only this layer is
/// fixed; the mean over outputs.
/// </param>
/// <param name="ResultChange">The same of the layer's own result.</param>
public sealed record LayerDamage(
    string Layer,
    EquatableArray<string> Parameters,
    long Weights,
    double Share,
    double EntropyBits,
    int UniqueWeights,
    double OutputChange,
    double ResultChange)
{
    private const double MostDecibels = 99;

    /// <summary>The layer's own result as a ratio of signal to noise in decibels; 99 where nothing changed.</summary>
    public double SignalToNoise => ResultChange < 1e-5 ? MostDecibels : Math.Min(MostDecibels, -20 * Math.Log10(ResultChange));

    /// <summary>Bytes that leaving it out costs: its weights in float32, less what they take on the codebook.</summary>
    public long BytesLeftOut => (sizeof(float) * Weights) - (long)Math.Ceiling(EntropyBits * Weights / 8);

    /// <summary>Finds it out for every layer that changed, the one that costs most first.</summary>
    /// <param name="original">The original network.</param>
    /// <param name="fixedNetwork">The same with fixed parameters.</param>
    /// <param name="samples">The samples to run.</param>
    /// <param name="threads">The most threads, 0 for one a core.</param>
    public static IReadOnlyList<LayerDamage> Of(NetworkGraph original, NetworkGraph fixedNetwork, InputSamples samples, int threads = 0)
    {
        var before = new GraphIndex(SampleForm.Of(original));
        var after = new GraphIndex(SampleForm.Of(fixedNetwork));
        var runs = new SampleRuns(before, samples, samples.Count, threads);
        foreach (var node in before.Graph.Nodes)
        {
            runs.Run(node, before);
        }

        string[] outputs = [.. before.Graph.Outputs.Select(output => output.Name).Where(name => before.Element(name) == ElementType.Float32)];
        var all = original.Parameters.Where(parameter => parameter.IsFixable).Sum(parameter => (double)parameter.Values.Count);
        var layers = new List<LayerDamage>();
        for (var n = 0; n < before.Graph.Nodes.Count; n++)
        {
            var node = before.Graph.Nodes[n];
            string[] changed =
            [
                .. node.InputNames.Where(name => before.FindParameter(name) is { IsFixable: true } own
                    && !own.Values.AsSpan().SequenceEqual(after.Parameter(name).Values.AsSpan())),
            ];
            if (changed.Length == 0)
            {
                continue;
            }

            var alone = runs.Fork();
            RunFrom(alone, n, before, after);
            float[] values = [.. changed.SelectMany(name => after.Parameter(name).Values)];
            var counts = values.GroupBy(value => value).Select(group => (double)group.Count() / values.Length).ToList();
            layers.Add(new LayerDamage(
                node.Name,
                changed.ToEquatableArray(),
                values.Length,
                values.Length / all,
                -counts.Sum(part => part * Math.Log(part, 2)),
                counts.Count,
                outputs.Length == 0 ? 0 : outputs.Average(name => Math.Sqrt(OutputError.Relative(runs, alone, name))),
                Math.Sqrt(OutputError.Relative(runs, alone, node.Output))));
            alone.Free();
        }

        return [.. layers.OrderByDescending(layer => layer.OutputChange).ThenBy(layer => layer.Layer, StringComparer.Ordinal)];
    }

    // The fixed layer, and behind it everything that depends on it, as it was.
    private static void RunFrom(SampleRuns alone, int first, GraphIndex before, GraphIndex after)
    {
        var stale = new HashSet<string>(StringComparer.Ordinal);
        for (var n = first; n < before.Graph.Nodes.Count; n++)
        {
            var node = before.Graph.Nodes[n];
            if (n > first && !node.InputNames.Any(stale.Contains))
            {
                continue;
            }

            alone.Run(n == first ? after.Graph.Nodes[n] : node, n == first ? after : before);
            stale.UnionWith(node.OutputNames);
        }
    }
}
