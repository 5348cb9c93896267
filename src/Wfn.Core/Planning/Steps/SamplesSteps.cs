using Wfn.Lowering;

namespace Wfn.Planning.Steps;

/// <summary>From one sample behind the other to the samples of every element side by side, or back: a matrix is transposed.</summary>
public sealed record SamplesTransposeStep : PlanStep
{
    /// <summary>Rows of the input.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int Columns { get; init; }
}

/// <summary>Fully connected layer as additions and shifts, over samples that lie side by side for every element.</summary>
public sealed record ShiftAddSamplesStep : SaturatingStep
{
    /// <summary>The matrix, [outputs, inputs].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>The range of its inputs.</summary>
    public required OutputBounds InputBounds { get; init; }

    /// <summary>Samples.</summary>
    public required int Samples { get; init; }
}
