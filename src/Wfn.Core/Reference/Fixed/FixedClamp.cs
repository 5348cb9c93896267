using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>q on the output's scale, clamped to the operation's bounds and saturated.</summary>
internal static class FixedClamp
{
    public static void Run(ClampOperation operation, int[] input, int[] output, FixedPointTensor result)
    {
        for (var i = 0; i < input.Length; i++)
        {
            var rounded = FixedPointRounding.ShiftRight(input[i], operation.Shift);
            var clamped = Math.Min(Math.Max(rounded, operation.Minimum), operation.Maximum);
            output[i] = FixedPointRounding.Saturate(clamped, result.Format);
        }
    }
}
