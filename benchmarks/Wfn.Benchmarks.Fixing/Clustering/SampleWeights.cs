using Wfn.Graph;

namespace Wfn.Benchmarks.Fixing.Clustering;

/// <summary>Weight vectors to cluster, the same on every run.</summary>
internal static class SampleWeights
{
    /// <summary>One tensor of zero-mean normal weights of standard deviation 0.05.</summary>
    public static NetworkGraph NormalNetwork(int count)
    {
        var weights = new float[count];
        Fill(weights, new Random(1), 0, 0.05);
        return Network([Matrix(weights)]);
    }

    /// <summary>
    /// Weights of a small convolutional network in its proportions: convolutions of falling spread, 1.5 % batch-norm scales around 1 and
    /// as many shifts, a last layer.
    /// </summary>
    public static NetworkGraph LayeredNetwork(int count)
    {
        (double Share, double Mean, double Deviation)[] layers =
            [(0.05, 0, 0.25), (0.25, 0, 0.08), (0.5, 0, 0.04), (0.015, 1, 0.25), (0.015, 0, 0.25), (0.17, 0, 0.06)];
        var weights = new float[count];
        var (random, start) = (new Random(2), 0);
        foreach (var (share, mean, deviation) in layers)
        {
            var length = Math.Min((int)Math.Ceiling(share * count), count - start);
            Fill(weights.AsSpan(start, length), random, mean, deviation);
            start += length;
        }

        return Network([Matrix(weights)]);
    }

    /// <summary>
    /// All 11,689,512 parameters of ResNet-18 for 1000 classes in its shapes: convolutions and the last layer as He initialisation
    /// draws them, batch-norm scales around 0.5 and shifts around 0 as training leaves them.
    /// </summary>
    public static NetworkGraph ResNet18()
    {
        var random = new Random(18);
        var parameters = new List<Parameter>();
        Convolution("conv1", 64, 3, 7);
        var (inputs, stage) = (64, 1);
        foreach (var outputs in new[] { 64, 128, 256, 512 })
        {
            Convolution($"layer{stage}.0.conv1", outputs, inputs, 3);
            Convolution($"layer{stage}.0.conv2", outputs, outputs, 3);
            if (inputs != outputs)
            {
                Convolution($"layer{stage}.0.downsample", outputs, inputs, 1);
            }

            Convolution($"layer{stage}.1.conv1", outputs, outputs, 3);
            Convolution($"layer{stage}.1.conv2", outputs, outputs, 3);
            (inputs, stage) = (outputs, stage + 1);
        }

        Draw("fc.weight", ParameterRole.Weight, TensorShape.Of(1000, 512), 0, Math.Sqrt(2.0 / 512));
        Draw("fc.bias", ParameterRole.Bias, TensorShape.Of(1000), 0, 0.02);
        return Network(parameters);

        void Convolution(string name, int outputs, int channels, int size)
        {
            var shape = TensorShape.Of(outputs, channels, size, size);
            Draw(name + ".weight", ParameterRole.Weight, shape, 0, Math.Sqrt(2.0 / (channels * size * size)));
            Draw(name + ".scale", ParameterRole.Scale, TensorShape.Of(outputs), 0.5, 0.2);
            Draw(name + ".shift", ParameterRole.Shift, TensorShape.Of(outputs), 0, 0.2);
        }

        void Draw(string name, ParameterRole role, TensorShape shape, double mean, double deviation)
        {
            var values = new float[shape.ElementCount];
            Fill(values, random, mean, deviation);
            parameters.Add(new Parameter(name, role, shape, EquatableArray.TakeOwnership(values)));
        }
    }

    private static Parameter Matrix(float[] weights) => new(
        "weights", ParameterRole.Weight, TensorShape.Of(1, weights.Length), EquatableArray.TakeOwnership(weights));

    private static NetworkGraph Network(List<Parameter> parameters) => new()
    {
        Name = "",
        Inputs = [],
        Outputs = [],
        Nodes = [],
        Parameters = parameters.ToEquatableArray(),
    };

    private static void Fill(Span<float> weights, Random random, double mean, double deviation)
    {
        foreach (ref var weight in weights)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            weight = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }
    }
}
