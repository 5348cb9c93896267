using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Keeps what a file stores as integers within the range of those: quantisers leave out activation functions whose bounds that is.
/// </summary>
internal static class SaturateRanges
{
    /// <summary>The network with a clip behind every node that may leave the range of what it makes. Inputs are taken as they are.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="ranges">The ranges that its file tells.</param>
    /// <param name="makeName">Makes a name that no value and no node has, of one.</param>
    public static NetworkGraph Apply(NetworkGraph graph, IReadOnlyCollection<StoredRange> ranges, Func<string, string> makeName)
    {
        var index = new GraphIndex(graph);
        var known = ranges.ToDictionary(range => range.Activation, StringComparer.Ordinal);
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            var clips = new List<Node>();
            var outputs = node.Outputs.Select(output =>
            {
                if (!known.TryGetValue(output, out var range) || StaysWithin(node, range, known, index))
                {
                    return output;
                }

                var sum = makeName(output + ".sum");
                clips.Add(new ClipNode
                {
                    Name = makeName(node.Name + ".saturated"),
                    Inputs = [sum],
                    Output = output,
                    Minimum = range.Minimum,
                    Maximum = range.Maximum,
                });
                return sum;
            }).ToEquatableArray();
            nodes.Add(clips.Count == 0 ? node : node with { Outputs = outputs });
            nodes.AddRange(clips);
        }

        return graph with { Nodes = nodes.ToEquatableArray() };
    }

    // What only moves numbers of that range does, and what has results of a fixed range that the file has taken over.
    private static bool StaysWithin(Node node, StoredRange range, Dictionary<string, StoredRange> known, GraphIndex index)
    {
        if (Clamps.Find(node) is { } bounds && bounds.Minimum >= range.Minimum && bounds.Maximum <= range.Maximum)
        {
            return true;
        }

        var behaviour = OperatorDefinition.Of(node).Formats(node, index);
        return behaviour.IsBounded || (behaviour.KeepsFormat && index.ActivationsOf(node).All(
            input => known.TryGetValue(input, out var own) && own.Minimum >= range.Minimum && own.Maximum <= range.Maximum));
    }
}
