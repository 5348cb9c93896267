namespace Wfn.Fixing;

/// <summary>Positions from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal readonly record struct PositionRange(int Start, int End)
{
    /// <summary>The number of positions.</summary>
    public int Length => End - Start;
}
