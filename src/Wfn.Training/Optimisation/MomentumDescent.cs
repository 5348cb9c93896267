using System.Numerics.Tensors;
using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>
/// Stochastic gradient descent with momentum, without weight decay, which would move fixed weights (<see cref="FreeWeightUpdate"/> has it).
/// </summary>
/// <param name="length">The number of weights.</param>
/// <param name="momentum">The part of the last step's velocity that is kept, 0 to below 1.</param>
internal sealed class MomentumDescent(int length, double momentum = MomentumDescent.DefaultMomentum) : IOptimiser
{
    /// <summary>The usual momentum.</summary>
    public const double DefaultMomentum = 0.9;

    private readonly float kept = (float)momentum;
    private readonly float[] velocity = new float[length];

    /// <inheritdoc/>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double learningRate)
    {
        TensorPrimitives.MultiplyAdd(velocity, kept, gradient, velocity);
        TensorPrimitives.MultiplyAdd(velocity, -(float)learningRate, weights, weights);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => writer.WriteArray<float>(velocity);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => reader.ReadArray<float>(velocity);
}
