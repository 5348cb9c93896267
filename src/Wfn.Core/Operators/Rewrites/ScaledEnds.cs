using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Operators.Rewrites;

/// <summary>Multiplies what enters and leaves a network by powers of two, where its inside has other scales.</summary>
internal static class ScaledEnds
{
    /// <summary>The network with a node at each end that has an exponent.</summary>
    /// <param name="graph">The network, whose inside is scaled already.</param>
    /// <param name="exponentOf">By which power of two an activation is larger inside.</param>
    public static NetworkGraph Add(NetworkGraph graph, Func<string, int> exponentOf)
    {
        string[] inputs = [.. graph.Inputs.Select(input => input.Name).Where(name => exponentOf(name) != 0)];
        string[] outputs = [.. graph.Outputs.Select(output => output.Name).Where(name => exponentOf(name) != 0)];
        if (inputs.Length + outputs.Length == 0)
        {
            return graph;
        }

        var (values, nodes) = (new UniqueNames(), new UniqueNames());
        foreach (var name in graph.Inputs.Select(input => input.Name).Concat(graph.Parameters.Select(parameter => parameter.Name))
            .Concat(graph.Nodes.SelectMany(node => node.OutputNames)))
        {
            values.Take(name);
        }

        foreach (var node in graph.Nodes)
        {
            nodes.Take(node.Name);
        }

        var inside = inputs.Concat(outputs).ToDictionary(name => name, name => values.Make(name + ".scaled"), StringComparer.Ordinal);
        var parameters = graph.Parameters.ToList();
        string Inside(string name) => inside.TryGetValue(name, out var scaled) ? scaled : name;
        Node Multiplied(string from, string to, string end, int exponent)
        {
            var factor = new Parameter(values.Make(end + ".scale"), ParameterRole.Constant, TensorShape.Of(), [(float)FixedPointRounding.PowerOfTwo(exponent)]);
            parameters.Add(factor);
            return BinaryOperator.Multiply.Blank with { Name = nodes.Make(end + ".scale"), Inputs = [from, factor.Name], Outputs = [to] };
        }

        Node[] all =
        [
            .. inputs.Select(name => Multiplied(name, inside[name], name, exponentOf(name))),
            .. graph.Nodes.Select(node => node with
            {
                Inputs = node.Inputs.Select(Inside).ToEquatableArray(),
                Outputs = node.Outputs.Select(Inside).ToEquatableArray(),
            }),
            .. outputs.Select(name => Multiplied(inside[name], name, name, -exponentOf(name))),
        ];
        return OrderParameters.Apply(graph with { Nodes = all.ToEquatableArray(), Parameters = parameters.ToEquatableArray() });
    }
}
