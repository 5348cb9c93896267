using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>
/// A plan of several samples at once, for networks of fully connected layers alone: for one sample each of their weights is read for
/// a single product; samples side by side share what is read, as the pixels of a convolution do.
/// </summary>
internal static class SamplesPlanner
{
    /// <summary>Samples side by side: as many as there are pixels that share a vector of weights.</summary>
    public const int Samples = 8;

    // Elements of one sample's workspace; of more than this, several samples would not stay in any cache, nor surely fit a workspace.
    private const int MostElements = 1 << 20;

    /// <summary>The plan, its steps being those of one sample, each over more pixels; or null where the network has no such plan.</summary>
    /// <param name="network">The network.</param>
    /// <param name="single">Its plan for one sample.</param>
    public static ExecutionPlan? Plan(FixedPointNetwork network, ExecutionPlan single)
    {
        if (!network.Operations.All(o => o is FixedPointLinear or FixedPointClamp) || !network.Tensors.All(t => t.Shape.Rank == 1)
            || !single.Steps.All(IsDense) || single.WorkspaceLength > MostElements)
        {
            return null;
        }

        var samples = network with
        {
            Tensors = network.Tensors.Select(t => t with { Shape = TensorShape.Of(Samples, t.Shape[0]) }).ToEquatableArray(),
        };
        var plan = DensePlanner.Plan(samples);
        var (ours, theirs) = (Layers(plan), Layers(single));
        return plan.Steps.All(IsDense) && ours.Length == theirs.Length && ours.Zip(theirs, IsOfOneProgram).All(same => same) ? plan : null;
    }

    private static bool IsDense(PlanStep step) => step is DenseConvolutionStep or ChannelsLastCopyStep;

    private static DenseConvolutionStep[] Layers(ExecutionPlan plan) => [.. plan.Steps.OfType<DenseConvolutionStep>()];

    // Packed weights and pieces are shared by both.
    private static bool IsOfOneProgram(DenseConvolutionStep left, DenseConvolutionStep right) =>
        left.Node == right.Node && left.Arithmetic == right.Arithmetic && left.Pieces == right.Pieces && left.PieceEnds == right.PieceEnds
        && left.PairLimit == right.PairLimit && left.WeightScale == right.WeightScale && left.WeightShift == right.WeightShift
        && left.RunOffsets == right.RunOffsets && left.IsContiguous == right.IsContiguous && left.Source.Zero == right.Source.Zero
        && left.Source.IsBytes == right.Source.IsBytes && left.Addend is null && right.Addend is null;
}
