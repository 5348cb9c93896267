namespace Wfn.Graph;

/// <summary>
/// A network as one sample sees it: no value has a batch axis any more. The batch was found by shape inference, which passes a
/// <see cref="TensorShape.Dynamic"/> extent from node to node or refuses the node; a network without one is taken as it stands.
/// </summary>
internal static class SampleForm
{
    /// <summary>Whether several samples can run in one call.</summary>
    public static bool HasBatch(NetworkGraph graph) => graph.Inputs.Any(input => SampleScope.BatchAxis(input.Shape) >= 0);

    /// <summary>The network of one sample; names stay, but those of constants that lose an axis for one node and not for another.</summary>
    /// <exception cref="Diagnostics.WfnException">The graph contradicts itself (WFN1006).</exception>
    public static NetworkGraph Of(NetworkGraph graph)
    {
        if (!HasBatch(graph))
        {
            return graph;
        }

        var index = new GraphIndex(graph);
        var parameters = new Dictionary<(string Name, TensorShape Shape), string>();
        var made = new List<Parameter>();
        var names = new HashSet<string>(graph.Parameters.Select(p => p.Name), StringComparer.Ordinal);
        var scope = new SampleScope(index, Reshaped);
        var nodes = graph.Nodes.Select(node => node.Signature.ForSample(node, scope)).ToEquatableArray();
        return graph with
        {
            Inputs = graph.Inputs.Select(Sample).ToEquatableArray(),
            Outputs = graph.Outputs.Select(Sample).ToEquatableArray(),
            Nodes = nodes,
            Parameters = graph.Parameters.Concat(made).ToEquatableArray(),
        };

        string Reshaped(string name, TensorShape shape)
        {
            var parameter = index.Parameter(name);
            if (parameter.Shape == shape)
            {
                return name;
            }

            if (!parameters.TryGetValue((name, shape), out var reshaped))
            {
                reshaped = name + ":" + shape;
                while (!names.Add(reshaped))
                {
                    reshaped += "'";
                }

                parameters.Add((name, shape), reshaped);
                made.Add(parameter with { Name = reshaped, Shape = shape, ViewOf = name });
            }

            return reshaped;
        }
    }

    private static TensorInfo Sample(TensorInfo tensor) => tensor with { Shape = tensor.Shape.Sample };
}
