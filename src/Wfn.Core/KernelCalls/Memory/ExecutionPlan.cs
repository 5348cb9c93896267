using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>How one sample runs: kernel calls in order over one workspace, every offset and length known.</summary>
public sealed record ExecutionPlan
{
    /// <summary>The inputs, in the network's order.</summary>
    public required EquatableArray<PlanPort> Inputs { get; init; }

    /// <summary>The outputs, in the network's order.</summary>
    public required EquatableArray<PlanPort> Outputs { get; init; }

    /// <summary>The kernel calls in order.</summary>
    public required EquatableArray<KernelCall> Calls { get; init; }

    /// <summary>What most elements of the workspace are: those of fixed point, or float32.</summary>
    public required StorageType Storage { get; init; }

    /// <summary>The workspace in such elements.</summary>
    public required int WorkspaceLength { get; init; }

    /// <summary>The workspace in bytes.</summary>
    public long WorkspaceBytes => (long)WorkspaceLength * Storage.Bytes();
}

/// <summary>A part of the workspace.</summary>
/// <param name="Storage">What its elements are.</param>
/// <param name="ByteOffset">Its first byte, a multiple of an element's.</param>
/// <param name="Length">Number of elements.</param>
public readonly record struct PlanRegion(StorageType Storage, int ByteOffset, int Length)
{
    /// <summary>First element, the workspace being of such elements all over.</summary>
    public int Offset => ByteOffset / Storage.Bytes();

    /// <summary>Number of bytes.</summary>
    public long Bytes => (long)Length * Storage.Bytes();
}

/// <summary>Where an input or output of the network lies while a sample runs.</summary>
/// <param name="Name">The tensor's name (data).</param>
/// <param name="Shape">Its shape without the batch axis.</param>
/// <param name="Format">Its integer format, or null in float32.</param>
/// <param name="Region">Its place in the workspace.</param>
public sealed record PlanPort(string Name, TensorShape Shape, FixedPointFormat? Format, PlanRegion Region)
{
    /// <summary>What takes an input in whose channels lie side by side; null where it is row-major.</summary>
    public KernelObject? Intake { get; init; }
}
