using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>Bodies of functions and branches as nodes among those around them: copies whose names nothing else has.</summary>
internal static class Inlining
{
    /// <summary>What a node reads: its operands, and what the graphs in its attributes take from around them.</summary>
    public static IEnumerable<string> Reads(NodeProto node) =>
        node.Input.Concat(node.Attribute.Where(attribute => attribute.G is not null).SelectMany(attribute => Captured(attribute.G)));

    /// <summary>What a graph takes from around it.</summary>
    public static IEnumerable<string> Captured(GraphProto graph)
    {
        var own = Own(graph);
        return graph.Node.SelectMany(Reads).Concat(graph.Output.Select(output => output.Name))
            .Where(name => name.Length > 0 && !own.Contains(name));
    }

    /// <summary>Copies of nodes under other names.</summary>
    /// <param name="nodes">The nodes, each after those it reads from.</param>
    /// <param name="names">The new names of what is known by others already; takes in those of the nodes' outputs.</param>
    /// <param name="fresh">A name like another one that nothing else has.</param>
    /// <param name="attributes">The attributes that the nodes may refer to.</param>
    public static List<NodeProto> Copy(
        IEnumerable<NodeProto> nodes,
        Dictionary<string, string> names,
        Func<string, string> fresh,
        IReadOnlyDictionary<string, AttributeProto> attributes)
    {
        var copies = new List<NodeProto>();
        foreach (var node in nodes)
        {
            var copy = new NodeProto { Name = node.Name, OpType = node.OpType, Domain = node.Domain };
            copy.MetadataProps.AddRange(node.MetadataProps);
            copy.Input.AddRange(node.Input.Select(input => Renamed(input, names)));
            foreach (var attribute in node.Attribute)
            {
                if (attribute.RefAttrName.Length == 0)
                {
                    copy.Attribute.Add(attribute.G is null ? attribute : WithGraph(attribute, names));
                }
                else if (attributes.TryGetValue(attribute.RefAttrName, out var given))
                {
                    var named = given.Clone();
                    named.Name = attribute.Name;
                    copy.Attribute.Add(named);
                }
            }

            foreach (var output in node.Output)
            {
                if (output.Length > 0 && !names.ContainsKey(output))
                {
                    names.Add(output, fresh(output));
                }

                copy.Output.Add(Renamed(output, names));
            }

            copies.Add(copy);
        }

        return copies;
    }

    /// <summary>A name's new one, or itself.</summary>
    public static string Renamed(string name, IReadOnlyDictionary<string, string> names) =>
        names.TryGetValue(name, out var renamed) ? renamed : name;

    private static AttributeProto WithGraph(AttributeProto attribute, Dictionary<string, string> names)
    {
        var copy = attribute.Clone();
        Rename(copy.G, names);
        return copy;
    }

    // What a graph takes from around it; its own names stay.
    private static void Rename(GraphProto graph, Dictionary<string, string> names)
    {
        var own = Own(graph);
        var visible = names.Where(name => !own.Contains(name.Key))
            .ToDictionary(name => name.Key, name => name.Value, StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            for (var input = 0; input < node.Input.Count; input++)
            {
                node.Input[input] = Renamed(node.Input[input], visible);
            }

            foreach (var attribute in node.Attribute.Where(attribute => attribute.G is not null))
            {
                Rename(attribute.G, visible);
            }
        }

        foreach (var output in graph.Output)
        {
            output.Name = Renamed(output.Name, visible);
        }
    }

    private static HashSet<string> Own(GraphProto graph) => new(
        graph.Node.SelectMany(node => node.Output)
            .Concat(graph.Initializer.Select(initialiser => initialiser.Name))
            .Concat(graph.SparseInitializer.Select(initialiser => initialiser.Values?.Name ?? ""))
            .Concat(graph.Input.Select(input => input.Name)),
        StringComparer.Ordinal);
}
