using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Between real numbers and their integers.</summary>
internal static class Quantization
{
#if NET8_0_OR_GREATER
    private const float BelowHalf = 0.49999997f;

#endif
    /// <summary>round(value · scale), ties away from zero, saturated; NaN becomes 0.</summary>
    /// <param name="values">The real numbers.</param>
    /// <param name="output">Their integers.</param>
    /// <param name="scale">A power of two.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest integer.</param>
    internal static void Quantize(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum) =>
        Quantize(values, output.Slice(0, values.Length), scale, minimum, maximum, VectorSupport.Best);

    /// <summary>The same with vectors or, for <see cref="VectorWidth.Scalar"/>, without.</summary>
    internal static void Quantize(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            done = QuantizeVectors(values, output, scale, minimum, maximum, vectorWidth);
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
    internal static void Dequantize(ReadOnlySpan<short> values, Span<float> output, float scale) =>
        Dequantize(values, output.Slice(0, values.Length), scale, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Dequantize(ReadOnlySpan<short> values, Span<float> output, float scale, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            done = DequantizeVectors(values, output, scale, vectorWidth);
        }

#endif
        for (var i = done; i < values.Length; i++)
        {
            output[i] = values[i] * scale;
        }
    }

#if NET8_0_OR_GREATER
    // Gives the number of values that whole vectors took.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int QuantizeVectors(ReadOnlySpan<float> values, Span<short> output, float scale, int minimum, int maximum, VectorWidth vectorWidth)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(output);
        var done = 0;
        if (vectorWidth == VectorWidth.Bits512 && VectorSupport.Has512)
        {
            var (scale512, minimum512, maximum512) = (Vector512.Create(scale), Vector512.Create((float)minimum), Vector512.Create((float)maximum));
            for (; done + Vector512<short>.Count <= values.Length; done += Vector512<short>.Count)
            {
                var lower = Rounded(Vector512.LoadUnsafe(ref from, (nuint)done) * scale512, minimum512, maximum512);
                var upper = Rounded(Vector512.LoadUnsafe(ref from, (nuint)(done + Vector512<float>.Count)) * scale512, minimum512, maximum512);
                Vector512.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)done);
            }
        }

        var (scales, smallest, largest) = (Vector256.Create(scale), Vector256.Create((float)minimum), Vector256.Create((float)maximum));
        for (; done + Vector256<short>.Count <= values.Length; done += Vector256<short>.Count)
        {
            var lower = Rounded(Vector256.LoadUnsafe(ref from, (nuint)done) * scales, smallest, largest);
            var upper = Rounded(Vector256.LoadUnsafe(ref from, (nuint)(done + Vector256<float>.Count)) * scales, smallest, largest);
            Vector256.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)done);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DequantizeVectors(ReadOnlySpan<short> values, Span<float> output, float scale, VectorWidth vectorWidth)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(output);
        var done = 0;
        if (vectorWidth == VectorWidth.Bits512 && VectorSupport.Has512)
        {
            for (; done + Vector512<short>.Count <= values.Length; done += Vector512<short>.Count)
            {
                var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)done));
                (Vector512.ConvertToSingle(lower) * scale).StoreUnsafe(ref to, (nuint)done);
                (Vector512.ConvertToSingle(upper) * scale).StoreUnsafe(ref to, (nuint)(done + Vector512<float>.Count));
            }
        }

        for (; done + Vector128<short>.Count <= values.Length; done += Vector128<short>.Count)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)done));
            (Vector128.ConvertToSingle(lower) * scale).StoreUnsafe(ref to, (nuint)done);
            (Vector128.ConvertToSingle(upper) * scale).StoreUnsafe(ref to, (nuint)(done + Vector128<float>.Count));
        }

        return done;
    }

    /// <summary>Scaled values between their bounds as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<int> Rounded(Vector512<float> scaled, Vector512<float> minimum, Vector512<float> maximum)
    {
        // A comparison with NaN is false, and so it becomes 0. Halves go away from 0: what is added is the largest number below a half, as
        // with a half itself the sum of the number below a half would be rounded up to 1.
        scaled &= Vector512.Equals(scaled, scaled);
#if NET9_0_OR_GREATER
        scaled = Vector512.MinNative(Vector512.MaxNative(scaled, minimum), maximum);
        return Vector512.ConvertToInt32Native(scaled + ((scaled & Vector512.Create(-0f)) | Vector512.Create(BelowHalf)));
#else
        scaled = Vector512.Min(Vector512.Max(scaled, minimum), maximum);
        return Vector512.ConvertToInt32(scaled + ((scaled & Vector512.Create(-0f)) | Vector512.Create(BelowHalf)));
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(Vector256<float> scaled, Vector256<float> minimum, Vector256<float> maximum)
    {
        scaled &= Vector256.Equals(scaled, scaled);
#if NET9_0_OR_GREATER
        scaled = Vector256.MinNative(Vector256.MaxNative(scaled, minimum), maximum);
        return Vector256.ConvertToInt32Native(scaled + ((scaled & Vector256.Create(-0f)) | Vector256.Create(BelowHalf)));
#else
        scaled = Vector256.Min(Vector256.Max(scaled, minimum), maximum);
        return Vector256.ConvertToInt32(scaled + ((scaled & Vector256.Create(-0f)) | Vector256.Create(BelowHalf)));
#endif
    }
#endif
}
