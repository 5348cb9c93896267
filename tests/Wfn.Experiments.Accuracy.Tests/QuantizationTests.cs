using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Quantization;

namespace Wfn.Experiments.Accuracy.Tests;

public sealed class QuantizationTests
{
    [Theory]
    [InlineData(3, new[] { 0, 0.25f, 0.5f, 1 })]
    [InlineData(4, new[] { 0, 0.1f, 0.2f, 0.3f, 0.4f, 0.6f, 0.8f, 1 })]
    public void AdditivePowersAreThoseOfThePaper(int bits, float[] magnitudes) =>
        Assert.Equal(magnitudes, new AdditivePowersQuantizer(Weights(), bits).Magnitudes.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);

    [Fact]
    public void AdditivePowersTakeTheNearestValueAndTheScaleOfTheSmallestError()
    {
        var weights = Weights();
        var quantizer = new AdditivePowersQuantizer(weights, 3);
        var scale = quantizer.Scale;
        var values = new float[weights.Length];
        quantizer.Quantize(weights, values);
        float[] allowed = [-scale, -0.5f * scale, -0.25f * scale, 0, 0.25f * scale, 0.5f * scale, scale];
        for (var i = 0; i < weights.Length; i++)
        {
            Assert.Equal(allowed.Min(value => Math.Abs(value - weights[i])), Math.Abs(values[i] - weights[i]), 1e-6);
        }

        Assert.True(scale < weights.Max(Math.Abs), "outliers are clipped");
        Assert.All([0.8, 1.2], factor => Assert.True(Error(weights, allowed) < Error(weights, [.. allowed.Select(value => (float)(factor * value))])));
    }

    [Fact]
    public void TheClippingScaleLearns()
    {
        var quantizer = new AdditivePowersQuantizer(new[] { -1f, -0.5f, 0.5f, 1 }, 3);
        var scale = quantizer.Scale;
        quantizer.Learn([5, 0, 0, 0], [1, 0, 0, 0], 0.01);
        Assert.True(quantizer.Scale < scale, "a clipped weight whose value should fall takes the scale along");
    }

    [Fact]
    public void AdditivePowersTellTheirTerms()
    {
        var stored = new AdditivePowersQuantizer(new[] { 0.625f, -0.625f, 0.5f, 0.0625f, 0 }, 4).Store([0.625f, -0.625f, 0.5f, 0.0625f, 0]);
        Assert.Equal([2, 2, 1, 1, 0], stored.Indices.Select(index => stored.TermsOfSymbols![index]));
        var sums = new List<long>();
        stored.AddTerms(sums);
        Assert.Equal([3, 2], sums);
    }

    [Fact]
    public void CentresAreTheMeansOfTheirWeights()
    {
        var quantizer = new KMeansCodebook([-1, -0.9f, -1.1f, 0, 0.1f, 2, 2.2f, 5], 2);
        Assert.Equal([-1, 0.05f, 2.1f, 5], quantizer.Centres.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        float[] moved = [-1, -0.9f, -1.1f, 0.2f, 0.3f, 2, 2.2f, 5];
        quantizer.Follow(moved);
        var values = new float[moved.Length];
        quantizer.Quantize(moved, values);
        Assert.Equal(0.25f, values[3], 1e-6f);
        Assert.Equal(values[3], values[4]);
        Assert.Equal([0, 0, 0, 1, 1, 2, 2, 3], quantizer.Store(moved).Indices.Select(index => (int)index));
    }

    [Fact]
    public void EachChannelHasAScaleOfItsOwn()
    {
        float[] weights = [1.27f, 0.004f, 0.006f, -0.0127f, 0.00004f, 0, 0, 0, 0];
        var (values, stored) = ChannelInt8.Quantize(weights, 3);
        Assert.Equal([1.27f, 0, 0.01f, -0.0127f, 0, 0, 0, 0, 0], values, (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal(3, stored.Numbers);
        Assert.Equal(255, stored.Symbols);
    }

    [Fact]
    public void EvenLevelsReachToTheLargestWeight()
    {
        var quantizer = new UniformQuantizer([0.5f, -1.27f, 0.012f], 8);
        var values = new float[3];
        quantizer.Quantize([0.5f, -1.27f, 0.012f], values);
        Assert.Equal([0.5f, -1.27f, 0.01f], values, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void PayloadIsNearTheEntropyAndCountsWhatStandsBesideTheIndices()
    {
        ushort[] indices = [.. Enumerable.Range(0, 8000).Select(i => (ushort)(i % 4))];
        var stored = new QuantizedTensor(indices, 4, 4, null);
        Assert.InRange(stored.Bits, (2 * 8000) + (4 * 32), (2.02 * 8000) + (4 * 32) + 100);
        Assert.Equal(32 * 10, (stored with { Numbers = 14 }).Bits - stored.Bits);
    }

    private static double Error(float[] weights, float[] allowed) =>
        weights.Sum(weight => allowed.Min(value => (double)(value - weight) * (value - weight)));

    private static float[] Weights()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 2000).Select(_ => (float)(Enumerable.Range(0, 6).Sum(_ => random.NextDouble()) - 3))];
    }
}
