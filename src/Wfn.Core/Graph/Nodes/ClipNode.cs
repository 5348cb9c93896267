namespace Wfn.Graph.Nodes;

/// <summary>min(max(x, Minimum), Maximum); infinite bounds mean none.</summary>
public sealed record ClipNode : Node
{
    /// <summary>Lower bound, or negative infinity.</summary>
    public required float Minimum { get; init; }

    /// <summary>Upper bound, or positive infinity.</summary>
    public required float Maximum { get; init; }
}
