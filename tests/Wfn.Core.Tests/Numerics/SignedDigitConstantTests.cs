using CsCheck;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Numerics;

public class SignedDigitConstantTests
{
    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.49, 0)]
    [InlineData(0.5, 1)]
    [InlineData(-0.5, -1)]
    [InlineData(7.4, 7)]
    [InlineData(-12.0, -12)]
    [InlineData(1023.6, 1024)]
    [InlineData(21845.0, 21760)]
    [InlineData(5472.0, 5440)]
    [InlineData(1e15, 1 << 30)]
    [InlineData(-1e300, -(1 << 30))]
    [InlineData(double.PositiveInfinity, 1 << 30)]
    [InlineData(double.NegativeInfinity, -(1 << 30))]
    [InlineData(double.NaN, 0)]
    public void IsTheIntegerOfFewDigitsNearTheValue(double value, int expected) => Assert.Equal(expected, SignedDigitConstant.Near(value));

    [Fact]
    public void HasAtMostFourDigitsAndIsWithinSixThousandths() => Gen.Double[-32768, 32768].Sample(value =>
    {
        var near = SignedDigitConstant.Near(value);
        Assert.InRange(SignedDigit.NonAdjacentForm(near).Count, 0, SignedDigitConstant.MaximumTerms);
        Assert.True(Math.Abs(near - value) <= Math.Max(0.5, Math.Abs(value) * 0.006), $"{value} became {near}");
        Assert.Equal(-near, SignedDigitConstant.Near(-value));
    });

    [Fact]
    public void IntegersOfFewDigitsStayWhatTheyAre()
    {
        for (var value = -4096; value <= 4096; value++)
        {
            if (SignedDigit.NonAdjacentForm(value).Count <= 2)
            {
                Assert.Equal(value, SignedDigitConstant.Near(value));
            }
        }
    }

    [Fact]
    public void TheNonAdjacentFormAddsUpAndHasNoNeighbours() => Gen.Int[-(1 << 24), 1 << 24].Sample(value =>
    {
        var terms = SignedDigit.NonAdjacentForm(value).ToArray();
        Assert.Equal(value, terms.Sum(t => t.Negative ? -(1L << t.Exponent) : 1L << t.Exponent));
        Assert.All(terms.Zip(terms.Skip(1)), pair => Assert.True(pair.First.Exponent > pair.Second.Exponent + 1));
    });
}
