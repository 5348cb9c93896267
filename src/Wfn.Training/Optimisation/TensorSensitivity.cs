using Wfn.Training.Checkpoints;

namespace Wfn.Training.Optimisation;

/// <summary>
/// How much the loss minds when weights move, tensor by tensor: the running mean of the squared gradient, which estimates the
/// diagonal of the Fisher information. To second order a move of w to c costs F·(w − c)²/2.
/// </summary>
/// <remarks>
/// One number a tensor: those of single weights are too noisy to decide by, while tensors differ by orders of magnitude.
/// </remarks>
internal sealed class TensorSensitivity
{
    // Some hundred steps are remembered.
    private const double Decay = 0.99;

    private readonly WeightVector weights;
    private readonly double[] meanSquares;
    private readonly double[] energies;
    private int steps;

    /// <param name="weights">The weights; their present mean squares are the unit that moves are measured in.</param>
    public TensorSensitivity(WeightVector weights)
    {
        this.weights = weights;
        meanSquares = new double[weights.CodebookSegments.Count];
        energies = [.. weights.CodebookSegments.Select(segment => SumOfSquares(weights.Values.AsSpan(segment.Start, segment.Count)))];
    }

    /// <summary>Takes a step's gradient into account, before it is clipped.</summary>
    public void Observe()
    {
        steps++;
        for (var i = 0; i < meanSquares.Length; i++)
        {
            var segment = weights.CodebookSegments[i];
            var square = SumOfSquares(weights.Gradient.AsSpan(segment.Start, segment.Count)) / segment.Count;
            meanSquares[i] = (Decay * meanSquares[i]) + ((1 - Decay) * square);
        }
    }

    /// <summary>
    /// What a squared move costs in each tensor, so that moving every weight of the network to zero costs 1 a weight on average.
    /// </summary>
    public double[] Scales()
    {
        var correction = 1 - Math.Pow(Decay, steps);
        var scales = meanSquares.Select(square => steps == 0 ? 1 : square / correction).ToArray();
        var mean = scales.Zip(energies, (scale, energy) => scale * energy).Sum() / weights.CodebookLength;
        return mean > 0 ? [.. scales.Select(scale => scale / mean)] : [.. scales.Select(_ => 1.0)];
    }

    /// <summary>Writes what was observed.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(steps);
        writer.WriteArray<double>(meanSquares);
        writer.WriteArray<double>(energies);
    }

    /// <summary>Reads what was observed.</summary>
    public void Read(BinaryReader reader)
    {
        steps = reader.ReadInt32();
        reader.ReadArray<double>(meanSquares);
        reader.ReadArray<double>(energies);
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
