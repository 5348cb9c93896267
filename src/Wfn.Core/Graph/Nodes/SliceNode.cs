namespace Wfn.Graph.Nodes;

/// <summary>A regular part of the input; one entry an axis, the batch axis whole (start 0, step 1, full count).</summary>
public sealed record SliceNode : Node
{
    /// <summary>First index on each axis; the entry of axis 0 is 0.</summary>
    public required EquatableArray<int> Starts { get; init; }

    /// <summary>Distance between two indices on each axis; may be negative, never 0.</summary>
    public required EquatableArray<int> Steps { get; init; }

    /// <summary>The output's shape; axis 0 is the batch.</summary>
    public required TensorShape Shape { get; init; }
}
