using Wfn.Diagnostics;

namespace Wfn.Graph;

/// <summary>Makes the one kind of error that contradictions in a graph are told with.</summary>
internal static class NodeError
{
    /// <summary>A WFN1006 that names the node and its kind.</summary>
    public static WfnException Make(Node node, string reason) =>
        new(DiagnosticCodes.InvalidGraph, $"node {DataName.Quote(node.Name)} ({node.Signature.Kind}): {reason}");

    /// <summary>Throws it where something does not hold.</summary>
    /// <exception cref="WfnException">It does not hold (WFN1006).</exception>
    public static void Require(this Node node, bool holds, string reason)
    {
        if (!holds)
        {
            throw Make(node, reason);
        }
    }
}
