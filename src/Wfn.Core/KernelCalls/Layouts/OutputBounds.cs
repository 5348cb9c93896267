using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>Saturation bounds of an integer activation: its format's, or tighter ones of a clamp that was fused into what makes it.</summary>
/// <param name="Minimum">The smallest q.</param>
/// <param name="Maximum">The largest q.</param>
public readonly record struct OutputBounds(int Minimum, int Maximum)
{
    /// <summary>All that 16 bits hold.</summary>
    public static OutputBounds Widest => new(short.MinValue, short.MaxValue);

    /// <summary>The bounds of a format.</summary>
    public static OutputBounds Of(FixedPointFormat format) => new(format.Minimum, format.Maximum);

    /// <summary>Saturation to the first bounds, then to the clamp's, then to the last: one saturation again.</summary>
    public static OutputBounds Then(OutputBounds first, ClampOperation clamp, OutputBounds last)
    {
        return new OutputBounds(Pass(first.Minimum), Pass(first.Maximum));

        int Pass(int q) => Clamp(Clamp(q, clamp.Minimum, clamp.Maximum), last.Minimum, last.Maximum);
    }

    private static int Clamp(int q, int minimum, int maximum) => Math.Min(Math.Max(q, minimum), maximum);
}
