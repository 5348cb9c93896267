using CsCheck;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Numerics;

public class ExponentialTests
{
    [Fact]
    public void AgreesWithTheLibrarysToTheLastPlaces() => Gen.Double[-650, 650].Sample(x =>
        Assert.InRange(Exponential.Of(x) / Math.Exp(x), 1 - 2e-15, 1 + 2e-15));

    [Fact]
    public void HasTheExactCases()
    {
        Assert.Equal(1, Exponential.Of(0));
        Assert.InRange(Exponential.Of(1), Math.E - 1e-15, Math.E + 1e-15);
        Assert.Equal(0, Exponential.Of(-1000));
        Assert.True(double.IsFinite(Exponential.Of(1000)));
    }
}
