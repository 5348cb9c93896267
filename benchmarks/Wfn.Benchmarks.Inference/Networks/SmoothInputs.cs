namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>Inputs for networks that come without data: each plane a few waves and some noise, from 0 to 1.</summary>
internal static class SmoothInputs
{
    /// <summary>The input of a number.</summary>
    public static float[] Sample(int number, int channels, int height, int width)
    {
        var random = new Random(number);
        var values = new float[channels * height * width];
        for (var channel = 0; channel < channels; channel++)
        {
            var (down, across, phase) = (random.NextDouble() * 0.4, random.NextDouble() * 0.4, random.NextDouble() * 6);
            for (var i = 0; i < height * width; i++)
            {
                var wave = Math.Sin((i / width * down) + (i % width * across) + phase);
                values[(channel * height * width) + i] = (float)Math.Clamp(0.5 + (0.4 * wave) + (0.1 * (random.NextDouble() - 0.5)), 0, 1);
            }
        }

        return values;
    }
}
