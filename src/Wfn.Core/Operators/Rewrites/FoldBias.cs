using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Makes the sum of a weighted sum's output and one constant per output channel its bias:
/// exporters write MatMul and Add for what was one layer.
/// </summary>
public static class FoldBias
{
    /// <summary>The network with such sums folded. Layers that have a bias, or whose output something else reads, are left.</summary>
    public static NetworkGraph Apply(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        var sums = Foldable(index);
        var edits = new ParameterEdits(graph);
        foreach (var (_, _, constant) in sums)
        {
            edits.Release(constant.Name);
        }

        var biases = new Dictionary<string, string>(StringComparer.Ordinal);
        var replaced = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var (sum, layer, constant) in sums)
        {
            // Layers that share a bias go on sharing it.
            if (!biases.TryGetValue(constant.Name, out var bias))
            {
                var shape = TensorShape.Of(constant.Shape.ElementCount);
                bias = edits.Replace(constant.Name, constant with { Role = ParameterRole.Bias, Shape = shape });
                biases.Add(constant.Name, bias);
            }

            replaced.Add(layer.Name, WithBias(layer, bias) with { Outputs = sum.Outputs });
        }

        var removed = new HashSet<string>(sums.Select(found => found.Sum.Name), StringComparer.Ordinal);
        return graph with
        {
            Nodes = graph.Nodes
                .Where(node => !removed.Contains(node.Name))
                .Select(node => replaced.TryGetValue(node.Name, out var found) ? found : node)
                .ToEquatableArray(),
            Parameters = edits.All,
        };
    }

    // Some values far below all others take scores away; they are no weights that a codebook should have.
    private static bool Masks(Parameter constant)
    {
        const float Masking = -5000;
        const float Ordinary = -1000;
        return constant.Values.Any(value => value <= Masking) && constant.Values.Any(value => value > Ordinary);
    }

    private static List<(Node Sum, Node Layer, Parameter Constant)> Foldable(GraphIndex index)
    {
        var found = new List<(Node Sum, Node Layer, Parameter Constant)>();
        foreach (var node in index.Graph.Nodes)
        {
            if (node is not BinaryNode sum || sum.Operator != BinaryOperator.Add || Constant(index, sum) is not { } constant)
            {
                continue;
            }

            var value = sum.Inputs[0] == constant.Name ? sum.Inputs[1] : sum.Inputs[0];
            if (index.Producer(value) is { } layer && !index.IsOutput(value) && index.Consumers(value).Count == 1
                && IsPerChannel(index, layer, constant.Shape) && !Masks(constant))
            {
                found.Add((sum, layer, constant));
            }
        }

        return found;
    }

    private static Parameter? Constant(GraphIndex index, BinaryNode sum) =>
        index.FindParameter(sum.Inputs[0]) ?? index.FindParameter(sum.Inputs[1]);

    private static bool IsPerChannel(GraphIndex index, Node layer, TensorShape constant)
    {
        var output = index.Shape(layer.Output);
        var sum = OperatorDefinition.Of(layer).WeightedSum;
        var channelAxis = sum is null || layer.HasInput(sum.Bias) ? -1 : sum.ChannelAxis(output.Rank);
        var axis = channelAxis - (output.Rank - constant.Rank);
        return channelAxis >= 0 && axis >= 0 && constant[axis] == output[channelAxis] && constant.ElementCount == output[channelAxis];
    }

    private static Node WithBias(Node layer, string bias) =>
        layer with { Inputs = layer.Inputs.With(OperatorDefinition.Of(layer).WeightedSum!.Bias, bias) };
}
