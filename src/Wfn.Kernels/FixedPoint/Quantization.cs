using System;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Between real numbers and their integers.</summary>
internal static class Quantization
{
    /// <summary>round(value · scale), ties away from zero, saturated; NaN becomes 0.</summary>
    /// <param name="values">The real numbers.</param>
    /// <param name="output">Their integers.</param>
    /// <param name="scale">A power of two.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest integer.</param>
    internal static void Quantize(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum) =>
        Quantize(values, output.Slice(0, values.Length), scale, minimum, maximum, LaneWidth.Best);

    /// <summary>The same with vectors or, for <see cref="LaneWidth.Scalar"/>, without.</summary>
    internal static void Quantize(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum, int laneWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (laneWidth != LaneWidth.Scalar)
        {
            ref var from = ref MemoryMarshal.GetReference(values);
            ref var to = ref MemoryMarshal.GetReference(output);
            for (; done + Vector256<short>.Count <= values.Length; done += Vector256<short>.Count)
            {
                var lower = Rounded(Vector256.LoadUnsafe(ref from, (nuint)done), scale, minimum, maximum);
                var upper = Rounded(Vector256.LoadUnsafe(ref from, (nuint)(done + Vector256<float>.Count)), scale, minimum, maximum);
                Vector256.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)done);
            }
        }

#endif
        for (var i = done; i < values.Length; i++)
        {
            // A product with a power of two is exact, and so is what truncating leaves over; bounds first, so that an int holds it.
            var scaled = values[i] * scale;
            scaled = scaled > maximum ? maximum : scaled >= minimum ? scaled : scaled < minimum ? minimum : 0;
            var whole = (int)scaled;
            var rest = scaled - whole;
            output[i] = (short)(whole + (rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0));
        }
    }

    /// <summary>value · scale, exact.</summary>
    internal static void Dequantize(ReadOnlySpan<short> values, Span<float> output, float scale)
    {
        for (var i = 0; i < values.Length; i++)
        {
            output[i] = values[i] * scale;
        }
    }

#if NET8_0_OR_GREATER
    private static Vector256<int> Rounded(Vector256<float> values, float scale, int minimum, int maximum)
    {
        var scaled = values * scale;

        // A comparison with NaN is false, and so it becomes 0.
        scaled &= Vector256.Equals(scaled, scaled);
        scaled = Vector256.Min(Vector256.Max(scaled, Vector256.Create((float)minimum)), Vector256.Create((float)maximum));
        var whole = Vector256.ConvertToInt32(scaled);
        var rest = scaled - Vector256.ConvertToSingle(whole);

        // What holds is -1 in every bit.
        whole -= Vector256.GreaterThanOrEqual(rest, Vector256.Create(0.5f)).AsInt32();
        return whole + Vector256.LessThanOrEqual(rest, Vector256.Create(-0.5f)).AsInt32();
    }
#endif
}
