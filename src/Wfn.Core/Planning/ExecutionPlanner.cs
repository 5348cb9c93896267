using Wfn.Graph;
using Wfn.Lowering;

namespace Wfn.Planning;

/// <summary>Lays a network out as kernel calls over one workspace.</summary>
public static class ExecutionPlanner
{
    /// <summary>Room of a channel's outputs: whole vectors of 16-bit elements, and twice that of 32-bit ones.</summary>
    public const int VectorElements = 32;

    /// <summary>The fixed-point plan of a lowered network.</summary>
    /// <exception cref="Diagnostics.WfnException">The activations exceed 2^28 elements (WFN1005).</exception>
    public static ExecutionPlan Plan(FixedPointNetwork network) => FixedPointPlanner.Plan(network);

    /// <summary>The float32 plan of a network.</summary>
    /// <exception cref="Diagnostics.WfnException">
    /// The graph contradicts itself (WFN1006), or the activations exceed 2^28 elements (WFN1005).
    /// </exception>
    public static ExecutionPlan Plan(NetworkGraph graph) => FloatPlanner.Plan(graph);

    /// <summary>A length rounded up to whole vectors.</summary>
    internal static long WholeVectors(long length) => (length + VectorElements - 1) / VectorElements * VectorElements;
}
