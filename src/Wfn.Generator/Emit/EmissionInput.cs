using Wfn.Artifact;
using Wfn.Planning;

namespace Wfn.Generator.Emit;

/// <summary>What code is generated from.</summary>
/// <param name="Artifact">The artifact.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Options">The options, checked.</param>
/// <param name="IsFixedPoint">Whether the plan is in fixed point.</param>
internal sealed record EmissionInput(WfnArtifact Artifact, ExecutionPlan Plan, GenerationOptions Options, bool IsFixedPoint);
