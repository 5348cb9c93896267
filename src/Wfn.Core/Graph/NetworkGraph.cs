namespace Wfn.Graph;

/// <summary>
/// A network as the importers leave it: nodes in topological order over named activations, constants folded, every shape
/// known but the batch. Operands that are parameters are named like activations and found in <see cref="Parameters"/>.
/// </summary>
public sealed record NetworkGraph
{
    /// <summary>The network's own name (data, may be empty).</summary>
    public required string Name { get; init; }

    /// <summary>The inputs; the batch, where there is one, is on any axis.</summary>
    public required EquatableArray<TensorInfo> Inputs { get; init; }

    /// <summary>The outputs, each one an activation.</summary>
    public required EquatableArray<TensorInfo> Outputs { get; init; }

    /// <summary>The nodes, each after all producers of its inputs.</summary>
    public required EquatableArray<Node> Nodes { get; init; }

    /// <summary>The parameters in order of their first use.</summary>
    public required EquatableArray<Parameter> Parameters { get; init; }

    /// <summary>
    /// What a quantised model's file says of the ranges of activations, at most one an activation; none in an artifact, which has formats.
    /// </summary>
    public EquatableArray<StoredRange> Ranges { get; init; } = [];
}
