namespace Wfn.Testing.Networks;

/// <summary>
/// Weights of networks that nobody trained, in the form that retraining gives them: normally distributed, then moved to powers of
/// two from a quarter of the standard deviation up, and one in eighty to a sum of two (samples/FashionMnist's ResNet-8 has 1.2 %
/// of those, docs/results.md). The speed of shift-and-add depends on these figures, that of all other candidates does not.
/// </summary>
internal sealed class RandomWeights(int seed)
{
    private const int SumsOneIn = 80;
    private readonly Random random = new(seed);

    /// <summary>Draws weights of a standard deviation.</summary>
    public float[] Draw(int count, double deviation)
    {
        var drawn = new float[count];
        var smallest = Math.Round(Math.Log2(deviation)) - 2;
        for (var i = 0; i < count; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var normal = deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble());
            var power = Math.Max(smallest, Math.Round(Math.Log2(Math.Abs(normal) + 1e-30)));
            var magnitude = Math.Pow(2, power) * (random.Next(SumsOneIn) == 0 ? 1.25 : 1);
            drawn[i] = (float)(normal < 0 ? -magnitude : magnitude);
        }

        return drawn;
    }
}
