using System.Runtime.CompilerServices;

namespace Wfn.Fixing;

/// <summary>The distance that a clustering goes by.</summary>
/// <param name="kind">Which.</param>
internal readonly struct WeightDistance(DistanceKind kind)
{
    /// <summary>Whether it is |w − c|, not divided by |w|.</summary>
    public bool IsEuclidean { get; } = kind == DistanceKind.Euclidean;

    /// <summary>The distance in float32, as the authors' code rounds it: difference and quotient each.</summary>
    /// <param name="weight">w, finite.</param>
    /// <param name="centre">c, finite.</param>
    /// <param name="zeroThreshold">γ0.</param>
    public float Between(float weight, float centre, float zeroThreshold) =>
        centre == 0 && Math.Abs(weight) < zeroThreshold ? 0 : Rounded(weight, centre);

    /// <summary>The distance in float32 where γ0 does not come in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Rounded(float weight, float centre) =>
        IsEuclidean ? Math.Abs((float)(weight - centre)) : RelativeDistance.Rounded(weight, centre);

    /// <summary>The distance in float64, which orders weights: see <see cref="RelativeDistance.Exact"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Exact(float weight, float centre) =>
        IsEuclidean ? Math.Abs((double)weight - centre) : RelativeDistance.Exact(weight, centre);
}
