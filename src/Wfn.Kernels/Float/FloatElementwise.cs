using System;
#if NET8_0_OR_GREATER
using System.Numerics;
using System.Runtime.CompilerServices;
#endif

namespace Wfn.Kernels;

/// <summary>Float32 operations on single elements.</summary>
internal static class FloatElementwise
{
    private interface IOperation
    {
        float Of(float left, float right);

#if NET8_0_OR_GREATER
        Vector<float> Of(Vector<float> left, Vector<float> right);
#endif
    }

    /// <summary>a + b, bounded.</summary>
    internal static void Add(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Run<Sum>(layout, left, right, output, bounds);

    /// <summary>a − b, bounded.</summary>
    internal static void Subtract(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Run<Difference>(layout, left, right, output, bounds);

    /// <summary>a · b, bounded.</summary>
    internal static void Multiply(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Run<Product>(layout, left, right, output, bounds);

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
        var done = 0;
#if NET8_0_OR_GREATER
        if (Vector.IsHardwareAccelerated)
        {
            var (minimum, maximum) = (new Vector<float>(bounds.Minimum), new Vector<float>(bounds.Maximum));
            for (; done + Vector<float>.Count <= input.Length; done += Vector<float>.Count)
            {
                Bounded(new Vector<float>(input.Slice(done)), minimum, maximum).CopyTo(output.Slice(done));
            }
        }

#endif
        for (var i = done; i < input.Length; i++)
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

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static void Run<TOperation>(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
        where TOperation : struct, IOperation
    {
        TOperation operation = default;
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            var done = 0;
#if NET8_0_OR_GREATER
            if (Vector.IsHardwareAccelerated)
            {
                done = RunVectors<TOperation>(a, layout.LeftStep, b, layout.RightStep, output.Slice(0, layout.RunLength), bounds);
            }

#endif
            for (int i = done, l = done * layout.LeftStep, r = done * layout.RightStep; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(operation.Of(a[l], b[r]));
            }
        }
    }

#if NET8_0_OR_GREATER
    // An operand's neighbours are neighbours in memory, or it is one element.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunVectors<TOperation>(
        ReadOnlySpan<float> a, int leftStep, ReadOnlySpan<float> b, int rightStep, Span<float> output, FloatBounds bounds)
        where TOperation : struct, IOperation
    {
        if (leftStep > 1 || rightStep > 1)
        {
            return 0;
        }

        TOperation operation = default;
        var whole = output.Length - (output.Length % Vector<float>.Count);
        var (minimum, maximum) = (new Vector<float>(bounds.Minimum), new Vector<float>(bounds.Maximum));
        var (repeatedLeft, repeatedRight) = (new Vector<float>(a[0]), new Vector<float>(b[0]));
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            var value = operation.Of(
                leftStep == 0 ? repeatedLeft : new Vector<float>(a.Slice(i)), rightStep == 0 ? repeatedRight : new Vector<float>(b.Slice(i)));
            Bounded(value, minimum, maximum).CopyTo(output.Slice(i));
        }

        return whole;
    }

    // What is not a number stays so.
    private static Vector<float> Bounded(Vector<float> value, Vector<float> minimum, Vector<float> maximum)
    {
        value = Vector.ConditionalSelect(Vector.LessThan(value, minimum), minimum, value);
        return Vector.ConditionalSelect(Vector.GreaterThan(value, maximum), maximum, value);
    }

#endif
    private readonly struct Sum : IOperation
    {
        public float Of(float left, float right) => left + right;

#if NET8_0_OR_GREATER
        public Vector<float> Of(Vector<float> left, Vector<float> right) => left + right;
#endif
    }

    private readonly struct Difference : IOperation
    {
        public float Of(float left, float right) => left - right;

#if NET8_0_OR_GREATER
        public Vector<float> Of(Vector<float> left, Vector<float> right) => left - right;
#endif
    }

    private readonly struct Product : IOperation
    {
        public float Of(float left, float right) => left * right;

#if NET8_0_OR_GREATER
        public Vector<float> Of(Vector<float> left, Vector<float> right) => left * right;
#endif
    }
}
