namespace Wfn.Graph.Nodes;

/// <summary>Output axis i is input axis Permutation[i]; the batch axis stays first.</summary>
public sealed record TransposeNode : Node
{
    /// <summary>The permutation, Permutation[0] = 0.</summary>
    public required EquatableArray<int> Permutation { get; init; }
}
