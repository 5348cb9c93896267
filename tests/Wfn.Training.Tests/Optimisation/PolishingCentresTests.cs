using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class PolishingCentresTests
{
    [Fact]
    public void Zero_and_the_powers_of_two_in_range_join_the_codebook() => Assert.Equal(
        [-0.5f, -0.25f, -0.1875f, -0.125f, 0, 0.125f, 0.25f, 0.5f, 0.75f],
        PolishingCentres.Of([-0.1875f, 0.25f, 0.75f], 0.125));

    [Fact]
    public void A_threshold_between_two_powers_adds_none_below_it() =>
        Assert.Equal([-0.25f, 0, 0.25f], PolishingCentres.Of([0.25f], 0.13));
}
