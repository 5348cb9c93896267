using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>
/// Stochastic gradient descent with momentum, without weight decay, which would move fixed weights.
/// </summary>
/// <param name="length">The number of weights.</param>
internal sealed class MomentumDescent(int length) : IOptimiser
{
    private const float Momentum = 0.9f;

    private readonly float[] velocity = new float[length];

    /// <inheritdoc/>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate)
    {
        var size = (float)learningRate;
        for (var i = 0; i < weights.Length; i++)
        {
            velocity[i] = (Momentum * velocity[i]) + gradient[i];
            weights[i] -= size * velocity[i];
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => writer.WriteArray<float>(velocity);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => reader.ReadArray<float>(velocity);
}
