using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Lowering;

namespace Wfn.Tool.Inspection;

/// <summary>A node of a fixed-point network that runs in float32 between two conversions, and why.</summary>
internal sealed record Float32NodeReport(string Name, string Kind, string Reason)
{
    /// <summary>Those of an artifact; none where it has no activation formats.</summary>
    public static IReadOnlyList<Float32NodeReport> Of(WfnArtifact artifact) =>
        [.. FixedPointLowering.Float32Nodes(artifact).Select(node => new Float32NodeReport(node.Name, node.Signature.Kind, "no integer form"))];

    /// <summary>The nodes as a table's row tells them.</summary>
    public static string Text(IReadOnlyList<Float32NodeReport> nodes) =>
        nodes.Count == 0 ? "nothing" : string.Join(", ", nodes.Select(node => $"{node.Kind} {DataName.Quote(node.Name)} ({node.Reason})"));
}
