using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Float32 operations on single elements.</summary>
internal static class FloatElementwise
{
    private interface IOperation
    {
        float Of(float left, float right);

#if NET8_0_OR_GREATER
        TFloat Of<TVectors, TFloat>(TFloat left, TFloat right)
            where TVectors : struct, IFloatVectors<TFloat>
            where TFloat : struct;
#endif
    }

    /// <summary>a + b, bounded.</summary>
    internal static void Add(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Add(layout, left, right, output, bounds, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Add(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth) =>
        Run<Sum>(layout, left, right, output, bounds, vectorWidth);

    /// <summary>a − b, bounded.</summary>
    internal static void Subtract(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Subtract(layout, left, right, output, bounds, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Subtract(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth) =>
        Run<Difference>(layout, left, right, output, bounds, vectorWidth);

    /// <summary>a · b, bounded.</summary>
    internal static void Multiply(Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds) =>
        Multiply(layout, left, right, output, bounds, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Multiply(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth) =>
        Run<Product>(layout, left, right, output, bounds, vectorWidth);

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
    internal static void Clamp(ReadOnlySpan<float> input, Span<float> output, FloatBounds bounds) =>
        Clamp(input, output, bounds, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Clamp(ReadOnlySpan<float> input, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                done = ClampVectors<FloatVectors512, Vector512<float>>(input, output.Slice(0, input.Length), bounds);
                break;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                done = ClampVectors<FloatVectors256, Vector256<float>>(input, output.Slice(0, input.Length), bounds);
                break;
            case VectorWidth.Bits128:
                done = ClampVectors<FloatVectors128, Vector128<float>>(input, output.Slice(0, input.Length), bounds);
                break;
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

    /// <summary>A function of two elements, bounded.</summary>
    internal static void Combine<TFunction>(
        TFunction function, Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
        where TFunction : struct, IBinaryFunction
    {
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(function.Of(a[l], b[r]));
            }
        }
    }

    /// <summary>A function of every element.</summary>
    internal static void Map<TFunction>(TFunction function, ReadOnlySpan<float> input, Span<float> output)
        where TFunction : struct, IUnaryFunction
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = function.Of(input[i]);
        }
    }

    private static void Run<TOperation>(
        Broadcast layout, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds, VectorWidth vectorWidth)
        where TOperation : struct, IOperation
    {
        TOperation operation = default;
        for (var run = 0; run < layout.Runs; run++, output = output.Slice(layout.RunLength))
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            var done = 0;
#if NET8_0_OR_GREATER
            if (layout.LeftStep <= 1 && layout.RightStep <= 1)
            {
                // An operand's neighbours are neighbours in memory, or it is one element.
                var first = a.Slice(0, layout.LeftStep == 0 ? 1 : layout.RunLength);
                var second = b.Slice(0, layout.RightStep == 0 ? 1 : layout.RunLength);
                var results = output.Slice(0, layout.RunLength);
                switch (vectorWidth)
                {
                    case VectorWidth.Bits512 when VectorSupport.Has512:
                        done = RunVectors<TOperation, FloatVectors512, Vector512<float>>(first, second, results, bounds);
                        break;
                    case VectorWidth.Bits256 when VectorSupport.Has256:
                        done = RunVectors<TOperation, FloatVectors256, Vector256<float>>(first, second, results, bounds);
                        break;
                    case VectorWidth.Bits128:
                        done = RunVectors<TOperation, FloatVectors128, Vector128<float>>(first, second, results, bounds);
                        break;
                }
            }

#endif
            for (int i = done, l = done * layout.LeftStep, r = done * layout.RightStep; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = bounds.Apply(operation.Of(a[l], b[r]));
            }
        }
    }

#if NET8_0_OR_GREATER
    // Each returns how many elements it has done: whole vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunVectors<TOperation, TVectors, TFloat>(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output, FloatBounds bounds)
        where TOperation : struct, IOperation
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        if (output.Length < TVectors.Count)
        {
            return 0;
        }

        TOperation operation = default;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        ref var to = ref MemoryMarshal.GetReference(output);
        var whole = output.Length - (output.Length % TVectors.Count);
        var (minimum, maximum) = (TVectors.Broadcast(bounds.Minimum), TVectors.Broadcast(bounds.Maximum));
        var (repeatedLeft, repeatedRight) = (TVectors.Broadcast(a), TVectors.Broadcast(b));
        var (isLeftRepeated, isRightRepeated) = (left.Length == 1, right.Length == 1);
        for (var at = 0; at < whole; at += TVectors.Count)
        {
            var value = operation.Of<TVectors, TFloat>(
                isLeftRepeated ? repeatedLeft : TVectors.Load(ref a, at), isRightRepeated ? repeatedRight : TVectors.Load(ref b, at));
            TVectors.Store(TVectors.Bound(value, minimum, maximum), ref to, at);
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ClampVectors<TVectors, TFloat>(ReadOnlySpan<float> input, Span<float> output, FloatBounds bounds)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        ref var from = ref MemoryMarshal.GetReference(input);
        ref var to = ref MemoryMarshal.GetReference(output);
        var whole = input.Length - (input.Length % TVectors.Count);
        var (minimum, maximum) = (TVectors.Broadcast(bounds.Minimum), TVectors.Broadcast(bounds.Maximum));
        for (var at = 0; at < whole; at += TVectors.Count)
        {
            TVectors.Store(TVectors.Bound(TVectors.Load(ref from, at), minimum, maximum), ref to, at);
        }

        return whole;
    }

#endif
    private readonly struct Sum : IOperation
    {
        public float Of(float left, float right) => left + right;

#if NET8_0_OR_GREATER
        public TFloat Of<TVectors, TFloat>(TFloat left, TFloat right)
            where TVectors : struct, IFloatVectors<TFloat>
            where TFloat : struct => TVectors.Add(left, right);
#endif
    }

    private readonly struct Difference : IOperation
    {
        public float Of(float left, float right) => left - right;

#if NET8_0_OR_GREATER
        public TFloat Of<TVectors, TFloat>(TFloat left, TFloat right)
            where TVectors : struct, IFloatVectors<TFloat>
            where TFloat : struct => TVectors.Subtract(left, right);
#endif
    }

    private readonly struct Product : IOperation
    {
        public float Of(float left, float right) => left * right;

#if NET8_0_OR_GREATER
        public TFloat Of<TVectors, TFloat>(TFloat left, TFloat right)
            where TVectors : struct, IFloatVectors<TFloat>
            where TFloat : struct => TVectors.Multiply(left, right);
#endif
    }
}
