using Wfn.Graph.Nodes;

namespace Wfn.Planning.Steps;

/// <summary>Elements of each input placed in the output: transpose, slice, concatenation.</summary>
public sealed record MoveStep : PlanStep
{
    /// <summary>One move an input.</summary>
    public required EquatableArray<StridedMove> Moves { get; init; }
}

/// <summary>Elements added around the input.</summary>
public sealed record PadStep : PlanStep
{
    /// <summary>The mode.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>Extents of the input.</summary>
    public required EquatableArray<int> Extents { get; init; }

    /// <summary>Elements added before each axis.</summary>
    public required EquatableArray<int> Before { get; init; }

    /// <summary>Elements added after each axis.</summary>
    public required EquatableArray<int> After { get; init; }

    /// <summary>The constant: the integer in fixed point, the number in float32.</summary>
    public required float Value { get; init; }
}
