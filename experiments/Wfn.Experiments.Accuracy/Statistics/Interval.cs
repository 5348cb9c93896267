namespace Wfn.Experiments.Accuracy.Statistics;

/// <summary>An interval, 95 % of which hold the figure that was estimated.</summary>
/// <param name="Lower">Its lower end.</param>
/// <param name="Upper">Its upper end.</param>
internal readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>The 97.5 % quantile of the normal distribution.</summary>
    public const double Quantile = 1.959963984540054;

    /// <summary>The score interval of a proportion (Wilson, 1927).</summary>
    /// <param name="successes">How often it came out.</param>
    /// <param name="trials">Out of how many; positive.</param>
    public static Interval Wilson(int successes, int trials)
    {
        var (n, z2) = ((double)trials, Quantile * Quantile);
        var share = successes / n;
        var centre = (share + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = Quantile / (1 + (z2 / n)) * Math.Sqrt((share * (1 - share) / n) + (z2 / (4 * n * n)));
        return new Interval(centre - half, centre + half);
    }
}
