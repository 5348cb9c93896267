using CsCheck;
using Wfn.Fixing;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing;

/// <summary>Fixing without re-clustering never destroys a network, whatever its weights are.</summary>
public class BoundedFixingTests
{
    /// <summary>What a tensor may lose through weights that become zero, as a part of its length.</summary>
    private const double ThroughZeros = 0.25;

    /// <summary>What a weight may move by because a codebook has no finer values.</summary>
    private const double ThroughResolution = 1.0 / 16;

    private static readonly Gen<float[]> Tensor = Gen.Select(
        Gen.Int[1, 150], Gen.Double[-6, 3], Gen.Int[0, int.MaxValue], Gen.Int[0, 5],
        (count, scale, seed, kind) => Weights(count, Math.Pow(10, scale), new Random(seed), kind));

    private static readonly Gen<double> Delta = Gen.OneOf(Gen.OneOfConst(0.0025, 0.01, 0.05, 0.2, 0.9), Gen.Double[0.002, 0.1]);

    [Fact]
    public void NoWeightMovesByMoreThanItsDueAndNoTensorBecomesZero() =>
        Gen.Select(Tensor.Array[1, 6], Delta).Sample(
            (tensors, delta) =>
            {
                var options = new FixingOptions { Delta = delta };
                var graph = Network(tensors);
                var network = NetworkFixing.Fix(graph, options, []);
                var furthest = Math.Max(ThroughResolution, FixingSchedule.Furthest(options, FixingSchedule.Tolerance(options, 0)) + 1e-6);
                return graph.Parameters.Zip(network.Graph.Parameters).All(pair => IsWithinDue(pair.First, pair.Second, furthest));
            },
            iter: 1000);

    [Fact]
    public void ASingleWeightJustBelowTheZeroThresholdSweepsNothing()
    {
        // What destroyed a network: no centre fits the small weight, and the tolerance doubled until it fitted the largest.
        float[] weights = [0.0077f, .. Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? 1 : -1) * (0.5f + (i / 250f)))];
        var fixedWeights = NetworkFixing.Fix(Network([weights]), new FixingOptions { Delta = 0.004 }, []).Graph.Parameters[0].Values;

        Assert.All(weights.Zip(fixedWeights), pair => Assert.InRange(pair.Second / pair.First, 0.9f, 1.1f));
    }

    [Theory]
    [InlineData(1e-5f, true)]
    [InlineData(1e-3f, true)]
    [InlineData(1e-7f, false)]
    public void ALayerOfSmallWeightsKeepsItsShape(float scale, bool isOnTheCodebook)
    {
        var random = new Random(4);
        float[] small = [.. Enumerable.Range(0, 500).Select(_ => scale * (float)random.NextDouble())];
        float[] ordinary = [.. Enumerable.Range(0, 500).Select(_ => (float)random.NextDouble() - 0.5f)];
        var network = NetworkFixing.Fix(Network([small, ordinary]), new FixingOptions(), []);

        Assert.InRange(RelativeMove(small, network.Graph.Parameters[0].Values), isOnTheCodebook ? 0.0001 : 0, 0.12);
        Assert.Equal(isOnTheCodebook ? [] : ["tensor0"], network.OutOfRange);
    }

    [Fact]
    public void WeightsMoveTheMoreTheLargerDeltaIs()
    {
        var random = new Random(8);
        float[] weights = [.. Enumerable.Range(0, 3000).Select(_ => (float)((random.NextDouble() - 0.5) * random.NextDouble()))];
        var moves = new[] { 0.0025, 0.005, 0.01, 0.02, 0.04 }.Select(delta =>
            RelativeMove(weights, NetworkFixing.Fix(Network([weights]), new FixingOptions { Delta = delta }, []).Graph.Parameters[0].Values)).ToArray();

        Assert.Equal(moves.Order(), moves);
    }

    [Fact]
    public void ReclusteringTellsHowManyWeightsItSwept()
    {
        float[] weights = [.. Enumerable.Repeat(0.00781f, 50), .. Enumerable.Range(0, 20).Select(i => 1 + (i / 10f))];
        var options = new FixingOptions { Delta = 0.0001, Recluster = true, Fractions = [1] };
        var swept = NetworkFixing.Fix(Network([weights]), options, []);
        var bounded = NetworkFixing.Fix(Network([weights]), options with { Recluster = false }, []);

        var moved = weights.Zip(swept.Graph.Parameters[0].Values).Count(pair => pair.First >= 0.0078125f && pair.Second < pair.First / 2);
        Assert.Equal(moved, swept.Rounds.Sum(round => round.SweptWeights));
        Assert.Equal(0, bounded.Rounds.Sum(round => round.SweptWeights));
    }

    private static bool IsWithinDue(Parameter before, Parameter after, double furthest)
    {
        var median = Median(before.Values);
        foreach (var (weight, moved) in before.Values.Zip(after.Values))
        {
            var mayBeZero = Math.Abs(weight) < ThroughZeros * median;
            if (!(moved == 0 && mayBeZero) && Math.Abs((double)moved - weight) > furthest * Math.Abs((double)weight))
            {
                return false;
            }
        }

        return RelativeMove(before.Values, after.Values) <= Math.Sqrt((ThroughZeros * ThroughZeros) + (furthest * furthest))
            && (before.Values.All(weight => weight == 0) || after.Values.Any(weight => weight != 0));
    }

    private static double Median(IEnumerable<float> weights)
    {
        double[] magnitudes = [.. weights.Select(weight => Math.Abs((double)weight)).Where(weight => weight > 0).Order()];
        return magnitudes.Length == 0 ? 0 : magnitudes[(magnitudes.Length - 1) / 2];
    }

    private static double RelativeMove(IEnumerable<float> before, IEnumerable<float> after)
    {
        var length = before.Sum(weight => (double)weight * weight);
        return length == 0 ? 0 : Math.Sqrt(before.Zip(after).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2)) / length);
    }

    // Ordinary ones, a single outlier, a dead channel, one weight just below γ0, three weights, mostly zeros.
    private static float[] Weights(int count, double scale, Random random, int kind)
    {
        float[] weights = [.. Enumerable.Range(0, kind == 4 ? 3 : count).Select(_ =>
            (float)(scale * (random.NextDouble() - 0.5) * (random.NextDouble() + 0.1)))];
        switch (kind)
        {
            case 1:
                weights[0] = (float)(scale * 1000);
                break;
            case 2:
                weights.AsSpan(0, weights.Length / 3).Fill(1e-9f);
                break;
            case 3:
                weights[^1] = 0.0078124f;
                break;
            case 5:
                weights.AsSpan(0, weights.Length * 9 / 10).Clear();
                break;
        }

        return weights;
    }

    private static NetworkGraph Network(float[][] tensors) => SmallNetwork.Create() with
    {
        Nodes = [],
        Parameters = tensors.Select((values, i) => new Parameter(
            $"tensor{i}", ParameterRole.Weight, new TensorShape([values.Length]), EquatableArray.Create<float>(values))).ToEquatableArray(),
    };
}
