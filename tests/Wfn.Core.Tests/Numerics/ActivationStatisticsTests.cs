using CsCheck;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Numerics;

public class ActivationStatisticsTests
{
    [Fact]
    public void ErrorOfAFormatIsCloseToTheOneCountedValueByValue()
    {
        var cases =
            from seed in Gen.Int[0, 10000]
            from bits in Gen.Int[4, 12]
            from isSigned in Gen.Bool
            from fractionBits in Gen.Int[0, 10]
            select (seed, new FixedPointFormat(bits, isSigned, fractionBits));
        cases.Sample(
            c =>
            {
                var (seed, format) = c;
                var values = Gaussian(seed, 4000, 0.7f);
                var statistics = new ActivationStatistics();
                Assert.True(statistics.Add(values));
                var exact = values.Sum(v => Squared(v - FixedPointRounding.Dequantize(FixedPointRounding.Quantize(v, format), format)));
                Assert.InRange(statistics.SquaredError(format), 0.9 * exact, 1.1 * exact);
            },
            iter: 300);
    }

    [Fact]
    public void ValuesOnTheGridMakeNoError()
    {
        var statistics = new ActivationStatistics();
        statistics.Add(Enumerable.Range(0, 256).Select(i => i / 256f).ToArray());
        Assert.Equal(0, statistics.SquaredError(new FixedPointFormat(8, false, 8)));
        Assert.True(statistics.SquaredError(new FixedPointFormat(8, false, 7)) > 0);
    }

    [Fact]
    public void NeitherOrderNorMergingChangesTheOutcome()
    {
        var values = Gaussian(1, 1000, 3);
        var whole = new ActivationStatistics();
        whole.Add(values);
        var merged = new ActivationStatistics();
        foreach (var chunk in values.Reverse().Chunk(77))
        {
            var part = new ActivationStatistics();
            part.Add(chunk);
            merged.Add(part);
        }

        merged.Add(new ActivationStatistics());
        var format = new FixedPointFormat(6, true, 3);
        Assert.Equal(whole.SquaredError(format), merged.SquaredError(format));
        Assert.Equal((whole.Count, whole.Minimum, whole.Maximum), (merged.Count, merged.Minimum, merged.Maximum));
        Assert.Equal((values.Min(), values.Max()), (whole.Minimum, whole.Maximum));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ActivationsThatAreNotFiniteAreRefusedByName(float value)
    {
        var refusal = Assert.Throws<WfnException>(() => new ActivationObserver().Observe("conv1", [0, value]));
        Assert.Equal(DiagnosticCodes.BadData, refusal.Code);
        Assert.Contains("'conv1'", refusal.Message);
    }

    internal static float[] Gaussian(int seed, int count, float deviation)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count)
            .Select(_ => deviation * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))
            .ToArray();
    }

    private static double Squared(double value) => value * value;
}
