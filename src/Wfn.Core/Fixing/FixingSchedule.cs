namespace Wfn.Fixing;

/// <summary>How far a round goes, and how much it tolerates.</summary>
public static class FixingSchedule
{
    /// <summary>
    /// δ_t = max(δ, δ·(T − t)): T·δ in the first of T rounds, falling by δ a round to δ in the last (algorithm of the authors' code;
    /// float64).
    /// </summary>
    public static double Tolerance(FixingOptions options, int round) =>
        Math.Max(options.Delta, options.Delta * (options.Fractions.Count - round));

    /// <summary>The number of weights out of <paramref name="count"/> that are fixed once a round is over: rounded down.</summary>
    public static int Target(FixingOptions options, int round, int count) => (int)(count * options.Fractions[round]);
}
