using Wfn.Fixing;

namespace Wfn.Core.Tests.Fixing;

public class OracleTests
{
    public static TheoryData<string> Cases => [.. OracleCase.Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReclusteringReproducesTheAuthorsCode(string name)
    {
        var oracle = OracleCase.Load(name);
        var weights = (float[])oracle.Weights.Clone();
        FixingRound? last = null;
        for (var t = 0; t < oracle.Rounds.Length; t++)
        {
            var expected = oracle.Rounds[t];
            last = WeightFixing.Cluster(weights, t, oracle.Options, last);
            WeightFixing.Apply(weights, last);

            Assert.Equal(expected.Tolerance, last.Tolerance);
            Assert.Equal(expected.Codebook, last.PickedCentres.ToArray());

            // The oracle's file leaves out the orders at which nothing was taken.
            Assert.Equal(expected.WeightsPerOrder, last.WeightsPerOrder.ToArray().Where(n => n > 0));
        }

        var differing = weights.Zip(oracle.Fixed, (ours, theirs) => ours != theirs).Count(differs => differs);
        Assert.InRange(differing, 0, weights.Length * 0.005);
        Assert.Equal(oracle.Unique, weights.Distinct().Count());
        Assert.Equal(oracle.EntropyBits, Entropy(weights), 0.001);
        Assert.Equal(oracle.ZeroFraction, weights.Count(w => w == 0) / (double)weights.Length, 0.005);
    }

    private static double Entropy(float[] values) => values.GroupBy(v => v)
        .Select(g => g.Count() / (double)values.Length)
        .Sum(p => -p * Math.Log2(p));
}
