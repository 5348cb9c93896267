using Wfn.Graph;

namespace Wfn.Calibration;

/// <summary>Activations that share one format.</summary>
/// <param name="Members">All of them, in the graph's order.</param>
/// <param name="Readers">The nodes outside the group that read one of them.</param>
/// <param name="ErrorRelevant">
/// Members whose quantisation error is minimised: those read outside the group. The input of a fused clamp is excluded, since what
/// the clamp cuts off does not count.
/// </param>
internal sealed record FormatGroup(IReadOnlyList<string> Members, IReadOnlyList<Node> Readers, IReadOnlyList<string> ErrorRelevant);
