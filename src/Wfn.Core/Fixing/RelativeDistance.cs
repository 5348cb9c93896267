using System.Runtime.CompilerServices;

namespace Wfn.Fixing;

/// <summary>D(w, c) = |w − c| / |w|: what moving a weight w onto a centre c costs, relative to the weight.</summary>
public static class RelativeDistance
{
    /// <summary>
    /// The distance as the authors' code rounds it: difference and quotient each in float32. Infinite for w = 0, c ≠ 0; weights
    /// below γ0 are at distance 0 of the centre 0 by definition.
    /// </summary>
    /// <param name="weight">w, finite.</param>
    /// <param name="centre">c, finite.</param>
    /// <param name="zeroThreshold">γ0.</param>
    public static float Between(float weight, float centre, float zeroThreshold) =>
        centre == 0 && Math.Abs(weight) < zeroThreshold ? 0 : Rounded(weight, centre);

    /// <summary>The distance to a centre other than zero, in float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Rounded(float weight, float centre) =>
        (float)((float)Math.Abs((float)(weight - centre)) / Math.Abs(weight));

    /// <summary>
    /// The distance in float64, which orders weights: there the difference of two float32 numbers that a codebook can hold together
    /// is exact, so that the distance rises with every step away from the centre (float32's rounding would shuffle neighbours).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Exact(float weight, float centre) => Math.Abs((double)weight - centre) / Math.Abs((double)weight);
}
