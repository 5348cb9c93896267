using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>Brings the parameters into the order of their first use, and drops those that no node reads.</summary>
public static class OrderParameters
{
    /// <summary>The network with its parameters in order.</summary>
    public static NetworkGraph Apply(NetworkGraph graph)
    {
        var byName = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var ordered = new List<Parameter>();
        foreach (var name in graph.Nodes.SelectMany(node => node.InputNames))
        {
            if (byName.TryGetValue(name, out var parameter))
            {
                ordered.Add(parameter);
                byName.Remove(name);
            }
        }

        return graph with { Parameters = ordered.ToEquatableArray() };
    }
}
