namespace Wfn.Training.Search;

/// <summary>Two networks compared on the same samples.</summary>
/// <remarks>
/// Where a sample is right or wrong and nothing else, the p-value is that of McNemar's exact test, and the interval that of Agresti and
/// Min (Statistics in Medicine, 2005), which adds half a sample to each of the four cells. Other qualities (errors of a regression, the
/// part of a sequence that is right) are compared by the mean of their differences and its standard error.
/// </remarks>
public sealed record PairedComparison
{
    private const double Quantile95 = 1.959963984540054;

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The mean quality of the second network less that of the first; 0.01 is a point of accuracy won.</summary>
    public required double Difference { get; init; }

    /// <summary>Lower end of the 95 % interval of the difference.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the 95 % interval of the difference.</summary>
    public required double High { get; init; }

    /// <summary>The probability of a difference as large as this, either way, when there is none.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// Whether no more was lost than allowed. Where nothing may be lost, whether the data leave it possible that nothing was.
    /// </summary>
    /// <param name="allowedLoss">The loss allowed, not negative.</param>
    /// <param name="share">How much of what the interval leaves open may be used up, 0 to 1, where nothing may be lost.</param>
    /// <param name="mostOpen">And how much of it at most.</param>
    public bool IsWithin(double allowedLoss, double share = 1, double mostOpen = double.PositiveInfinity) =>
        Margin(allowedLoss, share, mostOpen) >= 0;

    /// <summary>How far the difference is above what <see cref="IsWithin"/> asks for; negative where it is below.</summary>
    /// <inheritdoc cref="IsWithin"/>
    public double Margin(double allowedLoss, double share = 1, double mostOpen = double.PositiveInfinity) => Difference + (allowedLoss > 0
        ? allowedLoss
        : Math.Min(share * (High - Difference), mostOpen));

    /// <summary>Half of the width of the interval: what the samples cannot tell.</summary>
    public double Doubt => (High - Low) / 2;

    /// <summary>Compares.</summary>
    /// <param name="first">
    /// The quality of each sample by the first network: 1 or 0 for right or wrong, or any number that is better when larger.
    /// </param>
    /// <param name="second">The same by the second network.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ or are 0.</exception>
    public static PairedComparison Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.Length != second.Length || first.IsEmpty)
        {
            throw new ArgumentException("qualities of the same samples are compared, at least one", nameof(second));
        }

        var isBinary = true;
        var (won, lost) = (0, 0);
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            isBinary &= first[i] is 0 or 1 && second[i] is 0 or 1;
            var difference = (double)second[i] - first[i];
            sum += difference;
            squares += difference * difference;
            won += difference > 0 ? 1 : 0;
            lost += difference < 0 ? 1 : 0;
        }

        return isBinary ? OfCounts(first.Length, won, lost) : OfMoments(first.Length, sum, squares);
    }

    /// <summary>Compares two classifiers by the samples that only one of them has right.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="won">Samples that only the second has right.</param>
    /// <param name="lost">Samples that only the first has right.</param>
    public static PairedComparison OfCounts(int samples, int won, int lost)
    {
        var total = samples + 2.0;
        var centre = (won - lost) / total;
        var error = Math.Sqrt(won + lost + 1 - ((won - lost) * (double)(won - lost) / total)) / total;
        return new PairedComparison
        {
            Samples = samples,
            Difference = (won - lost) / (double)samples,
            Low = Math.Max(-1, centre - (Quantile95 * error)),
            High = Math.Min(1, centre + (Quantile95 * error)),
            PValue = ExactMcNemar(won, lost),
        };
    }

    private static PairedComparison OfMoments(int samples, double sum, double squares)
    {
        var mean = sum / samples;
        var variance = samples > 1 ? Math.Max(0, (squares - (sum * mean)) / (samples - 1)) : 0;

        // One sample says nothing about the spread.
        var error = samples > 1 ? Math.Sqrt(variance / samples) : double.PositiveInfinity;
        return new PairedComparison
        {
            Samples = samples,
            Difference = mean,
            Low = mean - (Quantile95 * error),
            High = mean + (Quantile95 * error),
            PValue = error == 0 ? (mean == 0 ? 1 : 0) : 2 * UpperTail(Math.Abs(mean) / error),
        };
    }

    /// <summary>
    /// McNemar's test, exact and two-sided: the probability that as few samples or fewer would be won, or lost, if either were as likely.
    /// </summary>
    /// <param name="won">Samples that only the second network has right.</param>
    /// <param name="lost">Samples that only the first has right.</param>
    // Twice the smaller tail of a binomial, summed up from its largest term so that nothing underflows early.
    internal static double ExactMcNemar(int won, int lost)
    {
        var trials = won + lost;
        var fewer = Math.Min(won, lost);
        var logTerm = -trials * Math.Log(2);
        for (var i = 1; i <= fewer; i++)
        {
            logTerm += Math.Log((double)(trials - i + 1) / i);
        }

        var (tail, ratio) = (1.0, 1.0);
        for (var i = fewer; i >= 1; i--)
        {
            ratio *= (double)i / (trials - i + 1);
            tail += ratio;
        }

        return Math.Min(1, 2 * Math.Exp(logTerm) * tail);
    }

    // The upper tail of the normal distribution by Abramowitz and Stegun's 7.1.26, off by at most 1e−7.
    private static double UpperTail(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        return 0.5 * t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))))
            * Math.Exp(-x * x);
    }
}
