namespace Wfn.Fixing;

/// <summary>How far a weight w is from a centre c; weights below γ0 are at distance 0 of the centre 0 by either.</summary>
public enum DistanceKind
{
    /// <summary>|w − c| / |w|, the method's own.</summary>
    Relative,

    /// <summary>|w − c|, which the authors' code has for comparison: small weights then move further than large ones, for what they are.</summary>
    Euclidean,
}
