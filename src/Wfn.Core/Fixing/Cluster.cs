namespace Wfn.Fixing;

/// <summary>Free weights that a centre took.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="Range">Their positions; no two clusters of a round overlap.</param>
/// <param name="Count">How many of the range's weights were taken: all, or those that come first in the caller's order.</param>
/// <param name="LastSource">The last one of them in the caller's order.</param>
internal readonly record struct Cluster(float Centre, PositionRange Range, int Count, int LastSource)
{
    /// <summary>All weights of a range.</summary>
    public Cluster(float centre, PositionRange range)
        : this(centre, range, range.Length, int.MaxValue)
    {
    }

    /// <summary>Whether some of the range's weights were left.</summary>
    public bool IsThinned => Count < Range.Length;
}
