namespace Wfn.Graph.Nodes;

/// <summary>max(x, 0).</summary>
public sealed record ReluNode : Node;
