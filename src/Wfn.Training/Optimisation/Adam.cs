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

    private readonly float firstDecay = (float)beta1;
    private readonly float secondDecay = (float)beta2;
    private readonly float[] first = new float[length];
    private readonly float[] second = new float[length];
    private int steps;

    /// <inheritdoc/>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate)
    {
        steps++;
        var (kept, keptSquare) = (firstDecay, secondDecay);
        var size = (float)(learningRate / (1 - Math.Pow(firstDecay, steps)));
        var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(secondDecay, steps)));
        for (var i = 0; i < weights.Length; i++)
        {
            var slope = gradient[i];
            first[i] = (kept * first[i]) + ((1 - kept) * slope);
            second[i] = (keptSquare * second[i]) + ((1 - keptSquare) * slope * slope);
            weights[i] -= size * first[i] / ((MathF.Sqrt(second[i]) * correction) + Epsilon);
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
}
