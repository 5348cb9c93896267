namespace Wfn.Graph.Nodes;

/// <summary>The inputs one after another along an axis.</summary>
public sealed record ConcatNode : Node
{
    /// <summary>The axis, at least 1.</summary>
    public required int Axis { get; init; }
}
