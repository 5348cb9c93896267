using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Testing.Networks;

/// <summary>Networks drawn at random: a few nodes of any kind over small images, the weights on a codebook of 2^-6.</summary>
internal static class RandomNetwork
{
    public static (NetworkBuilder Builder, string Input, string Output) Make(int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var input = builder.Input(random.Next(1, 4), random.Next(4, 8), random.Next(4, 8));
        var last = builder.Convolution(
            input, [4, builder.Shape(input)[1], 3, 3], Weights(random, 4 * builder.Shape(input)[1] * 9), Weights(random, 4), NetworkBuilder.Window(3, pad: 1));
        var images = new List<string> { last };
        for (var i = random.Next(2, 6); i > 0; i--)
        {
            last = Image(random, builder, last, images);
            images.Add(last);
        }

        if (random.Next(2) == 0)
        {
            last = random.Next(2) == 0 ? builder.GlobalAveragePool(last) : last;
            var features = builder.Shape(last).Sample.ElementCount;
            last = builder.Linear(builder.Reshape(last, features), [3, features], Weights(random, 3 * features), Weights(random, 3));
            last = random.Next(3) == 0 ? builder.Softmax(last, 1) : last;
        }

        return (builder, input, last);
    }

    public static float[] Sample(TensorShape shape, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, shape.Sample.ElementCount).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
    }

    private static string Image(Random random, NetworkBuilder builder, string last, List<string> images)
    {
        var (channels, height, width) = (builder.Shape(last)[1], builder.Shape(last)[2], builder.Shape(last)[3]);
        switch (random.Next(16))
        {
            case 0:
                return builder.Relu(last);
            case 1:
                return builder.Clip(last, -0.5f, 1);
            case 2:
                return builder.Sigmoid(last);
            case 3:
                return builder.BatchNorm(last, Weights(random, channels), Weights(random, channels), Weights(random, channels), Positive(random, channels), 1e-3f);
            case 4 when height > 2 && width > 2:
                return builder.MaxPool(last, NetworkBuilder.Window(2, stride: 2, pad: random.Next(2)));
            case 5 when height > 2 && width > 2:
                return builder.AveragePool(last, NetworkBuilder.Window(3, stride: 1, pad: random.Next(2)), random.Next(2) == 0);
            case 6:
                return builder.Binary(BinaryOperator.All[random.Next(3)], last, builder.Constant([channels, 1, 1], Weights(random, channels)));
            case 7:
                return builder.Binary(BinaryOperator.Subtract, builder.Constant([], 0.75f), last);
            case 8 or 9 when images.LastOrDefault(i => i != last && builder.Shape(i) == builder.Shape(last)) is { } other:
                return builder.Binary(BinaryOperator.All[random.Next(3)], last, other);
            case 10:
                return builder.Concat(1, last, images.Last(i => builder.Shape(i)[2] == height && builder.Shape(i)[3] == width));
            case 11 when height > 1 && width > 1:
                return builder.Pad(last, (PadMode)random.Next(4), [0, 1, 0], [0, 0, 1], 0.25f);
            case 12:
                return builder.Transpose(last, 1, 3, 2);
            case 13:
                return builder.Slice(last, [0, height - 1, 0], [1, -1, 1], [channels, Math.Max(1, height - 1), width]);
            case 14:
                return builder.MatrixProduct(last, builder.Transpose(last, 1, 3, 2));
            default:
                return builder.Convolution(
                    last, [channels, 1, 2, 2], Weights(random, channels * 4), window: NetworkBuilder.Window(2, pad: 1), groups: channels);
        }
    }

    private static float[] Weights(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => random.Next(-48, 49) / 64f).ToArray();

    private static float[] Positive(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() + 0.5)).ToArray();
}
