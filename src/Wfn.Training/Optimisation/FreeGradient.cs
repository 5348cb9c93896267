using System.Runtime.Intrinsics;

namespace Wfn.Training.Optimisation;

/// <summary>What a round's step follows: the gradient of the free weights, and nothing where a weight is fixed.</summary>
internal static class FreeGradient
{
    /// <summary>Clears the gradient of fixed weights.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="free">Which weights are free, as many.</param>
    public static void Mask(Span<float> gradient, ReadOnlySpan<bool> free)
    {
        var i = 0;
        for (; i + Vector256<float>.Count <= gradient.Length; i += Vector256<float>.Count)
        {
            var part = gradient.Slice(i, Vector256<float>.Count);
            (Vector256.Create<float>(part) & FreeMask.Load(free[i..]).AsSingle()).CopyTo(part);
        }

        for (; i < gradient.Length; i++)
        {
            gradient[i] = free[i] ? gradient[i] : 0;
        }
    }

    /// <summary>The same with another gradient added. One pass does both: with many weights, memory is what a step waits for.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="free">Which weights are free, as many.</param>
    /// <param name="other">What is added, as long.</param>
    /// <param name="scale">What it is multiplied by.</param>
    public static void MaskAndAdd(Span<float> gradient, ReadOnlySpan<bool> free, ReadOnlySpan<float> other, float scale)
    {
        var i = 0;
        for (; i + Vector256<float>.Count <= gradient.Length; i += Vector256<float>.Count)
        {
            var part = gradient.Slice(i, Vector256<float>.Count);
            var sum = Vector256.Create<float>(part) + (Vector256.Create(scale) * Vector256.Create(other.Slice(i, Vector256<float>.Count)));
            (sum & FreeMask.Load(free[i..]).AsSingle()).CopyTo(part);
        }

        for (; i < gradient.Length; i++)
        {
            gradient[i] = free[i] ? gradient[i] + (scale * other[i]) : 0;
        }
    }
}
