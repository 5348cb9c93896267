using System;

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
    internal static void Quantize(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum)
    {
        for (var i = 0; i < values.Length; i++)
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
}
