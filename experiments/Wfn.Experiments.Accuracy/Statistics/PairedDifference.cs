using Wfn.Training.Search;

namespace Wfn.Experiments.Accuracy.Statistics;

/// <summary>How two classifiers differ on the same samples.</summary>
/// <param name="Difference">The second's accuracy less the first's, a fraction of 1.</param>
/// <param name="Interval">Its 95 % interval, from the spread of the samples' own differences.</param>
/// <param name="Won">Samples that only the second got right; of several seconds all together.</param>
/// <param name="Lost">Samples that only the first got right.</param>
internal sealed record PairedDifference(double Difference, Interval Interval, int Won, int Lost)
{
    /// <summary>
    /// The probability that as few samples or fewer would be won, or lost, if either were as likely: McNemar's test (1947), exact and
    /// two-sided.
    /// </summary>
    public double P => PairedComparison.ExactMcNemar(Won, Lost);

    /// <summary>Compares a classifier with one that was trained several times, by the mean over its seeds.</summary>
    /// <param name="first">Which samples the one got right.</param>
    /// <param name="seconds">The same for each seed of the other; one at least.</param>
    public static PairedDifference Of(bool[] first, IReadOnlyList<bool[]> seconds)
    {
        var (sum, squares, won, lost) = (0.0, 0.0, 0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            var right = seconds.Count(second => second[i]);
            var difference = ((double)right / seconds.Count) - (first[i] ? 1 : 0);
            won += first[i] ? 0 : right;
            lost += first[i] ? seconds.Count - right : 0;
            sum += difference;
            squares += difference * difference;
        }

        var mean = sum / first.Length;
        var half = Interval.Quantile * Math.Sqrt(Math.Max(0, (squares / first.Length) - (mean * mean)) / first.Length);
        return new PairedDifference(mean, new Interval(mean - half, mean + half), won, lost);
    }
}
