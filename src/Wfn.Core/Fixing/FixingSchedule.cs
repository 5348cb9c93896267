namespace Wfn.Fixing;

/// <summary>How far a round goes, and how much it tolerates.</summary>
public static class FixingSchedule
{
    /// <summary>
    /// Neighbouring powers of two are no further apart than this from what lies between them: a larger relative tolerance would let
    /// weights change their sign or become zero, and call that close.
    /// </summary>
    private const double LargestRelative = 1.0 / 3;

    /// <summary>The most that a weight may move relative to its size while others of its cluster move less.</summary>
    internal const double FurthestRelative = 0.5;

    /// <summary>
    /// δ_t = max(δ, δ·(T − t)): T·δ in the first of T rounds, falling by δ a round to δ in the last (algorithm of the authors' code;
    /// float64). Without re-clustering, a relative tolerance is at most 1/3.
    /// </summary>
    public static double Tolerance(FixingOptions options, int round)
    {
        var asAuthors = Math.Max(options.Delta, options.Delta * (options.Fractions.Count - round));
        return options.Recluster || options.Distance != DistanceKind.Relative ? asAuthors : Math.Min(asAuthors, LargestRelative);
    }

    /// <summary>
    /// The most that one weight may move where the mean of its cluster is allowed a distance: twice as much, and no more than half of the
    /// weight. Infinite when re-clustering, as in the authors' code.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="allowed">The largest mean distance.</param>
    public static double Furthest(FixingOptions options, double allowed) =>
        options.Recluster ? double.PositiveInfinity
        : options.Distance != DistanceKind.Relative ? 2 * allowed
        : Math.Min(2 * allowed, FurthestRelative);

    /// <summary>The number of weights out of <paramref name="count"/> that are fixed once a round is over: rounded down.</summary>
    public static int Target(FixingOptions options, int round, int count) => (int)(count * options.Fractions[round]);
}
