using System.Numerics.Tensors;
using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>Adam without weight decay (Kingma and Ba, 2015) on one vector of weights.</summary>
/// <param name="length">The number of weights.</param>
/// <param name="beta1">β1: the part of the mean gradient that is kept, 0 to below 1.</param>
/// <param name="beta2">β2: the part of the mean squared gradient that is kept, 0 to below 1.</param>
internal sealed class Adam(int length, double beta1 = Adam.DefaultBeta1, double beta2 = Adam.DefaultBeta2) : IOptimiser
{
    /// <summary>The paper's β1.</summary>
    public const double DefaultBeta1 = 0.9;

    /// <summary>The paper's β2.</summary>
    public const double DefaultBeta2 = 0.999;

    private const float Epsilon = 1e-8f;

    // Buffers of so many weights stay in the first cache.
    private const int BlockLength = 1024;

    private readonly float firstDecay = (float)beta1;
    private readonly float secondDecay = (float)beta2;
    private readonly float[] first = new float[length];
    private readonly float[] second = new float[length];
    private int steps;

    /// <inheritdoc/>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate)
    {
        steps++;
        var size = (float)(learningRate / (1 - Math.Pow(firstDecay, steps)));
        var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(secondDecay, steps)));
        for (var start = 0; start < weights.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, weights.Length - start);
            var slopes = gradient.Slice(start, length);
            var mean = first.AsSpan(start, length);
            var square = second.AsSpan(start, length);
            Remember(slopes, mean, square);
            Move(weights.Slice(start, length), mean, square, size, correction);
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(steps);
        writer.WriteArray<float>(first);
        writer.WriteArray<float>(second);
    }

    /// <inheritdoc/>
    public void Read(BinaryReader reader)
    {
        steps = reader.ReadInt32();
        reader.ReadArray<float>(first);
        reader.ReadArray<float>(second);
    }

    /// <summary>Moves the running means on by a step's gradient.</summary>
    private void Remember(ReadOnlySpan<float> slopes, Span<float> mean, Span<float> square)
    {
        Span<float> buffer = stackalloc float[BlockLength];
        var part = buffer[..slopes.Length];

        TensorPrimitives.Multiply(mean, firstDecay, mean);
        TensorPrimitives.MultiplyAdd(slopes, 1 - firstDecay, mean, mean);

        TensorPrimitives.Multiply(slopes, 1 - secondDecay, part);
        TensorPrimitives.Multiply(square, secondDecay, square);
        TensorPrimitives.MultiplyAdd(part, slopes, square, square);
    }

    /// <summary>weights −= size · mean / (√square · correction + ε)</summary>
    private static void Move(Span<float> weights, ReadOnlySpan<float> mean, ReadOnlySpan<float> square, float size, float correction)
    {
        Span<float> buffers = stackalloc float[2 * BlockLength];
        var numerator = buffers[..weights.Length];
        var denominator = buffers.Slice(BlockLength, weights.Length);

        TensorPrimitives.Multiply(mean, size, numerator);
        TensorPrimitives.Sqrt(square, denominator);
        TensorPrimitives.Multiply(denominator, correction, denominator);
        TensorPrimitives.Add(denominator, Epsilon, denominator);
        TensorPrimitives.Divide(numerator, denominator, numerator);
        TensorPrimitives.Subtract(weights, numerator, weights);
    }
}
