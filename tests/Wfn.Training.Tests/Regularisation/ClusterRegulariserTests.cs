using Wfn.Fixing;
using Wfn.Training.Regularisation;

namespace Wfn.Training.Tests.Regularisation;

public sealed class ClusterRegulariserTests
{
    private const double ZeroThreshold = 0.0078125;
    private const double Temperature = 0.05;

    private static readonly float[] Centres = [-1, -0.5f, -0.25f, -0.0625f, -0.015625f, 0, 0.015625f, 0.03125f, 0.125f, 0.25f, 0.375f, 1];

    [Theory]
    [InlineData(DistanceKind.Relative)]
    [InlineData(DistanceKind.Euclidean)]
    public void IsTheSoftminWeightedMeanDistanceOverAllCentres(DistanceKind kind)
    {
        var weights = Weights(500);
        var free = weights.Select((_, i) => i % 3 != 0).ToArray();
        var expected = weights.Where((_, i) => free[i]).Average(weight => Exact(weight, kind));

        var actual = new ClusterRegulariser(Centres, ZeroThreshold, Temperature, kind).Evaluate(weights, free, new float[weights.Length]);

        Assert.Equal(expected, actual, 1e-6 * expected);
    }

    [Fact]
    public void WhatIsLeftOutStaysWithinTheStatedBound()
    {
        var regulariser = new ClusterRegulariser(Centres, ZeroThreshold, Temperature);
        foreach (var weight in Weights(300))
        {
            var nearest = Centres.Min(centre => Distance(weight, centre));
            var bound = (Centres.Length - 1) * (nearest + (16 * Temperature)) * Math.Exp(-16);
            var gradient = new float[1];
            var actual = regulariser.Evaluate(new[] { weight }, new[] { true }, gradient);
            Assert.Equal(Exact(weight), actual, bound + (1e-6 * Exact(weight)) + 1e-9);

            var slope = ExactSlope(weight, out var steepest);
            var slopeBound = 50 * (Centres.Length - 1) * steepest * Math.Exp(-16);
            Assert.Equal(slope, gradient[0], slopeBound + (1e-6 * Math.Abs(slope)) + 1e-9);
        }
    }

    [Theory]
    [InlineData(DistanceKind.Relative)]
    [InlineData(DistanceKind.Euclidean)]
    public void GradientIsTheSlope(DistanceKind kind)
    {
        var weights = Weights(400);
        var free = new bool[weights.Length];
        Array.Fill(free, true);
        var gradient = new float[weights.Length];
        new ClusterRegulariser(Centres, ZeroThreshold, Temperature, kind).Evaluate(weights, free, gradient);
        for (var i = 0; i < weights.Length; i++)
        {
            // A step must not cross a kink: a centre, or the zero threshold.
            var step = Math.Max(1e-7, Math.Abs(weights[i]) * 1e-5);
            double[] kinks = [.. Centres.Select(centre => (double)centre), -ZeroThreshold, ZeroThreshold];
            if (kinks.All(kink => Math.Abs(kink - weights[i]) > 2 * step))
            {
                var slope = (Exact(weights[i] + step, kind) - Exact(weights[i] - step, kind)) / (2 * step) / weights.Length;
                Assert.Equal(slope, gradient[i], (1e-3 * Math.Abs(slope)) + (kind == DistanceKind.Euclidean ? 1e-6 : 1e-4));
            }
        }
    }

    [Fact]
    public void FixedWeightsGetNoGradient()
    {
        var gradient = new float[] { 5, 5, 5 };
        new ClusterRegulariser(Centres, ZeroThreshold, Temperature).Evaluate(
            new[] { 0.3f, 0.4f, 0.7f }, new[] { false, true, false }, gradient);
        Assert.Equal(0, gradient[0]);
        Assert.NotEqual(0, gradient[1]);
        Assert.Equal(0, gradient[2]);
    }

    [Fact]
    public void NoFreeWeightIsNoLoss()
    {
        var gradient = new float[] { 5 };
        Assert.Equal(0, new ClusterRegulariser(Centres, ZeroThreshold, Temperature).Evaluate(new[] { 0.3f }, new[] { false }, gradient));
        Assert.Equal(0, gradient[0]);
    }

    [Fact]
    public void ThreadsChangeNoBit()
    {
        var weights = Weights(100_000);
        var free = new bool[weights.Length];
        Array.Fill(free, true);
        var (one, many) = (new float[weights.Length], new float[weights.Length]);
        var regulariser = new ClusterRegulariser(Centres, ZeroThreshold, Temperature);
        Assert.Equal(regulariser.Evaluate(weights, free, one), regulariser.Evaluate(weights, free, many, threads: 4));
        Assert.Equal(one, many);
    }

    private static float[] Weights(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, (random.NextDouble() * 3) - 2.5)))];
    }

    private static double Exact(double weight, DistanceKind kind = DistanceKind.Relative)
    {
        var distances = Centres.Select(centre => Distance(weight, centre, kind)).ToArray();
        return distances.Zip(Shares(distances), (distance, share) => distance * share).Sum();
    }

    // Σ p_j d′_j (1 − (d_j − L) / τ) over all centres, for the relative distance.
    private static double ExactSlope(double weight, out double steepest)
    {
        var distances = Centres.Select(centre => Distance(weight, centre)).ToArray();
        var slopes = Centres.Select(centre => Math.Abs(weight) > ZeroThreshold
            ? Math.Sign(weight - centre) * centre / (weight * Math.Abs(weight))
            : centre == 0 ? 0 : Math.Sign(weight - centre)).ToArray();
        var loss = Exact(weight);
        steepest = slopes.Max(Math.Abs);
        return Shares(distances).Select((share, j) => share * slopes[j] * (1 - ((distances[j] - loss) / Temperature))).Sum();
    }

    private static double[] Shares(double[] distances)
    {
        var shares = distances.Select(distance => Math.Exp(-(distance - distances.Min()) / Temperature)).ToArray();
        return [.. shares.Select(share => share / shares.Sum())];
    }

    private static double Distance(double weight, double centre, DistanceKind kind = DistanceKind.Relative) =>
        Math.Abs(weight) <= ZeroThreshold && centre == 0 ? 0
        : Math.Abs(weight) <= ZeroThreshold || kind == DistanceKind.Euclidean ? Math.Abs(weight - centre)
        : Math.Abs(weight - centre) / Math.Abs(weight);
}
