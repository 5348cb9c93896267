using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class AdamTests
{
    [Theory]
    [InlineData(0.9, 0.999)]
    [InlineData(0.5, 0.75)]
    [InlineData(0, 0)]
    public void Steps_are_those_of_the_paper(double beta1, double beta2)
    {
        var optimiser = new Adam(2, beta1, beta2);
        float[] weights = [1, 5];
        var (weight, mean, square) = (1.0, 0.0, 0.0);
        double[] slopes = [2, -0.5, 0.25];
        for (var t = 1; t <= slopes.Length; t++)
        {
            optimiser.Step(weights, [(float)slopes[t - 1], 0], 0.1);
            mean = (beta1 * mean) + ((1 - beta1) * slopes[t - 1]);
            square = (beta2 * square) + ((1 - beta2) * slopes[t - 1] * slopes[t - 1]);
            weight -= 0.1 * (mean / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(square / (1 - Math.Pow(beta2, t))) + 1e-8);
            Assert.Equal(weight, weights[0], 1e-5);
        }

        Assert.Equal(5f, weights[1]);
    }

    [Fact]
    public void Its_constants_are_those_of_the_options()
    {
        var (given, made) = (new Adam(1, 0.3, 0.6), Optimisers.Create(new RetrainingOptions { Beta1 = 0.3, Beta2 = 0.6 }, 1));
        float[] one = [1], other = [1];
        for (var t = 0; t < 3; t++)
        {
            given.Step(one, [t - 0.5f], 0.1);
            made.Step(other, [t - 0.5f], 0.1);
        }

        Assert.Equal(one, other);
    }
}
