using Wfn.Training.Data;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class CodebookProjectionTests
{
    private static readonly float[] Centres = [-1, -0.5f, 0, 0.375f, 0.5f, 1];

    [Fact]
    public void AtNoPriceEveryWeightTakesTheNearestCentre()
    {
        var random = new SeededRandom(1);
        var weights = Enumerable.Range(0, 1003).Select(_ => (random.Next(4001) - 2000) / 1500f).ToArray();
        var assignment = new int[weights.Length];

        var projection = new CodebookProjection(Centres);
        projection.Price(new int[] { 0, 1, 2 }, 0, 0);
        projection.Assign(weights, 3, assignment);

        for (var i = 0; i < weights.Length; i++)
        {
            var nearest = Centres.Min(centre => Math.Abs(centre - weights[i]));
            Assert.Equal(nearest, Math.Abs(Centres[assignment[i]] - weights[i]), 1e-6f);
        }
    }

    [Fact]
    public void APriceBuysTheFrequentCentreUpToTheDistanceThatItsBitsAreWorth()
    {
        // 1,024 weights: zero takes 1,000, one takes 24. Zero is log2(1000/24) = 5.38 bits, one term and 32/24 − 32/1000 bits of
        // an entry cheaper.
        int[] assignment = [.. Enumerable.Repeat(2, 1000), .. Enumerable.Repeat(5, 24)];
        const double price = 0.01;
        var saving = price * (Math.Log2(1000.0 / 24) + 1 + (32.0 / 24) - (32.0 / 1000));
        var projection = new CodebookProjection([-1, -0.5f, 0, 0.375f, 0.5f, 1]);
        projection.Price(assignment, price, 0);

        // Where w² = (1 − w)² + saving both cost the same.
        var border = (float)((1 + saving) / 2);
        var chosen = new int[2];
        projection.Assign([border - 1e-4f, border + 1e-4f], 1, chosen);
        Assert.Equal([2, 5], chosen);

        // A tensor that minds moves less lets them go further.
        projection.Assign([border + 1e-4f], 0.5, chosen);
        Assert.Equal(2, chosen[0]);
    }

    [Fact]
    public void OfTwoEquallyFrequentCentresTheOneOfFewerPowersOfTwoIsCheaper()
    {
        int[] assignment = [.. Enumerable.Repeat(3, 500), .. Enumerable.Repeat(4, 500)];
        var projection = new CodebookProjection(Centres);
        projection.Price(assignment, 0.01, 0);
        var chosen = new int[1];
        projection.Assign([0.4374f], 1, chosen);

        // 0.375 = 2^-1 − 2^-3 is nearer by a hair, 0.5 is one addition less.
        Assert.Equal(4, chosen[0]);
    }

    [Fact]
    public void AValueThatHardlyAnyWeightTakesLeavesTheCodebook()
    {
        int[] assignment = [.. Enumerable.Repeat(2, 5000), .. Enumerable.Repeat(4, 4999), 3];
        var projection = new CodebookProjection(Centres);
        projection.Price(assignment, 0.001, 0);
        var chosen = new int[1];
        projection.Assign([0.375f], 1, chosen);
        Assert.Equal(4, chosen[0]);
    }

    [Fact]
    public void TheValueThatIsMissedLeastLeavesFirst()
    {
        // Ten weights on 0.375 that could as well be on 0.5, one far out on 1 that minds a hundred times as much, and others.
        float[] weights = [.. Enumerable.Repeat(0.42f, 10), 0.98f, .. Enumerable.Repeat(0f, 20), .. Enumerable.Repeat(0.5f, 20)];
        float[] scales = [.. Enumerable.Repeat(1f, 10), 100, .. Enumerable.Repeat(1f, 40)];
        int[] assignment = [.. Enumerable.Repeat(3, 10), 5, .. Enumerable.Repeat(2, 20), .. Enumerable.Repeat(4, 20)];
        var projection = new CodebookProjection(Centres);
        projection.Price(assignment, 0, 0);
        Assert.Equal(4, projection.Taken);

        projection.RemoveCheapest(weights, scales, assignment);

        var chosen = new int[3];
        projection.Assign([0.42f, 0.98f, -0.9f], 1, chosen);
        Assert.Equal([4, 5, 2], chosen);
    }

    [Fact]
    public void OpennessLetsWeightsGoWhereNoneIsYet()
    {
        int[] assignment = [.. Enumerable.Repeat(4, 1000), .. Enumerable.Repeat(1, 1000)];
        var projection = new CodebookProjection(Centres);
        var chosen = new int[1];

        projection.Price(assignment, 0.02, 0);
        projection.Assign([0.1f], 1, chosen);
        Assert.Equal(4, chosen[0]);

        projection.Price(assignment, 0.02, 1);
        projection.Assign([0.1f], 1, chosen);
        Assert.Equal(2, chosen[0]);
    }
}
