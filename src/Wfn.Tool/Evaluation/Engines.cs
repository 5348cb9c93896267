using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Lowering;

namespace Wfn.Tool.Evaluation;

/// <summary>How networks are run to measure them.</summary>
internal static class Engines
{
    /// <summary>A calibrated artifact in fixed point.</summary>
    /// <exception cref="Diagnostics.WfnException">No proof that its sums fit 32 bits could be found.</exception>
    public static INetworkEngine FixedPoint(WfnArtifact artifact) => new ReferenceFixedPointEngine(FixedPointLowering.Lower(artifact));

    /// <summary>A network in float32, be it on a codebook or not.</summary>
    public static INetworkEngine Float(NetworkGraph graph) => new ReferenceFloatEngine(graph);

    /// <summary>An artifact in float32.</summary>
    public static INetworkEngine Float(WfnArtifact artifact) => new ReferenceFloatEngine(artifact.Graph);
}
