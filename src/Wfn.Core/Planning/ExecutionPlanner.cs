using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Kernels that a fixed-point plan may use.</summary>
public enum FixedPointKernels
{
    /// <summary>Whatever is fastest.</summary>
    Any,

    /// <summary>Weights as additions, subtractions and shifts only, or as codes of products that such additions made.</summary>
    ShiftAdd,
}

/// <summary>Lays a network out as kernel calls over one workspace.</summary>
public static class ExecutionPlanner
{
    /// <summary>The fixed-point plan of a lowered network.</summary>
    /// <exception cref="WfnException">The activations exceed 2^28 elements (WFN1005).</exception>
    /// <param name="network">The network.</param>
    /// <param name="kernels">The kernels to choose from.</param>
    public static ExecutionPlan Plan(FixedPointNetwork network, FixedPointKernels kernels = FixedPointKernels.Any) => kernels == FixedPointKernels.Any
        ? Planner.Plan(LoweredNetwork.Of(network), channelsLast: true)
        : Planner.PlanWithoutProducts(LoweredNetwork.Of(network));

    /// <summary>How several samples run at once through some steps of a plan, with their weights; null where one after another is as good.</summary>
    /// <param name="plan">The plan for one sample.</param>
    public static BatchPlan? PlanSamples(ExecutionPlan plan) => BatchPlanner.Plan(plan);

    /// <summary>The float32 plan of a network.</summary>
    /// <exception cref="WfnException">
    /// The graph contradicts itself (WFN1006), or the activations exceed 2^28 elements (WFN1005).
    /// </exception>
    public static ExecutionPlan Plan(NetworkGraph graph)
    {
        var network = LoweredNetwork.Of(new GraphIndex(SampleForm.Of(graph)));
        var rowMajor = Planner.Plan(network, channelsLast: false);
        return WithChannelsLast(network) is { } plan && FloatCost.Of(plan) < FloatCost.Of(rowMajor) ? plan : rowMajor;
    }

    // An activation may be needed in both layouts, and padding stands in memory: what fits row-major may be too large.
    private static ExecutionPlan? WithChannelsLast(LoweredNetwork network)
    {
        try
        {
            return Planner.Plan(network, channelsLast: true);
        }
        catch (WfnException error) when (error.Code == DiagnosticCodes.TensorTooLarge)
        {
            return null;
        }
    }
}
