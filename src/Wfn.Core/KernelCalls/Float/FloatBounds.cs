namespace Wfn.KernelCalls;

/// <summary>Bounds of a float activation: infinite, or those of a ReLU or clip that was fused into what makes it.</summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
public readonly record struct FloatBounds(float Minimum, float Maximum)
{
    /// <summary>No bounds.</summary>
    public static FloatBounds None => new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether there is any bound.</summary>
    public bool IsNone => float.IsNegativeInfinity(Minimum) && float.IsPositiveInfinity(Maximum);

    /// <summary>As kernels see them.</summary>
    public KernelObject Kernel => KernelObject.Value("FloatBounds", ("minimum", Minimum), ("maximum", Maximum));
}
