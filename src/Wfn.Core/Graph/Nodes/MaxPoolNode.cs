namespace Wfn.Graph.Nodes;

/// <summary>Largest value under the window, padding excluded.</summary>
public sealed record MaxPoolNode : Node
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }
}
