using CsCheck;
using Wfn.Kernels;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Numerics;

public class ReproducibleMathTests
{
    [Fact]
    public void LogAgreesWithTheLibrarys() => Gen.Double[-700, 700].Select(Math.Exp).Sample(x => AssertNear(Math.Log(x), ReproducibleMath.Log(x)));

    [Fact]
    public void Log1PAgreesNearZeroAndBeyond() => Gen.Double[-0.999, 10].Sample(x =>
    {
        Assert.Equal(Math.Log(1 + x), ReproducibleMath.Log1P(x), 1e-15 + (1e-14 * Math.Abs(Math.Log(1 + x))));
        var small = x * 1e-9;
        AssertNear(small - (small * small / 2), ReproducibleMath.Log1P(small));
        AssertNear(ReproducibleMath.Log1P(small), SpecialFunctions.Log1P(small));
    });

    [Fact]
    public void ExpM1AgreesNearZeroAndBeyond() => Gen.Double[-40, 40].Sample(x =>
    {
        Assert.Equal(Math.Exp(x) - 1, ReproducibleMath.ExpM1(x), 1e-15 + (1e-14 * Math.Abs(Math.Exp(x) - 1)));
        var small = x * 1e-9;
        AssertNear(small + (small * small / 2), ReproducibleMath.ExpM1(small));
        AssertNear(ReproducibleMath.ExpM1(small), SpecialFunctions.ExpM1(small));
    });

    [Fact]
    public void TanhAgreesWithTheLibrarys() => Gen.Double[-30, 30].Sample(x =>
    {
        AssertNear(Math.Tanh(x), ReproducibleMath.Tanh(x));
        AssertNear(Math.Tanh(x * 1e-6), ReproducibleMath.Tanh(x * 1e-6));
    });

    [Fact]
    public void SineAndCosineAgreeWithTheLibrarys() => Gen.Double[-1_000_000, 1_000_000].Sample(x =>
    {
        foreach (var angle in (double[])[x, x * 1e-3, x * 1e-6])
        {
            Assert.Equal(Math.Sin(angle), ReproducibleMath.Sin(angle), 1e-14);
            Assert.Equal(Math.Cos(angle), ReproducibleMath.Cos(angle), 1e-14);
        }
    });

    [Fact]
    public void PowAgreesWithTheLibrarys() => Gen.Select(Gen.Double[-20, 20], Gen.Double[-12, 12]).Sample((x, y) =>
    {
        // Exponents are cut off at ±700, far beyond what a float32 can hold; they magnify the rounding of the logarithm.
        var exponent = x == 0 ? 0 : Math.Abs(y * Math.Log(Math.Abs(x)));
        if (exponent < 700)
        {
            AssertNear(Math.Pow(Math.Abs(x), y), ReproducibleMath.Pow(Math.Abs(x), y), 1e-14 + (exponent * 4 * 1.1e-16));
        }

        AssertNear(Math.Pow(x, Math.Round(y)), ReproducibleMath.Pow(x, Math.Round(y)));
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.27632639016823696)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(1.5, 0.9661051464753108)]
    [InlineData(-2.5, -0.9995930479825550)]
    [InlineData(4, 0.9999999845827421)]
    [InlineData(30, 1)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, -1)]
    public void ErfHasTheKnownValues(double x, double expected) => Assert.Equal(expected, SpecialFunctions.Erf(x), 1e-15);

    [Fact]
    public void ErfIsTheIntegralOfItsSlope() => Gen.Double[-7, 7].Sample(x =>
    {
        // Simpson's rule over a short step.
        const double Step = 1.0 / 256;
        double Slope(double t) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-t * t);
        var integral = Step / 6 * (Slope(x) + (4 * Slope(x + (Step / 2))) + Slope(x + Step));
        Assert.Equal(integral, SpecialFunctions.Erf(x + Step) - SpecialFunctions.Erf(x), 1e-13);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    [InlineData(double.Epsilon)]
    public void LogHasTheLibrarysSpecialCases(double x) => Assert.Equal(Math.Log(x), ReproducibleMath.Log(x), 1e-12);

    private static void AssertNear(double expected, double actual, double tolerance = 1e-14) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(Math.Abs(expected), 1e-300) || expected.Equals(actual), $"{actual:R}, not {expected:R}");
}
