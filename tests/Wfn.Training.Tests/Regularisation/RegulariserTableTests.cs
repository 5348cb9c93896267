using Wfn.Fixing;
using Wfn.Training.Regularisation;

namespace Wfn.Training.Tests.Regularisation;

public sealed class RegulariserTableTests
{
    private const double ZeroThreshold = 0.0078125;
    private const double Temperature = 0.05;

    // Sums of few powers of two, and two centres that are none and lie within intervals.
    private static readonly float[] Centres =
        [-1.5f, -0.7f, -0.5f, -0.25f, -0.140625f, -0.0625f, -0.015625f, -0.0078125f, 0, 0.0078125f, 0.0234375f, 0.1f, 0.125f, 0.375f, 1];

    [Theory]
    [InlineData(DistanceKind.Relative)]
    [InlineData(DistanceKind.Euclidean)]
    public void AgreesWithTheSumOverAllCentres(DistanceKind kind)
    {
        foreach (var centres in new[] { Centres, Dense(), [0.25f], [-0.5f, 0.003f, 0.004f, 2] })
        {
            var exact = new WeightLoss(centres, ZeroThreshold, Temperature, kind);
            var table = RegulariserTable.Create(exact)!;
            foreach (var weight in Weights())
            {
                var expected = exact.Of(weight, out var expectedSlope);
                var actual = table.Of(weight, out var slope);
                Assert.Equal(expected, actual, 2e-7 + (2e-6 * expected));

                Assert.Equal(expectedSlope, slope, (kind == DistanceKind.Euclidean ? 3e-4 : 1e-4) * Math.Max(Math.Abs(expectedSlope), 1 / Math.Max(Math.Abs(weight), ZeroThreshold)));
            }
        }
    }

    [Fact]
    public void IsExactAtCentresAndAtTheZeroThreshold()
    {
        var exact = new WeightLoss(Centres, ZeroThreshold, Temperature);
        var table = RegulariserTable.Create(exact)!;
        foreach (var weight in Centres.Concat([(float)ZeroThreshold, -(float)ZeroThreshold, 0, -0.0f]))
        {
            Assert.Equal((float)exact.Of(weight, out var expectedSlope), table.Of(weight, out var slope));
            Assert.Equal((float)expectedSlope, slope);
        }
    }

    [Fact]
    public void FarWeightsAreComputedDirectly()
    {
        var exact = new WeightLoss(Centres, ZeroThreshold, Temperature);
        var table = RegulariserTable.Create(exact)!;
        Assert.Equal((float)exact.Of(1e6f, out var expectedSlope), table.Of(1e6f, out var slope));
        Assert.Equal((float)expectedSlope, slope);
    }

    [Theory]
    [InlineData(ZeroThreshold, 0.0001)]
    [InlineData(0, Temperature)]
    [InlineData(1e-20, Temperature)]
    public void ThereIsNoneWhereItWouldBeTooCoarseOrTooLarge(double zeroThreshold, double temperature) =>
        Assert.Null(RegulariserTable.Create(new WeightLoss(Centres, zeroThreshold, temperature)));

    [Fact]
    public void ThereIsNoneWhereEuclideanDistancesChangeTooMuchWithinAnInterval()
    {
        float[] far = [.. Centres, 1 << 10];
        Assert.NotNull(RegulariserTable.Create(new WeightLoss(far, ZeroThreshold, Temperature)));
        Assert.Null(RegulariserTable.Create(new WeightLoss(far, ZeroThreshold, Temperature, DistanceKind.Euclidean)));
    }

    [Fact]
    public void ManyWeightsAreAsGoodAsFew()
    {
        var weights = Weights();
        Assert.True(weights.Length > 1 << 14);
        var free = weights.Select((_, i) => i % 5 != 0).ToArray();
        var gradient = new float[weights.Length];
        var exact = new WeightLoss(Centres, ZeroThreshold, Temperature);
        var expected = weights.Where((_, i) => free[i]).Average(weight => exact.Of(weight, out var _));

        var actual = new ClusterRegulariser(Centres, ZeroThreshold, Temperature).Evaluate(weights, free, gradient);

        Assert.Equal(expected, actual, 1e-6 * expected);
        Assert.All(Enumerable.Range(0, weights.Length).Where(i => !free[i]), i => Assert.Equal(0, gradient[i]));
    }

    [Fact]
    public void VectorsChangeNoBit()
    {
        var weights = Weights();
        var free = weights.Select((_, i) => i % 7 != 3).ToArray();
        var (with, without) = (new float[weights.Length], new float[weights.Length]);
        var table = RegulariserTable.Create(new WeightLoss(Centres, ZeroThreshold, Temperature))!;
        Assert.Equal(table.Sum(weights, free, without, 0.3f, useVectors: false), table.Sum(weights, free, with, 0.3f));
        Assert.Equal(without, with);
    }

    private static float[] Dense() => [.. Enumerable.Range(-64, 129).Select(i => i / 64f)];

    private static float[] Weights()
    {
        var random = new Random(5);
        return
        [
            .. Enumerable.Range(0, 40_000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, (random.NextDouble() * 5) - 4))),
            .. Centres,
        ];
    }
}
