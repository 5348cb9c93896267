using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class WeightDeviationTests
{
    [Fact]
    public void Weights_with_large_gradients_are_known_well()
    {
        var deviation = new WeightDeviation(2, samples: 1000, batchSize: 10);
        Assert.Empty(deviation.Of(1));
        for (var step = 0; step < 50; step++)
        {
            deviation.Observe([0.1f, -0.001f]);
        }

        // 1/√(1000 · 10 · 0.1²) = 0.1, and a hundred times as much.
        var values = deviation.Of(1);
        Assert.Equal(0.1f, values[0], 1e-4f);
        Assert.Equal(10f, values[1], 1e-2f);
        Assert.Equal(0.3f, deviation.Of(3)[0], 1e-3f);
    }
}
