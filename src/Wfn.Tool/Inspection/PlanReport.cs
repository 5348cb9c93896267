using Wfn.Lowering;
using Wfn.Planning;

namespace Wfn.Tool.Inspection;

/// <summary>How a network would run.</summary>
/// <param name="Numerics">Its arithmetic.</param>
/// <param name="WorkspaceBytes">Memory of a call.</param>
/// <param name="Steps">The steps.</param>
internal sealed record PlanReport(string Numerics, long WorkspaceBytes, IReadOnlyList<PlanRow> Steps)
{
    /// <summary>The plan in fixed point where the file has activation formats, else in float32.</summary>
    public static PlanReport Of(ModelFile model)
    {
        var isFixedPoint = model.Artifact is { ActivationFormats.IsEmpty: false };
        var plan = isFixedPoint ? ExecutionPlanner.Plan(FixedPointLowering.Lower(model.Artifact!)) : ExecutionPlanner.Plan(model.Graph);
        return new PlanReport(isFixedPoint ? "fixed point" : "float32", plan.WorkspaceBytes, [.. PlanTable.Of(plan)]);
    }
}
