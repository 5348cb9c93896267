using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>Makes the one kind of error that contradictions in a graph are told with.</summary>
internal static class NodeError
{
    /// <summary>A WFN1006 that names the node and its kind.</summary>
    public static WfnException Make(Node node, string reason)
    {
        var kind = node.GetType().Name;
        kind = kind.EndsWith("Node", StringComparison.Ordinal) ? kind.Substring(0, kind.Length - "Node".Length) : kind;
        return new WfnException(DiagnosticCodes.InvalidGraph, $"node {DataName.Quote(node.Name)} ({kind}): {reason}");
    }
}
