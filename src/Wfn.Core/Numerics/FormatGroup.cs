using Wfn.Graph;

namespace Wfn.Numerics;

/// <summary>Activations that share one format.</summary>
/// <param name="Members">All of them, in the graph's order.</param>
/// <param name="Readers">The nodes outside the group that read one of them.</param>
/// <param name="Judged">Those whose errors count: what is read from outside, not what only stands in front of a fused ReLU.</param>
internal sealed record FormatGroup(IReadOnlyList<string> Members, IReadOnlyList<Node> Readers, IReadOnlyList<string> Judged);
