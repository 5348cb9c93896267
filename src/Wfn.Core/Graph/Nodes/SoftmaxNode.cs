namespace Wfn.Graph.Nodes;

/// <summary>e^x / Σ e^x along one axis.</summary>
public sealed record SoftmaxNode : Node
{
    /// <summary>The axis, at least 1 (never the batch).</summary>
    public required int Axis { get; init; }
}
