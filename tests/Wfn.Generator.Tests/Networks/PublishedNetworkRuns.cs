using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Wfn.Generator.Tests.Networks;

/// <summary>What published networks are run on, and what they give.</summary>
internal static class PublishedNetworkRuns
{
    /// <summary>A sample of each input, by name: strokes on a bright ground where it is a picture, else a rising tone.</summary>
    public static Dictionary<string, float[]> Sample(this PublishedNetwork network) => network.Inputs.ToDictionary(
        input => input.Name, input => input.Shape.Length == 4 ? Strokes(input.Shape) : Tone(input.Shape), StringComparer.Ordinal);

    /// <summary>What ONNX Runtime makes of a sample, by the outputs' names.</summary>
    public static Dictionary<string, float[]> OnnxRuntimeOutputs(this PublishedNetwork network, Dictionary<string, float[]> sample)
    {
        using var session = new InferenceSession(network.Source.Place);
        var inputs = network.Inputs.Select(input => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<float>(sample[input.Name], input.Shape)))
            .Concat(network.Values.Select(value => NamedOnnxValue.CreateFromTensor(value.Name, new DenseTensor<long>(new[] { value.Value }, []))));
        using var results = session.Run([.. inputs]);
        return results.ToDictionary(result => result.Name, result => result.AsTensor<float>().ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Holds an output to what ONNX Runtime gives, within a part of its largest element.</summary>
    public static void AssertClose(float[] expected, float[] actual, string what)
    {
        const float Tolerance = 1e-4f;

        // Probabilities that are all as good as zero have no digits to compare.
        const float SmallestScale = 1e-2f;
        Assert.Equal(expected.Length, actual.Length);
        var largest = Math.Max(SmallestScale, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * largest, $"{what}: {actual[i]} instead of {expected[i]} at {i}; the largest is {largest}");
        }
    }

    private static float[] Tone(int[] shape) =>
        [.. Enumerable.Range(0, shape.Aggregate((product, extent) => product * extent)).Select(i => 0.5f * MathF.Sin(i * (0.05f + (i * 1e-4f))))];

    // Channels are first, or last where the last axis has three elements.
    private static float[] Strokes(int[] shape)
    {
        var isLast = shape[3] == 3;
        var (height, width) = isLast ? (shape[1], shape[2]) : (shape[2], shape[3]);
        var random = new Random(17);
        var picture = Enumerable.Repeat(0.9f, height * width).ToArray();
        for (var stroke = 0; stroke < width / 4; stroke++)
        {
            var (y, x, isUpright) = (random.Next(height / 4, 3 * height / 4), random.Next(4, width - 8), random.Next(2) == 0);
            for (var i = 0; i < height / 5; i++)
            {
                var (row, column) = (isUpright ? y + i : y, isUpright ? x : x + i);
                for (var thickness = 0; thickness < 2 && row < height && column + thickness < width; thickness++)
                {
                    picture[(row * width) + column + thickness] = -0.8f;
                }
            }
        }

        return [.. Enumerable.Range(0, 3 * height * width).Select(i => isLast ? picture[i / 3] : picture[i % (height * width)])];
    }
}

/// <summary>A test of published networks, skipped aloud where they cannot be fetched.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PublishedNetworksAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(() => NamedPackage.Fetch(PublishedNetwork.All.Select(network => network.Source)));
    private static readonly Lazy<string?> MissingLarge = new(() => NamedPackage.Fetch([PublishedNetwork.ResNet.Source]));

    private string? variable;

    public PublishedNetworksAttribute(bool isLarge = false) => Skip = isLarge ? MissingLarge.Value : Missing.Value;

    /// <summary>The environment variable without which the test does not run; null for none.</summary>
    public string? Variable
    {
        get => variable;
        set
        {
            variable = value;
            Skip = value is not null && Environment.GetEnvironmentVariable(value) is null ? $"it takes longer than others; set {value}=1 to run it" : Skip;
        }
    }
}
