using Wfn.Fixing;

namespace Wfn.Core.Tests.Fixing;

public class EntropyAwareAssignmentTests
{
    [Fact]
    public void WeightsTakeTheMostFrequentCentreInReach()
    {
        // Three on 0.5, one each on 0.25 and 0.53125; 0.52 may move by a tenth, to 0.5, and 0.25 has nothing in reach.
        float[] weights = [0.49f, 0.5f, 0.51f, 0.52f, 0.25f];
        var round = Round(0.1, [0.25f, 0.5f, 0.53125f], [1, 1, 1, 2, 0]);

        var result = EntropyAwareAssignment.Of(weights, round, default, new FixingOptions(), default);

        Assert.Equal([0.25f, 0.5f], result.Centres);
        Assert.Equal([1, 1, 1, 1, 0], result.Assignment);
    }

    [Fact]
    public void WhatIsKnownBadlyMayMoveFurther()
    {
        float[] weights = [0.5f, 0.5f, 0.25f, 0.26f];
        var round = Round(0.01, [0.25f, 0.5f], [1, 1, 0, 0]);
        float[] deviations = [0, 0, 0.3f, 0];

        var result = EntropyAwareAssignment.Of([.. weights, 0.5f], round with { Assignment = [1, 1, 0, 0, 1] }, default, new FixingOptions(), [.. deviations, 0]);

        Assert.Equal([1, 1, 1, 0, 1], result.Assignment);
    }

    [Fact]
    public void EuclideanTolerancesAreTheSameForAllWeights()
    {
        float[] weights = [0.5f, 0.5f, 0.5f, 0.625f, 0.75f];
        var round = Round(0.125, [0.5f, 0.625f, 0.75f], [0, 0, 0, 1, 2]);

        var relative = EntropyAwareAssignment.Of(weights, round, default, new FixingOptions(), default);
        var euclidean = EntropyAwareAssignment.Of(weights, round, default, new FixingOptions { Distance = DistanceKind.Euclidean }, default);

        Assert.Equal([0, 0, 0, 1, 2], relative.Assignment);
        Assert.Equal([0.5f, 0.75f], euclidean.Centres);
        Assert.Equal([0, 0, 0, 0, 1], euclidean.Assignment);
    }

    [Fact]
    public void SmallWeightsMayBecomeZeroAndFreeOrFixedOnesStay()
    {
        float[] weights = [0.001f, 0.002f, 0.0078f, 0.5f, 0.51f];
        var round = Round(0.1, [0f, 0.0078125f, 0.5f, 0.53125f], [0, 0, 1, -1, 3]);
        int[] before = [-1, -1, -1, -1, 3];

        var result = EntropyAwareAssignment.Of(weights, round, before, new FixingOptions(), default);

        Assert.Equal([0f, 0.53125f], result.Centres);
        Assert.Equal([0, 0, 0, -1, 1], result.Assignment);
    }

    [Fact]
    public void TheWholeScheduleHasLowerEntropyWithinTheTolerance()
    {
        var random = new Random(4);
        float[] weights = [.. Enumerable.Range(0, 20_000).Select(_ => (float)((random.NextDouble() - 0.5) * random.NextDouble()))];
        var options = new FixingOptions { Delta = 0.02, Fractions = [0.5, 1] };

        var plain = Fix(weights, options);
        var aware = Fix(weights, options with { EntropyAware = true });

        Assert.True(Entropy(aware) < Entropy(plain), $"{Entropy(aware)} against {Entropy(plain)}");
        Assert.True(aware.Distinct().Count() <= plain.Distinct().Count());
    }

    private static FixingRound Round(double tolerance, float[] centres, int[] assignment) => new()
    {
        Round = 0,
        Fraction = 1,
        Tolerance = tolerance,
        WeightsPerOrder = [],
        Centres = centres.ToEquatableArray(),
        PickedCentres = [],
        Assignment = assignment.ToEquatableArray(),
    };

    private static float[] Fix(float[] weights, FixingOptions options)
    {
        var values = (float[])weights.Clone();
        FixingRound? round = null;
        for (var i = 0; i < options.Fractions.Count; i++)
        {
            round = WeightFixing.Cluster(values, i, options, round);
            WeightFixing.Apply(values, round);
        }

        return values;
    }

    private static double Entropy(float[] values) => values.CountBy(value => value)
        .Sum(pair => -(double)pair.Value / values.Length * Math.Log2((double)pair.Value / values.Length));
}
