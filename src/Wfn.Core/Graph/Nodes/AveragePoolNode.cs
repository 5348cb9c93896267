namespace Wfn.Graph.Nodes;

/// <summary>Mean of the values under the window.</summary>
public sealed record AveragePoolNode : Node
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>
    /// Whether padding counts in the divisor. With ceil-mode the importer adds padding that must never count: those
    /// rows and columns are told apart by <see cref="UncountedBottom"/> and <see cref="UncountedRight"/>.
    /// </summary>
    public bool CountPadding { get; init; }

    /// <summary>Of the bottom padding, rows that never count.</summary>
    public int UncountedBottom { get; init; }

    /// <summary>Of the right padding, columns that never count.</summary>
    public int UncountedRight { get; init; }
}
