using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Model;
using Wfn.Graph;
using Wfn.KernelCalls;
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
    /// <summary>Whether a call may take several samples; a network without a batch has one call for the shapes of its file.</summary>
    public bool HasBatch { get; } = SampleForm.HasBatch(Artifact.Graph);

    /// <summary>How several samples run at once, where they do.</summary>
    public BatchPlan? Samples { get; } = SampleForm.HasBatch(Artifact.Graph) ? ExecutionPlanner.PlanSamples(Plan) : null;

    /// <summary>For each call of the plan, whether several threads divide it where one sample is to be there soon.</summary>
    public EquatableArray<bool> IsDivided { get; } = DividedCalls.Of(Plan);

    /// <summary>Whether they divide any.</summary>
    public bool HasDividedCalls => IsDivided.Any(isDivided => isDivided);

    /// <summary>The input with the artifact's plan.</summary>
    /// <exception cref="WfnException">The network cannot be lowered or planned.</exception>
    public static EmissionInput Of(WfnArtifact artifact, GenerationOptions options, bool isFixedPoint)
    {
        var kernels = options.Kernel == GeneratedKernel.ShiftAdd ? FixedPointKernels.ShiftAdd : FixedPointKernels.Any;
        if (!isFixedPoint)
        {
            return new EmissionInput(artifact, ExecutionPlanner.Plan(artifact.Graph), options, false);
        }

        return new EmissionInput(artifact, ExecutionPlanner.Plan(FixedPointLowering.Lower(artifact), kernels), options, true);
    }
}
