using System.Globalization;
using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>Parameters that a rewrite gives to nodes in place of others, which other nodes may still read.</summary>
internal sealed class ParameterEdits
{
    private readonly Dictionary<string, int> uses;
    private readonly Dictionary<string, Parameter> parameters;
    private readonly List<string> order;
    private readonly HashSet<string> names;

    /// <summary>Starts with a network's own.</summary>
    public ParameterEdits(NetworkGraph graph)
    {
        parameters = graph.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        order = [.. graph.Parameters.Select(parameter => parameter.Name)];
        uses = parameters.Keys.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        names = new HashSet<string>(
            parameters.Keys.Concat(graph.Inputs.Select(input => input.Name)).Concat(graph.Nodes.SelectMany(node => node.OutputNames)),
            StringComparer.Ordinal);
        foreach (var name in graph.Nodes.SelectMany(node => node.InputNames))
        {
            if (uses.TryGetValue(name, out var count))
            {
                uses[name] = count + 1;
            }
        }
    }

    /// <summary>The parameters as they now are.</summary>
    public EquatableArray<Parameter> All => order.Select(name => parameters[name]).ToEquatableArray();

    /// <summary>The parameter of that name, or null.</summary>
    public Parameter? Find(string name) => parameters.TryGetValue(name, out var found) ? found : null;

    /// <summary>Notes that one node no longer reads a parameter; other values are not counted.</summary>
    public void Release(string name)
    {
        if (uses.TryGetValue(name, out var count))
        {
            uses[name] = count - 1;
        }
    }

    /// <summary>
    /// Gives one node another parameter in place of one that it has released; it takes over the name unless somebody else still
    /// reads what was called so.
    /// </summary>
    public string Replace(string released, Parameter replacement)
    {
        var name = released;
        for (var number = 2; uses[name] > 0 || (name != released && names.Contains(name)); number++)
        {
            name = released + "_" + number.ToString(CultureInfo.InvariantCulture);
            uses[name] = uses.TryGetValue(name, out var count) ? count : 0;
        }

        if (names.Add(name))
        {
            order.Add(name);
        }

        parameters[name] = replacement with { Name = name };
        uses[name] = 1;
        return name;
    }
}
