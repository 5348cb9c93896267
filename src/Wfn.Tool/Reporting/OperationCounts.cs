using Wfn.Artifact;
using Wfn.Graph;

namespace Wfn.Tool.Reporting;

/// <summary>How much one answer takes, by the weights: what multiplies a weight in the original, adds and shifts by its terms in the fixed network.</summary>
internal static class OperationCounts
{
    // Of one operation in 45 nm at 0.9 V, in picojoules. A shift is taken to cost what an addition does; it is not in the source.
    private const double FloatMultiply = 3.7;
    private const double FloatAdd = 0.9;
    private const double IntegerAdd = 0.1;

    /// <summary>The figures of every layer with fixed weights.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="original">The original's parameters by name; empty where they are not known.</param>
    public static LayerFigure[] Layers(WfnArtifact artifact, IReadOnlyDictionary<string, Parameter> original)
    {
        var graph = artifact.Graph;
        var shapes = ShapeInference.Infer(graph);
        var parameters = graph.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var indices = artifact.Tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal);
        var codebook = artifact.Codebook;
        var terms = Enumerable.Range(0, codebook.Count).Select(i => (long)codebook.Terms(i).Count).ToArray();
        var shifts = Enumerable.Range(0, codebook.Count).Select(i => (long)codebook.Terms(i).Count(t => t.Exponent > 0)).ToArray();
        var layers = new List<LayerFigure>();
        foreach (var node in graph.Nodes)
        {
            foreach (var name in node.InputNames.Where(indices.ContainsKey).Where(n => parameters[n].Role == ParameterRole.Weight))
            {
                var weight = parameters[name];
                // Every weight of an output channel meets an input once for each of the channel's results.
                var results = shapes[node.Output].Sample.ElementCount / Math.Max(1, weight.Shape[0]);
                layers.Add(new LayerFigure(
                    name,
                    weight.Values.Count,
                    Entropy(indices[name]),
                    original.TryGetValue(name, out var before) && before.Values.Count == weight.Values.Count ? Movement(before, weight) : null,
                    (long)weight.Values.Count * results,
                    indices[name].Sum(i => terms[i]) * results,
                    indices[name].Sum(i => shifts[i]) * results));
            }
        }

        return [.. layers];
    }

    /// <summary>The energy of the layers.</summary>
    public static EnergyEstimate Energy(IReadOnlyList<LayerFigure> layers) => new(
        layers.Sum(l => l.MultiplyAdds) * (FloatMultiply + FloatAdd) / 1000,
        layers.Sum(l => l.Additions + l.Shifts) * IntegerAdd / 1000,
        "M. Horowitz, Computing's energy problem, ISSCC 2014 (45 nm): float32 multiplication 3.7 pJ, addition 0.9 pJ; 32-bit addition 0.1 pJ. A shift is "
            + "taken to cost what an addition does. Memory is not counted.");

    private static double Entropy(EquatableArray<ushort> indices) =>
        indices.GroupBy(i => i).Select(g => (double)g.Count() / indices.Count).Sum(p => -p * Math.Log2(p));

    private static double Movement(Parameter before, Parameter after)
    {
        var (moved, length) = (0.0, 0.0);
        for (var i = 0; i < before.Values.Count; i++)
        {
            moved += Math.Pow((double)after.Values[i] - before.Values[i], 2);
            length += Math.Pow(before.Values[i], 2);
        }

        return length == 0 ? 0 : Math.Sqrt(moved / length);
    }
}
