using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class ValueMergingTests
{
    [Fact]
    public void Rare_values_go_to_their_neighbours_as_long_as_nothing_gets_worse()
    {
        float[] weights = [1, 1, 1, 0, 0, 0.5f, 0.5f, 0.25f, 2];
        var asked = 0;

        // 0.5 is needed, the rest is not.
        var merged = ValueMerging.Run(weights, () =>
        {
            asked++;
            return weights.Count(weight => weight == 0.5f) >= 2;
        });

        Assert.Equal(3, merged);
        Assert.Equal([1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 1], weights);
        Assert.Equal(3, asked);
    }

    [Fact]
    public void What_gets_worse_is_taken_back()
    {
        float[] weights = [1, 1, 0.5f, 0];
        Assert.Equal(0, ValueMerging.Run(weights, () => false));
        Assert.Equal([1, 1, 0.5f, 0], weights);
    }

    [Fact]
    public void Two_values_stay()
    {
        float[] weights = [1, 1, 0.5f, 0, -1, 2];
        ValueMerging.Run(weights, () => true);
        Assert.Equal(2, weights.Distinct().Count());
    }
}
