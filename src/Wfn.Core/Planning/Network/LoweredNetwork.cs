using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.Planning;

/// <summary>A value of one sample.</summary>
/// <param name="Name">Its name; those that no graph has hold a zero character.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Format">What its elements are.</param>
internal sealed record LoweredValue(string Name, TensorShape Shape, TensorFormat Format);

/// <summary>
/// What is planned: operations of the integer vocabulary, nodes in float32, and conversions where one reads what the other makes. A
/// network without activation formats is the case of nodes alone.
/// </summary>
internal sealed class LoweredNetwork
{
    // No value of a graph has such a name.
    private const string Converted = "\0float32";
    private const string Made = "\0made";
    private readonly Dictionary<string, LoweredValue> values;
    private readonly Lazy<GraphIndex> index;

    private LoweredNetwork(
        IEnumerable<LoweredValue> values,
        EquatableArray<string> inputs,
        EquatableArray<string> outputs,
        IReadOnlyList<FixedPointOperation> operations,
        Func<GraphIndex> index)
    {
        this.values = values.ToDictionary(v => v.Name, StringComparer.Ordinal);
        this.index = new Lazy<GraphIndex>(index);
        (Inputs, Outputs, Operations) = (inputs, outputs, operations);
        HasIntegers = this.values.Values.Any(v => v.Format.FixedPoint is not null);
    }

    /// <summary>The inputs.</summary>
    public EquatableArray<string> Inputs { get; }

    /// <summary>The outputs.</summary>
    public EquatableArray<string> Outputs { get; }

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<FixedPointOperation> Operations { get; }

    /// <summary>Whether it is a network of integers, in which nodes in float32 are the exception.</summary>
    public bool HasIntegers { get; }

    /// <summary>The nodes in float32, their parameters and the types of what they read and make.</summary>
    public GraphIndex Index => index.Value;

    /// <summary>A value by its name.</summary>
    public LoweredValue this[string name] => values[name];

    /// <summary>A network of one sample in float32.</summary>
    public static LoweredNetwork Of(GraphIndex index)
    {
        var graph = index.Graph;
        return new LoweredNetwork(
            index.Activations.Select(a => new LoweredValue(a, index.Shape(a), TensorFormat.Of(index.Element(a)))),
            graph.Inputs.Select(i => i.Name).ToEquatableArray(),
            graph.Outputs.Select(o => o.Name).ToEquatableArray(),
            [.. graph.Nodes.Select(n => new Float32Operation
            {
                Name = n.Name,
                Inputs = index.ActivationsOf(n).ToEquatableArray(),
                Output = n.OutputNames.First(),
                Node = n,
                Parameters = [],
            })],
            () => index);
    }

    /// <summary>
    /// A network of integers; nodes without an integer form get conversions of what they read, made once for all of them, and of what
    /// they make.
    /// </summary>
    public static LoweredNetwork Of(FixedPointNetwork network)
    {
        var tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var operations = new List<FixedPointOperation>();
        var converted = new HashSet<string>(StringComparer.Ordinal);
        var nodes = new List<Float32Operation>();
        foreach (var operation in network.Operations)
        {
            if (operation is not Float32Operation node)
            {
                operations.Add(operation);
                continue;
            }

            foreach (var input in node.Inputs.Where(converted.Add))
            {
                operations.Add(new ToFloat32Operation { Name = node.Name, Inputs = [input], Output = input + Converted });
            }

            nodes.Add(Renamed(node));
            operations.Add(nodes[nodes.Count - 1]);
            foreach (var result in node.Results)
            {
                operations.Add(new ToFixedPointOperation { Name = node.Name, Inputs = [result + Made], Output = result });
            }
        }

        return new LoweredNetwork(
            network.Tensors.Select(t => new LoweredValue(t.Name, t.Shape, TensorFormat.Of(t.Format)))
                .Concat(converted.Select(c => Real(c, Converted)))
                .Concat(network.Operations.OfType<Float32Operation>().SelectMany(o => o.Results).Select(r => Real(r, Made))),
            network.Inputs,
            network.Outputs,
            operations,
            () => new GraphIndex(new NetworkGraph
            {
                Name = "",
                Inputs = converted.Select(c => new TensorInfo(c + Converted, tensors[c].Shape)).ToEquatableArray(),
                Outputs = nodes.SelectMany(n => n.Results).Select(r => new TensorInfo(r, tensors[Own(r)].Shape)).ToEquatableArray(),
                Nodes = nodes.Select(n => n.Node).ToEquatableArray(),
                Parameters = nodes.SelectMany(n => n.Parameters).Distinct().ToEquatableArray(),
            }));

        LoweredValue Real(string name, string suffix) => new(name + suffix, tensors[name].Shape, TensorFormat.Of(ElementType.Float32));

        Float32Operation Renamed(Float32Operation operation) => operation with
        {
            Inputs = operation.Inputs.Select(i => i + Converted).ToEquatableArray(),
            Output = operation.Output + Made,
            Node = operation.Node with
            {
                Inputs = operation.Node.Inputs.Select(i => tensors.ContainsKey(i) ? i + Converted : i).ToEquatableArray(),
                Outputs = operation.Node.Outputs.Select(o => o.Length == 0 ? o : o + Made).ToEquatableArray(),
            },
        };
    }

    private static string Own(string made) => made.Substring(0, made.Length - Made.Length);
}

/// <summary>From integers to float32.</summary>
internal sealed record ToFloat32Operation : FixedPointOperation;

/// <summary>From float32 to integers.</summary>
internal sealed record ToFixedPointOperation : FixedPointOperation;
