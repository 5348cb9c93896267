using Wfn.Graph;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>What the expression of an operator in TorchSharp reads: the operands' tensors and how the network is run.</summary>
/// <param name="network">The network.</param>
/// <param name="node">The node.</param>
/// <param name="values">The activations so far.</param>
internal readonly struct TorchScope(TorchNetwork network, Node node, IReadOnlyDictionary<string, Tensor> values)
{
    /// <summary>Whether batch norms use the batch's own statistics.</summary>
    public bool IsTraining => network.IsTraining;

    /// <summary>The weight of a new batch's statistics in the running ones.</summary>
    public double StatisticsMomentum => network.StatisticsMomentum;

    /// <summary>The number of operands.</summary>
    public int Count => node.Inputs.Count;

    /// <summary>The tensor of an operand.</summary>
    public Tensor this[int place] => Optional(place) ?? throw new InvalidOperationException($"operand {place} is left out");

    /// <summary>The tensor of an operand, or null where it is left out.</summary>
    public Tensor? Optional(int place) => !node.HasInput(place)
        ? null
        : values.TryGetValue(node.Inputs[place], out var found) ? found : network.Parameter(node.Inputs[place]);
}
