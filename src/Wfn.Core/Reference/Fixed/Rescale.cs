using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>sat(round(accumulator / 2^shift)).</summary>
internal static class Rescale
{
    public static int To(FixedPointFormat format, long accumulator, int shift) =>
        FixedPointRounding.Saturate(FixedPointRounding.ShiftRight(accumulator, shift), format);
}
