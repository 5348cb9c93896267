using CsCheck;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Numerics;

public class FixedPointRoundingTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(-1, 1, -1)]
    [InlineData(3, 1, 2)]
    [InlineData(-3, 1, -2)]
    [InlineData(5, 2, 1)]
    [InlineData(6, 2, 2)]
    [InlineData(-5, 2, -1)]
    [InlineData(-6, 2, -2)]
    [InlineData(7, 0, 7)]
    [InlineData(-7, -3, -56)]
    [InlineData(int.MaxValue, 31, 1)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData((1 << 30) - 1, 31, 0)]
    [InlineData(-(1 << 30), 31, -1)]
    public void ShiftsRoundTiesAwayFromZero(long value, int shift, long expected) =>
        Assert.Equal(expected, FixedPointRounding.ShiftRight(value, shift));

    [Fact]
    public void ShiftsAreTheRoundedQuotient() => Gen.Select(Gen.Int, Gen.Int[-20, 31]).Sample((value, shift) =>
        Assert.Equal(
            Math.Round(value * FixedPointRounding.PowerOfTwo(-shift), MidpointRounding.AwayFromZero),
            FixedPointRounding.ShiftRight(value, shift)));

    [Fact]
    public void SaturationStopsAtTheFormat()
    {
        var signed = new FixedPointFormat(8, true, 0);
        var unsigned = new FixedPointFormat(8, false, 0);
        Assert.Equal([-128, -128, -1, 0, 127, 127], new long[] { -1000, -128, -1, 0, 127, 128 }.Select(v => FixedPointRounding.Saturate(v, signed)));
        Assert.Equal([0, 0, 0, 200, 255, 255], new long[] { -1000, -1, 0, 200, 255, 256 }.Select(v => FixedPointRounding.Saturate(v, unsigned)));
        Assert.Equal((-32768, 32767), (new FixedPointFormat(16, true, 3).Minimum, new FixedPointFormat(16, true, 3).Maximum));
        Assert.Equal((0, 32767), (new FixedPointFormat(15, false, 3).Minimum, new FixedPointFormat(15, false, 3).Maximum));
    }

    [Theory]
    [InlineData(0.03125f, 1)]
    [InlineData(-0.03125f, -1)]
    [InlineData(0.0312499f, 0)]
    [InlineData(1e30f, 127)]
    [InlineData(-1e30f, -128)]
    [InlineData(float.PositiveInfinity, 127)]
    [InlineData(float.NegativeInfinity, -128)]
    [InlineData(float.NaN, 0)]
    public void QuantizeRoundsAndSaturates(float value, int expected) =>
        Assert.Equal(expected, FixedPointRounding.Quantize(value, new FixedPointFormat(8, true, 4)));

    [Fact]
    public void HalfMinusTheLeastBitIsNotRoundedUp() =>
        Assert.Equal(0, FixedPointRounding.Quantize(0.49999997f, new FixedPointFormat(8, true, 0)));

    [Fact]
    public void DequantizeIsExact()
    {
        var format = new FixedPointFormat(16, true, 20);
        for (var q = format.Minimum; q <= format.Maximum; q++)
        {
            Assert.Equal(q, FixedPointRounding.Quantize(FixedPointRounding.Dequantize(q, format), format));
        }

        Assert.Equal(-12f, FixedPointRounding.Dequantize(-3, new FixedPointFormat(8, true, -2)));
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(10, 1024.0)]
    [InlineData(-3, 0.125)]
    [InlineData(-1022, 2.2250738585072014E-308)]
    [InlineData(1023, 8.98846567431158E+307)]
    public void PowersOfTwoAreExact(int exponent, double expected) => Assert.Equal(expected, FixedPointRounding.PowerOfTwo(exponent));
}
