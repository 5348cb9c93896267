namespace Wfn.Graph;

/// <summary>The one index of a network: parameters, types, producers and consumers by name.</summary>
public sealed class GraphIndex
{
    private readonly Dictionary<string, Parameter> parameters;
    private readonly Dictionary<string, TensorType> types;
    private readonly Dictionary<string, Node> producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Node>> consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;

    /// <summary>Indexes a network and infers the type of every activation.</summary>
    /// <exception cref="Diagnostics.WfnException">The graph contradicts itself.</exception>
    public GraphIndex(NetworkGraph graph)
    {
        Graph = graph;
        types = ShapeInference.Types(graph);
        parameters = graph.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        outputs = new HashSet<string>(graph.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.OutputNames)
            {
                producers.Add(output, node);
            }

            foreach (var input in node.InputNames)
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

    /// <summary>The names of all activations: inputs, then every node's results in order.</summary>
    public IEnumerable<string> Activations => Graph.Inputs.Select(input => input.Name).Concat(Graph.Nodes.SelectMany(node => node.OutputNames));

    /// <summary>The parameter of that name, or null when the name is an activation's.</summary>
    public Parameter? FindParameter(string name) => parameters.TryGetValue(name, out var found) ? found : null;

    /// <summary>The parameter of that name.</summary>
    public Parameter Parameter(string name) => parameters[name];

    /// <summary>The shape of an activation or a parameter.</summary>
    public TensorShape Shape(string name) => parameters.TryGetValue(name, out var found) ? found.Shape : types[name].Shape;

    /// <summary>The type of an activation's elements.</summary>
    public ElementType Element(string activation) => types[activation].Element;

    /// <summary>The node that makes an activation, or null for an input of the network.</summary>
    public Node? Producer(string name) => producers.TryGetValue(name, out var found) ? found : null;

    /// <summary>The nodes that read a value, in topological order.</summary>
    public IReadOnlyList<Node> Consumers(string name) => consumers.TryGetValue(name, out var found) ? found : [];

    /// <summary>The activations that a node reads.</summary>
    public IEnumerable<string> ActivationsOf(Node node) => node.InputNames.Where(name => !parameters.ContainsKey(name));

    /// <summary>Whether the activation is an output of the network.</summary>
    public bool IsOutput(string name) => outputs.Contains(name);
}
