using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Makes clamps that follow one another one: quantised models saturate behind their activation functions.
/// </summary>
public static class MergeClamps
{
    /// <summary>The network with each clamp taken into the one that alone reads it.</summary>
    public static NetworkGraph Apply(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        var replaced = new Dictionary<string, Node>(StringComparer.Ordinal);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (Clamps.Find(node) is not { } bounds || index.IsOutput(node.Inputs[0]) || index.Consumers(node.Inputs[0]).Count != 1
                || index.Producer(node.Inputs[0]) is not { } producer)
            {
                continue;
            }

            // What comes before has been merged with what comes before it.
            var before = replaced.TryGetValue(producer.Name, out var merged) ? merged : producer;
            if (Clamps.Find(before) is { } inner)
            {
                replaced.Add(node.Name, Merged(node, before, inner, bounds));
                removed.Add(producer.Name);
            }
        }

        return removed.Count == 0 ? graph : graph with
        {
            Nodes = graph.Nodes
                .Where(node => !removed.Contains(node.Name))
                .Select(node => replaced.TryGetValue(node.Name, out var found) ? found : node)
                .ToEquatableArray(),
        };
    }

    // First one and then the other: min(max(min(max(x, a), b), c), d).
    private static Node Merged(Node node, Node before, FloatBounds inner, FloatBounds outer)
    {
        float Both(float value) => Math.Min(Math.Max(value, outer.Minimum), outer.Maximum);
        var (minimum, maximum) = (Both(inner.Minimum), Both(inner.Maximum));
        return minimum == 0 && float.IsPositiveInfinity(maximum)
            ? new ReluNode { Name = node.Name, Inputs = before.Inputs, Output = node.Output }
            : new ClipNode { Name = node.Name, Inputs = before.Inputs, Output = node.Output, Minimum = minimum, Maximum = maximum };
    }
}
