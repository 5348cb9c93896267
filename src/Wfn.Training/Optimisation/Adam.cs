using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>Adam without weight decay (Kingma and Ba, 2015) on one vector of weights.</summary>
/// <param name="length">The number of weights.</param>
internal sealed class Adam(int length) : IOptimiser
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] first = new float[length];
    private readonly float[] second = new float[length];
    private int steps;

    /// <inheritdoc/>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate)
    {
        steps++;
        var size = (float)(learningRate / (1 - Math.Pow(FirstDecay, steps)));
        var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(SecondDecay, steps)));
        for (var i = 0; i < weights.Length; i++)
        {
            var slope = gradient[i];
            first[i] = (FirstDecay * first[i]) + ((1 - FirstDecay) * slope);
            second[i] = (SecondDecay * second[i]) + ((1 - SecondDecay) * slope * slope);
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
