using Wfn.Graph;
using Wfn.Integers;
using Wfn.Operators;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>
/// Nodes without an integer form inside a network of integers: what they read is turned into float32 once for all of them, they run
/// over row-major activations as in a float32 plan, and what they make is turned into integers again.
/// </summary>
internal sealed class FloatIslands
{
    // No tensor of the network has such a name: theirs have no part behind a zero character.
    private const string Read = "\0float32";
    private const string Made = "\0made";

    private readonly Dictionary<string, FixedPointTensor> tensors;
    private readonly PlanBuilder builder;
    private readonly Lazy<GraphIndex> index;
    private readonly HashSet<string> converted = new(StringComparer.Ordinal);

    /// <summary>Finds them in a network.</summary>
    public FloatIslands(FixedPointNetwork network, Dictionary<string, FixedPointTensor> tensors, PlanBuilder builder)
    {
        (this.tensors, this.builder) = (tensors, builder);
        index = new Lazy<GraphIndex>(() => new GraphIndex(Graph(network.Operations.OfType<Float32Operation>().ToArray())));
    }

    /// <summary>Adds the calls of a node, whose operands are there as row-major integers.</summary>
    public void Add(Float32Operation operation)
    {
        foreach (var input in operation.Inputs)
        {
            if (converted.Add(input))
            {
                var from = builder.Find(input);
                var to = builder.Make(input + Read, from.Length, StorageType.Float32);
                builder.Add(FixedPointCalls.ToFloat32(operation.Name, tensors[input].Format, from, to));
            }
        }

        var node = Renamed(operation.Node);
        OperatorDefinition.Of(node).Plan(node, new PlanScope(builder, index.Value, node, node.Outputs[0], FloatBounds.None) { IsIsland = true });
        foreach (var result in operation.Results)
        {
            var from = builder.Find(result + Made);
            builder.Add(FixedPointCalls.ToFixedPoint(operation.Name, tensors[result].Format, from, builder.Make(result, from.Length)));
        }
    }

    private NetworkGraph Graph(Float32Operation[] operations)
    {
        return new NetworkGraph
        {
            Name = "",
            Inputs = operations.SelectMany(o => o.Inputs).Distinct().Select(i => Info(i, Read)).ToEquatableArray(),
            Outputs = operations.SelectMany(o => o.Results).Select(r => Info(r, Made)).ToEquatableArray(),
            Nodes = operations.Select(o => Renamed(o.Node)).ToEquatableArray(),
            Parameters = operations.SelectMany(o => o.Parameters).Distinct().ToEquatableArray(),
        };

        TensorInfo Info(string tensor, string suffix) => new(tensor + suffix, tensors[tensor].Shape);
    }

    private Node Renamed(Node node) => node with
    {
        Inputs = node.Inputs.Select(i => tensors.ContainsKey(i) ? i + Read : i).ToEquatableArray(),
        Outputs = node.Outputs.Select(o => o.Length == 0 ? o : o + Made).ToEquatableArray(),
    };
}
