using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class AdamTests
{
    [Theory]
    [InlineData(0.9, 0.999)]
    [InlineData(0.5, 0.75)]
    [InlineData(0, 0)]
    public void StepsAreThoseOfThePaper(double beta1, double beta2)
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

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(5003)]
    public void ItsVectorsGiveTheBitsOfPlainArithmetic(int length)
    {
        var random = new Random(length);
        var optimiser = new Adam(length);
        var (first, second) = (new float[length], new float[length]);
        float[] weights = [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble() - 0.5f)];
        var expected = (float[])weights.Clone();
        for (var t = 1; t <= 5; t++)
        {
            float[] gradient = [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 3))))];
            optimiser.Step(weights, gradient, 0.001);
            var (beta1, beta2) = (0.9f, 0.999f);
            var size = (float)(0.001 / (1 - Math.Pow(beta1, t)));
            var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, t)));
            for (var i = 0; i < length; i++)
            {
                first[i] = (beta1 * first[i]) + ((1 - beta1) * gradient[i]);
                second[i] = (beta2 * second[i]) + ((1 - beta2) * gradient[i] * gradient[i]);
                expected[i] -= size * first[i] / ((MathF.Sqrt(second[i]) * correction) + 1e-8f);
            }
        }

        Assert.Equal(expected, weights);
    }

    [Fact]
    public void ItsConstantsAreThoseOfTheOptions()
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
