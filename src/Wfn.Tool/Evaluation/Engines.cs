extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Evaluation;

/// <summary>How networks are run to measure them.</summary>
internal static class Engines
{
    // Past this the compiler takes minutes for the tables; the reference executor then is the lesser evil.
    private const long LargestCompiledParameters = 4 << 20;

    /// <summary>A calibrated artifact in fixed point.</summary>
    /// <exception cref="Diagnostics.WfnException">No proof that its sums fit 32 bits could be found.</exception>
    public static INetworkEngine FixedPoint(WfnArtifact artifact) => GeneratedEngine.Compile(artifact, GeneratedNumerics.FixedPoint);

    /// <summary>A network whose weights are on no codebook, its activations in integer formats.</summary>
    /// <exception cref="Diagnostics.WfnException">No proof that its sums fit 32 bits could be found.</exception>
    public static INetworkEngine FixedPoint(NetworkGraph graph, EquatableArray<ActivationFormat> formats) => FixedPoint(Unfixed(graph, formats));

    /// <summary>A network in float32, be it on a codebook or not.</summary>
    public static INetworkEngine Float(NetworkGraph graph)
    {
        if (IsLarge(graph))
        {
            return new ReferenceFloatEngine(graph);
        }

        return GeneratedEngine.Compile(Unfixed(graph, []), GeneratedNumerics.Float32);
    }

    /// <summary>An artifact in float32, by codebook and indices.</summary>
    public static INetworkEngine Float(WfnArtifact artifact) => IsLarge(artifact.Graph)
        ? new ReferenceFloatEngine(artifact.Graph)
        : GeneratedEngine.Compile(artifact, GeneratedNumerics.Float32);

    private static WfnArtifact Unfixed(NetworkGraph graph, EquatableArray<ActivationFormat> formats) => ArtifactBuilder.Build(
        graph,
        new Numerics.Codebook(0, []),
        graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name),
        new SourceModel("", new string('0', 64)),
        [],
        formats,
        []);

    private static bool IsLarge(NetworkGraph graph) => graph.Parameters.Sum(p => (long)p.Values.Count) > LargestCompiledParameters;
}
