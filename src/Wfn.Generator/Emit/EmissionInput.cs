using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Lowering;
using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <summary>What code is generated from.</summary>
/// <param name="Artifact">The artifact.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Options">The options, checked.</param>
/// <param name="IsFixedPoint">Whether the plan is in fixed point.</param>
internal sealed record EmissionInput(WfnArtifact Artifact, ExecutionPlan Plan, GenerationOptions Options, bool IsFixedPoint)
{
    /// <summary>The plan of several samples at once, where there is one.</summary>
    public ExecutionPlan? Samples { get; init; }

    /// <summary>The input with the artifact's plan.</summary>
    /// <exception cref="WfnException">The network cannot be lowered or planned.</exception>
    public static EmissionInput Of(WfnArtifact artifact, GenerationOptions options, bool isFixedPoint)
    {
        var kernels = options.Kernel == GeneratedKernel.ShiftAdd ? FixedPointKernels.ShiftAdd : FixedPointKernels.Any;
        if (!isFixedPoint)
        {
            return new EmissionInput(artifact, ExecutionPlanner.Plan(artifact.Graph), options, false);
        }

        var network = FixedPointLowering.Lower(artifact);
        var plan = ExecutionPlanner.Plan(network, kernels);
        return new EmissionInput(artifact, plan, options, true) { Samples = ExecutionPlanner.PlanSamples(network, plan) };
    }
}
