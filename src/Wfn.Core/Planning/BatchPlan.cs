using Wfn.KernelCalls;
namespace Wfn.Planning;

/// <summary>
/// How several samples run at once through some consecutive steps of a plan. What stands in front of these steps runs sample by sample, and
/// so does what stands behind them.
/// </summary>
public sealed record BatchPlan
{
    /// <summary>The first of the steps, by its number in the plan of one sample.</summary>
    public required int First { get; init; }

    /// <summary>The step behind the last one.</summary>
    public required int End { get; init; }

    /// <summary>What the first step reads, in the workspace of one sample.</summary>
    public required PlanRegion Source { get; init; }

    /// <summary>What the last step makes, in the workspace of one sample.</summary>
    public required PlanRegion Result { get; init; }

    /// <summary>Whether samples are the network's input itself, and are put there side by side.</summary>
    public required bool ReadsInput { get; init; }

    /// <summary>Whether the result is the network's output itself.</summary>
    public required bool MakesOutput { get; init; }

    /// <summary>The fewest samples that are better run at once than one after another.</summary>
    public required int Fewest { get; init; }

    /// <summary>Samples that fill what is shared among them: threads take whole groups of them.</summary>
    public required int Group { get; init; }

    /// <summary>
    /// The steps over so many samples, in a workspace of their own, from each sample's source behind that of the one before to results
    /// that lie the same way. The largest number comes first.
    /// </summary>
    public required EquatableArray<BatchStage> Sizes { get; init; }

    /// <summary>The workspace of the largest number, in elements.</summary>
    public int WorkspaceLength => Sizes.Max(s => s.Plan.WorkspaceLength);
}

/// <summary>Steps over a number of samples.</summary>
/// <param name="Samples">The number.</param>
/// <param name="Plan">The steps; its only input are the sources of all samples, its only output their results.</param>
public sealed record BatchStage(int Samples, ExecutionPlan Plan)
{
    /// <summary>Where the sources are.</summary>
    public PlanRegion Source => Plan.Inputs[0].Region;

    /// <summary>Where the results are.</summary>
    public PlanRegion Result => Plan.Outputs[0].Region;
}
