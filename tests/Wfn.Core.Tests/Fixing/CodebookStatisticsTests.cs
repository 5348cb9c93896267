using Wfn.Fixing;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Fixing;

public class CodebookStatisticsTests
{
    private static readonly Codebook Codebook = Codebook.FromValues([-0.5f, 0f, 0.25f, 0.375f, 0.5f, 0.6875f]);

    [Fact]
    public void ValuesInUseAreCountedWithAndWithoutZeroAndSign()
    {
        var statistics = CodebookStatistics.Of(Codebook, [2, 8, 2, 2, 2, 0]);

        Assert.Equal(16, statistics.Parameters);
        Assert.Equal(5, statistics.UniqueWeights);
        Assert.Equal(4, statistics.UniqueWeightsNonZero);
        Assert.Equal(4, statistics.UniqueAbsolute);
        Assert.Equal(0.5, statistics.ZeroFraction);

        // Half zeros (1 bit), four equal shares of an eighth (3 bits each); without zeros four equal shares (2 bits).
        Assert.Equal((0.5 * 1) + (4 * 0.125 * 3), statistics.EntropyBits, 12);
        Assert.Equal(2, statistics.EntropyBitsNonZero, 12);
        Assert.Equal([14, 2], statistics.WeightsPerOrder);
    }

    [Fact]
    public void OrdersCountTheShortestSignedSum()
    {
        // 0.375 = 0.5 − 0.125; 0.6875 = 0.5 + 0.25 − 0.0625.
        Assert.Equal([3, 1, 5], CodebookStatistics.Of(Codebook, [1, 1, 1, 1, 0, 5]).WeightsPerOrder);
    }

    [Fact]
    public void NoWeightsComeToNothing()
    {
        var statistics = CodebookStatistics.Of(Codebook, [0, 0, 0, 0, 0, 0]);

        Assert.Equal(0, statistics.Parameters);
        Assert.Equal(0, statistics.UniqueWeights);
        Assert.Equal(0, statistics.EntropyBits);
        Assert.Equal(0, statistics.EntropyBitsNonZero);
        Assert.Equal(0, statistics.ZeroFraction);
        Assert.Empty(statistics.WeightsPerOrder);
    }

    [Fact]
    public void ZerosAloneHaveNoEntropy()
    {
        var statistics = CodebookStatistics.Of(Codebook, [0, 9, 0, 0, 0, 0]);

        Assert.Equal(1, statistics.UniqueWeights);
        Assert.Equal(0, statistics.UniqueWeightsNonZero);
        Assert.Equal(0, statistics.EntropyBits);
        Assert.Equal(0, statistics.EntropyBitsNonZero);
        Assert.Equal(1, statistics.ZeroFraction);
    }

    [Fact]
    public void ValuesAndIndicesAreCountedAlike()
    {
        float[] values = [0.5f, -0f, -0.5f, 0f, 0.5f];
        ushort[] indices = [4, 1, 0, 1, 4];

        Assert.Equal([1, 2, 0, 0, 2, 0], CodebookStatistics.Count(Codebook, values));
        Assert.Equal([1, 2, 0, 0, 2, 0], CodebookStatistics.Count(Codebook, indices));
        Assert.Throws<ArgumentException>(() => CodebookStatistics.Count(Codebook, [0.3f]));
        Assert.Throws<ArgumentException>(() => CodebookStatistics.Of(Codebook, [1]));
    }

    [Fact]
    public void ANetworkIsTheSumOfItsTensors()
    {
        var network = NetworkFixing.Fix(SmallNetwork.Create(), new FixingOptions(), ["norm.shift"]);
        var statistics = NetworkStatistics.Of(network);

        Assert.Equal(
            ["first.weight", "first.bias", "norm.scale", "last.weight", "last.bias"], statistics.Tensors.Select(t => t.Name));
        Assert.Equal([18, 2, 2, 96, 3], statistics.Tensors.Select(t => t.Statistics.Parameters));
        Assert.Equal(18 + 2 + 2 + 96 + 3, statistics.Total.Parameters);
        Assert.Equal(network.Codebook.Count, statistics.Total.UniqueWeights);
        Assert.Equal(statistics.Total.Parameters, statistics.Total.WeightsPerOrder.Sum());
        Assert.True(statistics.Total.UniqueWeights >= statistics.Tensors.Max(t => t.Statistics.UniqueWeights));
    }
}
