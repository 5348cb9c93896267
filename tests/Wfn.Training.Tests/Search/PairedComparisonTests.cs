using Wfn.Training.Search;

namespace Wfn.Training.Tests.Search;

public sealed class PairedComparisonTests
{
    // Agresti and Min (2005), table 1: approval of 1,600 people at two surveys; 150 and 86 changed their minds.
    [Fact]
    public void TheIntervalIsThePublishedOne()
    {
        var comparison = PairedComparison.OfCounts(1600, won: 86, lost: 150);
        Assert.Equal(-0.04, comparison.Difference, 1e-12);
        Assert.Equal(-0.0587, comparison.Low, 2e-4);
        Assert.Equal(-0.0211, comparison.High, 2e-4);
    }

    // The binomial test of one half, summed up by hand: 2·(1 + 10 + 45)/2^10; all or nothing; and none at all.
    [Theory]
    [InlineData(2, 8, 112.0 / 1024)]
    [InlineData(8, 2, 112.0 / 1024)]
    [InlineData(0, 6, 2.0 / 64)]
    [InlineData(5, 5, 1.0)]
    [InlineData(0, 0, 1.0)]
    public void TheTestIsExact(int won, int lost, double expected) =>
        Assert.Equal(expected, PairedComparison.OfCounts(100, won, lost).PValue, 1e-12);

    [Fact]
    public void ManySamplesDoNotUnderflow()
    {
        // By the normal approximation with continuity correction: z = (1000 − 1) / √5000, two-sided.
        Assert.InRange(PairedComparison.OfCounts(1_000_000, 2000, 3000).PValue, 1e-46, 1e-43);
        Assert.InRange(PairedComparison.OfCounts(1_000_000, 2480, 2520).PValue, 0.57, 0.59);
    }

    [Fact]
    public void RightAndWrongSamplesAreCounted()
    {
        float[] first = [1, 1, 0, 0, 1, 1];
        float[] second = [1, 0, 1, 0, 0, 0];
        Assert.Equal(PairedComparison.OfCounts(6, 1, 3), PairedComparison.Of(first, second));
    }

    [Fact]
    public void OtherQualitiesAreComparedByTheirMeanDifference()
    {
        // Differences 0.1, 0.3, 0.2, 0.4: mean 0.25, standard deviation 0.1291, standard error 0.06455.
        var comparison = PairedComparison.Of([0.5f, 0.2f, 0.1f, 0.1f], [0.6f, 0.5f, 0.3f, 0.5f]);
        Assert.Equal(0.25, comparison.Difference, 1e-6);
        Assert.Equal(0.25 - (1.959964 * 0.0645497), comparison.Low, 1e-5);
        Assert.Equal(0.25 + (1.959964 * 0.0645497), comparison.High, 1e-5);

        // P(|z| > 3.873) = 0.0001075.
        Assert.Equal(0.0001075, comparison.PValue, 2e-6);
    }

    [Fact]
    public void ALossCountsWhenTheIntervalLeavesNoSmallerOnePossible()
    {
        var lost = PairedComparison.OfCounts(10_000, 100, 200);
        Assert.False(lost.IsWithin(0));
        Assert.True(lost.IsWithin(0.01));
        Assert.False(PairedComparison.OfCounts(10_000, 100, 210).IsWithin(0.01));
        Assert.False(PairedComparison.OfCounts(10_000, 180, 200).IsWithin(0, 0.1));
        Assert.True(PairedComparison.OfCounts(10_000, 190, 200).IsWithin(0));
        Assert.True(PairedComparison.OfCounts(10_000, 300, 200).IsWithin(0));
    }

    [Fact]
    public void FewSamplesLeaveMuchOpenButNotForALossToUse()
    {
        // A tenth of 100 samples lost, of which the interval leaves half open.
        var few = PairedComparison.OfCounts(100, 20, 24);
        Assert.True(few.IsWithin(0, 0.5));
        Assert.False(few.IsWithin(0, 0.5, mostOpen: 0.0025));
        Assert.True(PairedComparison.OfCounts(100, 24, 24).IsWithin(0, 0.5, mostOpen: 0.0025));
        Assert.Equal(0.06, few.Margin(0.1), 1e-12);
    }

    [Fact]
    public void OneSampleSaysNothing()
    {
        var comparison = PairedComparison.Of([0.25f], [0.5f]);
        Assert.Equal(1, comparison.PValue, 1e-6);
        Assert.True(double.IsNegativeInfinity(comparison.Low) && double.IsPositiveInfinity(comparison.High));
    }

    [Fact]
    public void DifferentSamplesAreRefused() =>
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([1f], [1f, 0f]));
}
