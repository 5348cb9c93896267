namespace Wfn.Graph.Nodes;

/// <summary>Mean over height and width, kept as axes of extent 1.</summary>
public sealed record GlobalAveragePoolNode : Node;
