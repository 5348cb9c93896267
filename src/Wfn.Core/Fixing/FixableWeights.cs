using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Fixing;

/// <summary>
/// Which parameters of a network go onto its codebook, and where their values lie in the one vector that is clustered: tensor after
/// tensor in the graph's order, row-major.
/// </summary>
public sealed class FixableWeights
{
    private FixableWeights(EquatableArray<FixableTensor> tensors, EquatableArray<string> leftOut, int count)
    {
        Tensors = tensors;
        LeftOut = leftOut;
        Count = count;
    }

    /// <summary>The parameters that are fixed, in order.</summary>
    public EquatableArray<FixableTensor> Tensors { get; }

    /// <summary>Names of the parameters that could be fixed and are left out, in the graph's order.</summary>
    public EquatableArray<string> LeftOut { get; }

    /// <summary>The length of the vector.</summary>
    public int Count { get; }

    /// <summary>Chooses a network's parameters.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="exclude">Names of parameters to leave out, or of nodes whose parameters to leave out.</param>
    /// <exception cref="WfnException">
    /// No fixable parameter and no node that has any is named like that (WFN3004, naming those that are there), or there are more
    /// than 2^31 − 1 weights (WFN1005).
    /// </exception>
    public static FixableWeights Of(NetworkGraph graph, IReadOnlyCollection<string> exclude)
    {
        var excluded = Excluded(graph, exclude);
        var tensors = new List<FixableTensor>();
        var leftOut = new List<string>();
        var count = 0L;
        foreach (var parameter in graph.Parameters)
        {
            if (!parameter.IsFixable)
            {
                continue;
            }

            if (excluded.Contains(parameter.Name))
            {
                leftOut.Add(parameter.Name);
                continue;
            }

            if (count + parameter.Values.Count > int.MaxValue)
            {
                throw new WfnException(
                    DiagnosticCodes.TensorTooLarge, "The network has more than 2147483647 weights: they cannot be fixed to one codebook.");
            }

            tensors.Add(new FixableTensor(parameter.Name, (int)count, parameter.Values.Count));
            count += parameter.Values.Count;
        }

        return new FixableWeights(tensors.ToEquatableArray(), leftOut.ToEquatableArray(), (int)count);
    }

    /// <summary>The vector of all weights.</summary>
    /// <param name="graph">The network, or one with parameters of the same names and sizes.</param>
    /// <exception cref="WfnException">A weight is not finite (WFN1004, naming the parameter).</exception>
    public float[] Flatten(NetworkGraph graph)
    {
        var weights = new float[Count];
        foreach (var (tensor, parameter) in Match(graph))
        {
            parameter.Values.AsSpan().CopyTo(weights.AsSpan(tensor.Start));
            if (!WeightBits.IsFinite(WeightBits.LargestAbsolute(parameter.Values.AsSpan())))
            {
                throw NotFinite(parameter);
            }
        }

        return weights;
    }

    /// <summary>The network with the vector's values.</summary>
    /// <param name="graph">The network, or one with parameters of the same names and sizes.</param>
    /// <param name="weights">As many values as <see cref="Count"/>.</param>
    public NetworkGraph WriteBack(NetworkGraph graph, ReadOnlySpan<float> weights)
    {
        if (weights.Length != Count)
        {
            throw new ArgumentException("one value is needed for each weight", nameof(weights));
        }

        var changed = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var (tensor, parameter) in Match(graph))
        {
            changed.Add(parameter.Name, parameter with
            {
                Values = EquatableArray.Create(weights.Slice(tensor.Start, tensor.Count)),
            });
        }

        return graph with
        {
            Parameters = graph.Parameters
                .Select(parameter => changed.TryGetValue(parameter.Name, out var replacement) ? replacement : parameter)
                .ToEquatableArray(),
        };
    }

    private static WfnException NotFinite(Parameter parameter)
    {
        var values = parameter.Values.ToArray();
        var index = Array.FindIndex(values, value => !WeightBits.IsFinite(value));
        return new WfnException(DiagnosticCodes.NonFiniteWeight, string.Format(
            CultureInfo.InvariantCulture,
            "Weight {0} of {1} is {2}: only finite weights can be fixed.",
            index,
            DataName.Quote(parameter.Name),
            values[index]));
    }

    private IEnumerable<(FixableTensor Tensor, Parameter Parameter)> Match(NetworkGraph graph)
    {
        var parameters = graph.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        return Tensors.Select(tensor =>
            parameters.TryGetValue(tensor.Name, out var parameter) && parameter.Values.Count == tensor.Count
                ? (tensor, parameter)
                : throw new ArgumentException($"the network has no parameter '{tensor.Name}' of {tensor.Count} values", nameof(graph)));
    }

    private static HashSet<string> Excluded(NetworkGraph graph, IReadOnlyCollection<string> exclude)
    {
        var fixable = new HashSet<string>(
            graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name), StringComparer.Ordinal);
        var excluded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in exclude)
        {
            var matches = graph.Nodes.Where(node => node.Name == name).SelectMany(node => node.InputNames).Append(name).Where(fixable.Contains);
            var any = false;
            foreach (var match in matches)
            {
                any = true;
                excluded.Add(match);
            }

            if (!any)
            {
                throw Unknown(name, graph, fixable);
            }
        }

        return excluded;
    }

    private static WfnException Unknown(string name, NetworkGraph graph, HashSet<string> fixable)
    {
        var nodes = graph.Nodes.Where(node => node.InputNames.Any(fixable.Contains)).Select(node => DataName.Quote(node.Name));
        var parameters = graph.Parameters.Where(p => p.IsFixable).Select(p => DataName.Quote(p.Name));
        return new WfnException(
            DiagnosticCodes.BadOption,
            $"{DataName.Quote(name)} cannot be excluded: no node with weights and no weight tensor has this name. "
            + $"Nodes: {string.Join(", ", nodes)}. Tensors: {string.Join(", ", parameters)}.");
    }
}

/// <summary>Where a parameter's values lie in the vector of all weights.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Start">The index of its first value.</param>
/// <param name="Count">The number of its values.</param>
public sealed record FixableTensor(string Name, int Start, int Count);
