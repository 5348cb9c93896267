namespace Wfn.Benchmarks.Fixing;

/// <summary>Weight vectors to cluster, the same on every run.</summary>
internal static class SampleWeights
{
    /// <summary>Zero-mean normal weights of standard deviation 0.05.</summary>
    public static float[] Normal(int count)
    {
        var weights = new float[count];
        Fill(weights, new Random(1), 0, 0.05);
        return weights;
    }

    /// <summary>
    /// All 11,689,512 parameters of ResNet-18 for 1000 classes in its shapes: convolutions and the last layer as He initialisation
    /// draws them, batch-norm scales around 0.5 and shifts around 0 as training leaves them.
    /// </summary>
    public static float[] ResNet18()
    {
        var layers = new List<(int Count, double Mean, double Deviation)>();
        Convolution(64, 3, 7);
        foreach (var (inputs, outputs) in new[] { (64, 64), (64, 128), (128, 256), (256, 512) })
        {
            Convolution(outputs, inputs, 3);
            Convolution(outputs, outputs, 3);
            if (inputs != outputs)
            {
                Convolution(outputs, inputs, 1);
            }

            Convolution(outputs, outputs, 3);
            Convolution(outputs, outputs, 3);
        }

        layers.Add((512_000, 0, Math.Sqrt(2.0 / 512)));
        layers.Add((1000, 0, 0.02));

        var weights = new float[layers.Sum(layer => layer.Count)];
        var random = new Random(18);
        var start = 0;
        foreach (var (count, mean, deviation) in layers)
        {
            Fill(weights.AsSpan(start, count), random, mean, deviation);
            start += count;
        }

        return weights;

        void Convolution(int outputs, int inputs, int size)
        {
            layers.Add((outputs * inputs * size * size, 0, Math.Sqrt(2.0 / (inputs * size * size))));
            layers.Add((outputs, 0.5, 0.2));
            layers.Add((outputs, 0, 0.2));
        }
    }

    private static void Fill(Span<float> weights, Random random, double mean, double deviation)
    {
        foreach (ref var weight in weights)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            weight = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }
    }
}
