using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>
/// How well each weight is known: the standard deviation that Laplace's approximation gives it, 1/√(N·F), from the running mean of its squared
/// gradient. The gradient is a mean over a batch of B samples, whose square is about F/B where the loss is lowest.
/// </summary>
/// <param name="length">The number of weights.</param>
/// <param name="samples">N, the number of training samples.</param>
/// <param name="batchSize">B.</param>
internal sealed class WeightDeviation(int length, int samples, int batchSize)
{
    // Some hundred steps are remembered.
    private const float Decay = 0.99f;

    // No gradient yet seen does not mean that a weight does not matter at all.
    private const double SmallestSquare = 1e-14;

    private readonly float[] meanSquares = new float[length];
    private int steps;

    /// <summary>Takes a step's gradient into account, before it is masked or clipped.</summary>
    public void Observe(ReadOnlySpan<float> gradient)
    {
        steps++;
        for (var i = 0; i < meanSquares.Length; i++)
        {
            meanSquares[i] = (Decay * meanSquares[i]) + ((1 - Decay) * gradient[i] * gradient[i]);
        }
    }

    /// <summary>The deviations times a factor; empty when nothing was observed.</summary>
    /// <param name="factor">How many of them.</param>
    public float[] Of(double factor)
    {
        if (steps == 0)
        {
            return [];
        }

        var correction = 1 - Math.Pow(Decay, steps);
        return [.. meanSquares.Select(square =>
            (float)(factor / Math.Sqrt((double)samples * batchSize * Math.Max(SmallestSquare, square / correction))))];
    }

    /// <summary>Writes what was observed.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(steps);
        writer.WriteArray<float>(meanSquares);
    }

    /// <summary>Reads what was observed.</summary>
    public void Read(BinaryReader reader)
    {
        steps = reader.ReadInt32();
        reader.ReadArray<float>(meanSquares);
    }
}
