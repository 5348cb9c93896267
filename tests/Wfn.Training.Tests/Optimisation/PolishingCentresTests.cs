using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class PolishingCentresTests
{
    [Fact]
    public void ZeroAndThePowersOfTwoInRangeJoinTheCodebook() => Assert.Equal(
        [-0.5f, -0.25f, -0.1875f, -0.125f, 0, 0.125f, 0.25f, 0.5f, 0.75f],
        PolishingCentres.Of([-0.1875f, 0.25f, 0.75f], 0.125));

    [Fact]
    public void AThresholdBetweenTwoPowersAddsNoneBelowIt() =>
        Assert.Equal([-0.25f, 0, 0.25f], PolishingCentres.Of([0.25f], 0.13));
}
