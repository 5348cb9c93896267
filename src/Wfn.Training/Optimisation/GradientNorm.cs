using System.Numerics.Tensors;

namespace Wfn.Training.Optimisation;

/// <summary>Clipping of the gradient's norm over all weights.</summary>
internal static class GradientNorm
{
    /// <summary>Scales the gradient down to a norm if it is longer.</summary>
    public static void Clip(Span<float> gradient, double largest)
    {
        // In float64 and in order: the norm of float32 vectors is another number on every width of vector.
        var squares = 0.0;
        foreach (var value in gradient)
        {
            squares += (double)value * value;
        }

        var norm = Math.Sqrt(squares);
        if (norm > largest)
        {
            TensorPrimitives.Multiply(gradient, (float)(largest / norm), gradient);
        }
    }
}
