using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class LearningRateFinderTests
{
    [Fact]
    public void ASmallPartOfTheFirstHarmfulStepIsChosen()
    {
        // Harmless up to 0.01, then worse and worse.
        var chosen = LearningRateFinder.Choose(Losses(length => length < 0.01 ? 0.3 : 0.3 + (40 * (length - 0.01))), OptimiserKind.Adam);
        Assert.InRange(chosen, 0.01 / 20, 0.05 / 20);
    }

    [Fact]
    public void HarmThatComesLaterAllowsLongerSteps()
    {
        double Chosen(double limit) => LearningRateFinder.Choose(Losses(length => length < limit ? 0.3 : 3), OptimiserKind.Adam);
        Assert.Equal(10, Chosen(0.02) / Chosen(0.002), 1.0);
    }

    [Fact]
    public void ALossThatIsNoNumberIsHarm()
    {
        var losses = Losses(_ => 0.3).Take(40).Append(double.NaN).ToArray();
        var chosen = LearningRateFinder.Choose(losses, OptimiserKind.Adam);
        Assert.InRange(chosen, 0.8 * LearningRateFinder.RateAt(40, OptimiserKind.Adam) / 20, 1.2 * LearningRateFinder.RateAt(40, OptimiserKind.Adam) / 20);
    }

    [Fact]
    public void NoiseAndALossThatFallsAreNoHarm()
    {
        var random = new Random(3);
        var chosen = LearningRateFinder.Choose(Losses(_ => 0.2 + (0.2 * random.NextDouble())), OptimiserKind.Sgd);
        Assert.Equal(LearningRateFinder.Bounds(OptimiserKind.Sgd).Highest / 20, chosen, 1e-9);
        Assert.Equal(0.005, LearningRateFinder.Choose(Losses(length => 1 / (1 + (1000 * length))), OptimiserKind.Adam), 1e-9);
    }

    [Fact]
    public void LengthsGoFromTheShortestToTheLongestInEqualRatios()
    {
        var (shortest, longest) = LearningRateFinder.Bounds(OptimiserKind.Adam);
        Assert.Equal(shortest, LearningRateFinder.RateAt(0, OptimiserKind.Adam), 1e-12);
        Assert.Equal(longest, LearningRateFinder.RateAt(LearningRateFinder.Steps - 1, OptimiserKind.Adam), 1e-9);
        var ratio = LearningRateFinder.RateAt(1, OptimiserKind.Adam) / shortest;
        Assert.Equal(ratio, LearningRateFinder.RateAt(50, OptimiserKind.Adam) / LearningRateFinder.RateAt(49, OptimiserKind.Adam), 1e-9);
    }

    private static double[] Losses(Func<double, double> loss) =>
        [.. Enumerable.Range(0, LearningRateFinder.Steps).Select(step => loss(LearningRateFinder.RateAt(step, OptimiserKind.Adam)))];
}
