using CsCheck;
using Wfn.Fixing;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Fixing;

/// <summary>The fast clustering must be the straightforward one, weight for weight.</summary>
public class MatrixEquivalenceTests
{
    private static readonly Gen<float> Ordinary = Gen.Float[-1.5f, 1.5f];
    private static readonly Gen<float> Small = Gen.Select(Gen.Float[-1f, 1f], Gen.Int[-14, 0], (m, e) => MathF.ScaleB(m, e));
    private static readonly Gen<float> OnGrid = Gen.Select(Gen.Int[-48, 48], Gen.Int[-11, -3], (m, e) => MathF.ScaleB(m, e));
    private static readonly Gen<float> Special =
        Gen.OneOfConst(0f, -0f, 0.0078125f, -0.0078125f, 0.00390625f, 1e-40f, -1e-45f, float.Epsilon, 1f, -1f);

    private static readonly Gen<float[]> Weights = Gen.OneOf(
        Ordinary.Array[0, 300],
        Small.Array[1, 300],
        OnGrid.Array[1, 300],
        Gen.Frequency((6, Ordinary), (6, Small), (4, OnGrid), (1, Special)).Array[1, 200],
        Gen.Select(Ordinary, Gen.Int[1, 40], (w, n) => Enumerable.Repeat(w, n).ToArray()));

    private static readonly Gen<FixingOptions> Options = Gen.Select(
        Gen.OneOf(Gen.Double[0.004, 0.12], Gen.OneOfConst(0.0075, 0.01, 0.015, 0.05, 0.3, 0.99)),
        Gen.OneOf(Gen.Int[-9, -5].Select(e => Math.Pow(2, e)), Gen.Double[0.002, 0.04]),
        Gen.Bool,
        Gen.OneOfConst<int?>(null, null, null, 0, 1, 2, 20, 30),
        Gen.OneOfConst(
            new FixingOptions().Fractions,
            [0.5, 1.0],
            [1.0],
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (delta, zero, recluster, highest, fractions) => new FixingOptions
        {
            Delta = delta,
            ZeroThreshold = zero,
            Recluster = recluster,
            HighestOrder = highest,
            Fractions = fractions,
        });

    [Fact]
    public void EveryRoundEqualsTheMatrixVersion() => Gen.Select(Weights, Options).Sample(EqualsTheMatrixVersion, iter: 300, print: Print);

    // Differences of a tiny weight and a centre are not exact in float64; neither version has an order for weights that it cannot tell apart.
    [Fact]
    public void EveryRoundEqualsTheMatrixVersionByEuclideanDistance() =>
        Gen.Select(
            Weights.Select(weights => weights.Select(weight => Math.Abs(weight) < 1e-6f ? 0 : weight).ToArray()),
            Options.Select(options => options with { Distance = DistanceKind.Euclidean }))
        .Sample(EqualsTheMatrixVersion, iter: 300, print: Print);

    [Fact]
    public void TheDistancesMakeADifference()
    {
        float[] weights = [.. Enumerable.Range(1, 400).Select(i => i / 100f)];
        var relative = WeightFixing.Cluster(weights, 0, new FixingOptions(), null);
        var euclidean = WeightFixing.Cluster(weights, 0, new FixingOptions { Distance = DistanceKind.Euclidean }, null);

        // Within the mean distance on average, each by its own measure.
        Assert.NotEqual(relative, euclidean);
        Assert.InRange(MeanMove(weights, euclidean), 0, euclidean.Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void NoCentreHasMorePowersOfTwoThanAskedFor(int highest)
    {
        var random = new Random(9);
        float[] weights = [.. Enumerable.Range(0, 2_000).Select(_ => (float)(random.NextDouble() - 0.5))];
        using var session = new FixingSession(weights, new FixingOptions { HighestOrder = highest, Fractions = [0.5, 1] });
        while (!session.IsDone)
        {
            session.RunRound();
        }

        Assert.All(weights.Distinct().Where(weight => weight != 0), weight =>
            Assert.InRange(SignedDigit.NonAdjacentForm(AdditivePowersOfTwo.Significand(weight)).Count, 1, highest + 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ThreadsChangeNoBit(bool recluster)
    {
        // More than two parts of 16,384, some weights often.
        var random = new Random(10);
        float[] weights = [.. Enumerable.Range(0, 100_000).Select(i => (float)((random.NextDouble() - 0.5) * random.NextDouble()) * (i % 9 == 0 ? 0 : 1))];
        var options = new FixingOptions { Recluster = recluster, Fractions = [0.5, 1] };

        Assert.True(Ranges.PartsFor(weights.Length, 2) == 2 && Ranges.PartsFor(weights.Length, 5) == 5);
        var (one, more) = (Cluster(1), new[] { 2, 5 }.Select(Cluster));
        Assert.All(more, rounds => Assert.Equal(one, rounds));

        FixingRound[] Cluster(int threads)
        {
            var moved = (float[])weights.Clone();
            var first = WeightFixing.Cluster(moved, 0, options, null, threads: threads);
            WeightFixing.Apply(moved, first);
            return [first, WeightFixing.Cluster(moved, 1, options, first, threads: threads)];
        }
    }

    [Fact]
    public void ASessionEqualsRoundAfterRound() =>
        Gen.Select(Weights, Options).Sample((weights, options) =>
        {
            var expected = (float[])weights.Clone();
            var rounds = new List<FixingRoundSummary>();
            FixingRound? last = null;
            for (var t = 0; t < options.Fractions.Count; t++)
            {
                last = WeightFixing.Cluster(expected, t, options, last);
                WeightFixing.Apply(expected, last);
                rounds.Add(FixingRoundSummary.Of(last));
            }

            var actual = (float[])weights.Clone();
            using var session = new FixingSession(actual, options);
            while (!session.IsDone)
            {
                session.RunRound();
            }

            return expected.AsSpan().SequenceEqual(actual) && rounds.SequenceEqual(session.Rounds);
        }, iter: 500, print: Print);

    private static bool EqualsTheMatrixVersion(float[] weights, FixingOptions options)
    {
        var ours = (float[])weights.Clone();
        FixingRound? last = null;
        for (var t = 0; t < options.Fractions.Count; t++)
        {
            var expected = MatrixFixing.Cluster(ours, t, options, last);
            last = WeightFixing.Cluster(ours, t, options, last);
            if (!expected.Equals(last))
            {
                return false;
            }

            WeightFixing.Apply(ours, last);
        }

        return true;
    }

    private static double MeanMove(float[] weights, FixingRound round)
    {
        var taken = Enumerable.Range(0, weights.Length).Where(i => round.Assignment[i] >= 0).ToArray();
        return taken.Average(i => Math.Abs(weights[i] - round.Centres[round.Assignment[i]]));
    }

    private static string Print((float[] Weights, FixingOptions Options) sample) =>
        $"{sample.Options} {string.Join(", ", sample.Options.Fractions)} [{string.Join("f, ", sample.Weights.Select(w => w.ToString("R")))}]";
}
