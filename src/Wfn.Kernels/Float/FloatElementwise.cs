using System;

namespace Wfn.Kernels;

/// <summary>Float32 operations on single elements.</summary>
internal static class FloatElementwise
{
    /// <summary>a + b, bounded.</summary>
    internal static void Add(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
    {
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(a[l] + b[r]);
            }
        }
    }

    /// <summary>a − b, bounded.</summary>
    internal static void Subtract(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
    {
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(a[l] - b[r]);
            }
        }
    }

    /// <summary>a · b, bounded.</summary>
    internal static void Multiply(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
    {
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(a[l] * b[r]);
            }
        }
    }

    /// <summary>x · factor + offset for each channel, bounded.</summary>
    internal static void ChannelAffine(ReadOnlySpan<float> input, Span<float> output, float[] factors, float[] offsets, FloatBounds bounds)
    {
        var plane = input.Length / factors.Length;
        for (var channel = 0; channel < factors.Length; channel++)
        {
            var from = input.Slice(channel * plane, plane);
            var to = output.Slice(channel * plane, plane);
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = bounds.Apply((from[i] * factors[channel]) + offsets[channel]);
            }
        }
    }

    /// <summary>Bounds alone.</summary>
    internal static void Clamp(ReadOnlySpan<float> input, Span<float> output, FloatBounds bounds)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = bounds.Apply(input[i]);
        }
    }

    /// <summary>1 / (1 + e^−x).</summary>
    internal static void Sigmoid(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)(1 / (1 + Math.Exp(-input[i])));
        }
    }
}
