namespace Wfn.Graph;

/// <summary>Look-ups by name over a network: parameters, shapes, producers and consumers.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, Parameter> parameters;
    private readonly Dictionary<string, TensorShape> shapes;
    private readonly Dictionary<string, Node> producers;
    private readonly Dictionary<string, List<Node>> consumers = new(StringComparer.Ordinal);

    /// <summary>Indexes a network and infers the shape of every activation.</summary>
    /// <exception cref="Diagnostics.WfnException">The graph contradicts itself.</exception>
    public GraphIndex(NetworkGraph graph)
    {
        Graph = graph;
        shapes = ShapeInference.Infer(graph);
        parameters = graph.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        producers = graph.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (!consumers.TryGetValue(input, out var list))
                {
                    consumers.Add(input, list = []);
                }

                if (list.Count == 0 || !ReferenceEquals(list[list.Count - 1], node))
                {
                    list.Add(node);
                }
            }
        }
    }

    /// <summary>The network.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>The parameter of that name, or null when the name is an activation's.</summary>
    public Parameter? FindParameter(string name) => parameters.TryGetValue(name, out var found) ? found : null;

    /// <summary>The parameter of that name.</summary>
    public Parameter Parameter(string name) => parameters[name];

    /// <summary>The shape of an activation or a parameter.</summary>
    public TensorShape Shape(string name) => parameters.TryGetValue(name, out var found) ? found.Shape : shapes[name];

    /// <summary>The node that makes an activation, or null for an input of the network.</summary>
    public Node? Producer(string name) => producers.TryGetValue(name, out var found) ? found : null;

    /// <summary>The nodes that read an activation, in topological order.</summary>
    public IReadOnlyList<Node> Consumers(string name) => consumers.TryGetValue(name, out var found) ? found : [];

    /// <summary>Whether the activation is an output of the network.</summary>
    public bool IsOutput(string name) => Graph.Outputs.Any(o => o.Name == name);
}
