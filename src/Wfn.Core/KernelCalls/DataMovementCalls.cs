using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>Calls of kernels that only move elements.</summary>
internal static class DataMovementCalls
{
    /// <summary>Elements of a tensor placed in another.</summary>
    public static KernelCall Move(string node, StridedCopyLayout move, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = "move",
        State = KernelObject.New(
            "StridedCopy",
            ("extents", move.Extents),
            ("sourceStart", move.SourceStart),
            ("sourceStrides", move.SourceStrides),
            ("destinationStart", move.DestinationStart),
            ("destinationStrides", move.DestinationStrides)),
        Type = "StridedCopy",
        Method = "Run",
        TypeArgument = from.Type,
        Arguments = [from, to],
        Cost = new CallCost { Kernel = "move", Cycles = FloatCost.Moved(move.Extents.Aggregate(1L, (count, extent) => count * extent)) },
    };

    /// <summary>Parts of a tensor at some indices along an axis.</summary>
    public static KernelCall Gather(
        string node, AxisLayout axis, EquatableArray<int> indices, PlanMemory from, PlanMemory to) => new()
        {
            Node = node,
            What = "gather",
            State = KernelObject.New(
            "GatherCopy", ("outer", axis.Outer), ("extent", axis.Extent), ("inner", axis.Inner), ("indices", indices)),
            Type = "GatherCopy",
            Method = "Run",
            TypeArgument = from.Type,
            Arguments = [from, to],
            Cost = new CallCost { Kernel = "gather", Cycles = FloatCost.Rows((long)axis.Outer * indices.Count, axis.Inner) },
        };

    /// <summary>Elements put around a tensor.</summary>
    /// <param name="node">The graph node.</param>
    /// <param name="mode">What is put there.</param>
    /// <param name="extents">Extents of the tensor.</param>
    /// <param name="before">Elements in front, on each axis.</param>
    /// <param name="after">Elements behind, on each axis.</param>
    /// <param name="value">The constant.</param>
    /// <param name="from">The tensor.</param>
    /// <param name="to">The result.</param>
    public static KernelCall Pad(
        string node,
        PadMode mode,
        EquatableArray<int> extents,
        EquatableArray<int> before,
        EquatableArray<int> after,
        float value,
        PlanMemory from,
        PlanMemory to)
    {
        var rank = extents.Count;
        var last = rank == 0 ? 1 : Math.Max(1, extents[rank - 1]);
        return new KernelCall
        {
            Node = node,
            What = "pad",
            State = KernelObject.Made("PadCopy", $"With{mode}", null, ("extents", extents), ("before", before), ("after", after)),
            Type = "PadCopy",
            Method = "Run",
            TypeArgument = from.Type,
            Arguments = [from, to, from.Type != StorageType.Float32 ? new IntegerValue((int)value) : new SingleValue(value)],
            Cost = new CallCost { Kernel = "pad", Cycles = FloatCost.Rows(to.Length / last, last) },
        };
    }
}
