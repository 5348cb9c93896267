using System;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>What kernels do with elements that lie in a row, in whole vectors where the framework has them.</summary>
internal static class FloatRow
{
    // Elements that are summed in float32 before the sum goes on in double.
    private const int Block = 1024;

    /// <summary>sums[i] += factor · values[i]</summary>
    internal static void AddScaled(Span<float> sums, ReadOnlySpan<float> values, float factor)
    {
        var i = 0;
#if NET8_0_OR_GREATER
        var wideSums = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        var wideValues = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var wideFactor = Vector256.Create(factor);
        for (var v = 0; v < wideSums.Length && v < wideValues.Length; v++)
        {
            wideSums[v] += wideValues[v] * wideFactor;
        }

        i = wideSums.Length * Vector256<float>.Count;
#endif
        for (; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }

    /// <summary>output[i] = (input[i] − mean) · factor + offset</summary>
    internal static void Affine(ReadOnlySpan<float> input, Span<float> output, float mean, float factor, float offset)
    {
        var i = 0;
#if NET8_0_OR_GREATER
        var from = MemoryMarshal.Cast<float, Vector256<float>>(input);
        var to = MemoryMarshal.Cast<float, Vector256<float>>(output);
        var (wideMean, wideFactor, wideOffset) = (Vector256.Create(mean), Vector256.Create(factor), Vector256.Create(offset));
        for (var v = 0; v < from.Length && v < to.Length; v++)
        {
            to[v] = ((from[v] - wideMean) * wideFactor) + wideOffset;
        }

        i = from.Length * Vector256<float>.Count;
#endif
        for (; i < input.Length; i++)
        {
            output[i] = ((input[i] - mean) * factor) + offset;
        }
    }

    /// <summary>output[i] = (input[i] − mean) · factor · factors[i] + offsets[i]</summary>
    internal static void Affine(
        ReadOnlySpan<float> input, Span<float> output, float mean, float factor, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets)
    {
        var i = 0;
#if NET8_0_OR_GREATER
        var from = MemoryMarshal.Cast<float, Vector256<float>>(input);
        var to = MemoryMarshal.Cast<float, Vector256<float>>(output);
        var scales = MemoryMarshal.Cast<float, Vector256<float>>(factors);
        var shifts = MemoryMarshal.Cast<float, Vector256<float>>(offsets);
        var (wideMean, wideFactor) = (Vector256.Create(mean), Vector256.Create(factor));
        for (var v = 0; v < from.Length && v < to.Length && v < scales.Length && v < shifts.Length; v++)
        {
            to[v] = ((from[v] - wideMean) * wideFactor * scales[v]) + shifts[v];
        }

        i = from.Length * Vector256<float>.Count;
#endif
        for (; i < input.Length; i++)
        {
            output[i] = ((input[i] - mean) * factor * factors[i]) + offsets[i];
        }
    }

    /// <summary>The mean, and the mean square of the distances from it.</summary>
    internal static void Moments(ReadOnlySpan<float> values, out float mean, out double variance)
    {
        var sum = 0.0;
        for (var start = 0; start < values.Length; start += Block)
        {
            sum += Sum(values.Slice(start, Math.Min(Block, values.Length - start)));
        }

        mean = (float)(sum / values.Length);
        var squares = 0.0;
        for (var start = 0; start < values.Length; start += Block)
        {
            squares += SquaredDistance(values.Slice(start, Math.Min(Block, values.Length - start)), mean);
        }

        // The mean was rounded.
        var error = (sum / values.Length) - mean;
        variance = Math.Max(0, (squares / values.Length) - (error * error));
    }

    private static float Sum(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        var i = 0;
#if NET8_0_OR_GREATER
        var wide = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var (first, second) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var v = 0;
        for (; v < wide.Length - 1; v += 2)
        {
            first += wide[v];
            second += wide[v + 1];
        }

        first += v < wide.Length ? wide[v] : Vector256<float>.Zero;
        sum = Vector256.Sum(first + second);
        i = wide.Length * Vector256<float>.Count;
#endif
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    private static float SquaredDistance(ReadOnlySpan<float> values, float mean)
    {
        var sum = 0f;
        var i = 0;
#if NET8_0_OR_GREATER
        var wide = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var wideMean = Vector256.Create(mean);
        var (first, second) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var v = 0;
        for (; v < wide.Length - 1; v += 2)
        {
            var (a, b) = (wide[v] - wideMean, wide[v + 1] - wideMean);
            first += a * a;
            second += b * b;
        }

        var last = v < wide.Length ? wide[v] - wideMean : Vector256<float>.Zero;
        first += last * last;
        sum = Vector256.Sum(first + second);
        i = wide.Length * Vector256<float>.Count;
#endif
        for (; i < values.Length; i++)
        {
            sum += (values[i] - mean) * (values[i] - mean);
        }

        return sum;
    }
}
