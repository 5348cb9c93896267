namespace Wfn.Graph.Nodes;

/// <summary>Where the values of added elements come from.</summary>
public enum PadMode
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>Mirrored at the border, the border itself not repeated.</summary>
    Reflect,

    /// <summary>The border's value.</summary>
    Edge,

    /// <summary>From the other end.</summary>
    Wrap,
}

/// <summary>Adds elements before and after each axis; negative counts (cropping) are turned into slices by the importer.</summary>
public sealed record PadNode : Node
{
    /// <summary>The mode.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>Elements added before each axis, not negative; axis 0 has 0.</summary>
    public required EquatableArray<int> Before { get; init; }

    /// <summary>Elements added after each axis, not negative; axis 0 has 0.</summary>
    public required EquatableArray<int> After { get; init; }

    /// <summary>The constant of <see cref="PadMode.Constant"/>.</summary>
    public float Value { get; init; }
}
