namespace Wfn.Graph.Nodes;

/// <summary>1 / (1 + e^−x).</summary>
public sealed record SigmoidNode : Node;
