namespace Wfn.Graph.Nodes;

/// <summary>The same elements under another shape; the batch axis stays (Reshape, Flatten, Squeeze, Unsqueeze).</summary>
public sealed record ReshapeNode : Node
{
    /// <summary>The output's shape, its axis 0 being the batch.</summary>
    public required TensorShape Shape { get; init; }
}
