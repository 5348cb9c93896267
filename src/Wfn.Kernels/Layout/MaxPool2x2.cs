#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>The largest under windows of two by two elements that lie side by side, as most networks pool (<see cref="PoolWindow.IsTwoByTwo"/>).</summary>
internal static class MaxPool2x2
{
    // A row of fewer outputs is left to others.
    private const int FewestOutputs = 4;

    /// <summary>Whether planes whose rows have so many outputs can be run here.</summary>
    internal static bool CanRun(int outputs) => outputs >= FewestOutputs && Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    /// <summary>All planes of 16-bit or of float32 elements; <see cref="CanRun"/> says when.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Planes<T>(PoolWindow window, ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged
    {
        var (columns, distance) = (window.OutputWidth, window.DilationHeight * window.Width);
        for (var channel = 0; channel < window.Channels; channel++)
        {
            var plane = input.Slice(channel * window.PlaneLength, window.PlaneLength);
            for (var row = 0; row < window.OutputHeight; row++)
            {
                var first = 2 * row * window.Width;
                Row(
                    ref MemoryMarshal.GetReference(plane.Slice(first, columns + columns)),
                    ref MemoryMarshal.GetReference(plane.Slice(first + distance, columns + columns)),
                    ref MemoryMarshal.GetReference(output.Slice(0, columns)),
                    columns);
                output = output.Slice(columns);
            }
        }
    }

    // The last vector of a row may write again what the one before it wrote.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T>(ref T first, ref T second, ref T to, int count)
        where T : unmanaged
    {
        var step = typeof(T) == typeof(float) || count < 8 ? 4 : 8;
        nint at = 0;
        for (; at < count - step; at += step)
        {
            Some(ref first, ref second, ref to, at, step);
        }

        Some(ref first, ref second, ref to, count - step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Some<T>(ref T first, ref T second, ref T to, nint at, int count)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Four(ref Unsafe.As<T, float>(ref first), ref Unsafe.As<T, float>(ref second), ref Unsafe.As<T, float>(ref to), at);
        }
        else if (count == 4)
        {
            Four(ref Unsafe.As<T, short>(ref first), ref Unsafe.As<T, short>(ref second), ref Unsafe.As<T, short>(ref to), at);
        }
        else
        {
            Eight(ref Unsafe.As<T, short>(ref first), ref Unsafe.As<T, short>(ref second), ref Unsafe.As<T, short>(ref to), at);
        }
    }

    /// <summary>A row of NHWC output pixels in bytes, sixteen of them at least.</summary>
    /// <param name="upper">The first pixel of the upper row.</param>
    /// <param name="lower">The first pixel of the lower row.</param>
    /// <param name="outputs">The first pixel of the outputs.</param>
    /// <param name="count">The number of outputs.</param>
    /// <param name="channels">Bytes of a pixel that are its channels.</param>
    /// <param name="pixel">Distance between two input pixels.</param>
    /// <param name="outputPixel">Distance between two output pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pixels(
        ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> outputs, int count, int channels, int pixel, int outputPixel)
    {
        var reach = ((count + count - 1) * pixel) + channels;
        ref var first = ref MemoryMarshal.GetReference(upper.Slice(0, reach));
        ref var second = ref MemoryMarshal.GetReference(lower.Slice(0, reach));
        ref var to = ref MemoryMarshal.GetReference(outputs.Slice(0, ((count - 1) * outputPixel) + channels));
        nint last = channels - Vector128<byte>.Count;
        for (; count > 0; count--)
        {
            nint channel = 0;
            for (; channel < last; channel += Vector128<byte>.Count)
            {
                Pixel(ref first, ref second, ref to, channel, pixel);
            }

            Pixel(ref first, ref second, ref to, last, pixel);
            first = ref Unsafe.Add(ref first, pixel + pixel);
            second = ref Unsafe.Add(ref second, pixel + pixel);
            to = ref Unsafe.Add(ref to, outputPixel);
        }
    }

    private static void Pixel(ref byte first, ref byte second, ref byte to, nint channel, nint pixel)
    {
        var left = Vector128.Max(Vector128.LoadUnsafe(ref first, (nuint)channel), Vector128.LoadUnsafe(ref second, (nuint)channel));
        var right = Vector128.Max(
            Vector128.LoadUnsafe(ref first, (nuint)(channel + pixel)), Vector128.LoadUnsafe(ref second, (nuint)(channel + pixel)));
        Vector128.Max(left, right).StoreUnsafe(ref to, (nuint)channel);
    }

    private static void Eight(ref short first, ref short second, ref short to, nint at)
    {
        var lower = Pairs(Vector128.LoadUnsafe(ref first, (nuint)(at + at)), Vector128.LoadUnsafe(ref second, (nuint)(at + at)));
        var upper = Pairs(Vector128.LoadUnsafe(ref first, (nuint)(at + at + 8)), Vector128.LoadUnsafe(ref second, (nuint)(at + at + 8)));
        Vector128.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)at);
    }

    private static void Four(ref short first, ref short second, ref short to, nint at)
    {
        var values = Pairs(Vector128.LoadUnsafe(ref first, (nuint)(at + at)), Vector128.LoadUnsafe(ref second, (nuint)(at + at)));
        Unsafe.WriteUnaligned(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref to, at)), Vector128.Narrow(values, values).AsInt64().ToScalar());
    }

    // The low half of every 32 bits is the larger of both halves.
    private static Vector128<int> Pairs(Vector128<short> first, Vector128<short> second)
    {
        var larger = Vector128.Max(first, second);
        return Vector128.Max(larger, Vector128.ShiftRightLogical(larger.AsInt32(), 16).AsInt16()).AsInt32();
    }

    private static void Four(ref float first, ref float second, ref float to, nint at)
    {
        var lower = Max(Vector128.LoadUnsafe(ref first, (nuint)(at + at)), Vector128.LoadUnsafe(ref second, (nuint)(at + at)));
        var upper = Max(Vector128.LoadUnsafe(ref first, (nuint)(at + at + 4)), Vector128.LoadUnsafe(ref second, (nuint)(at + at + 4)));
        var even = Vector128.Narrow(lower.AsUInt64(), upper.AsUInt64()).AsSingle();
        var odd = Vector128.Narrow(
            Vector128.ShiftRightLogical(lower.AsUInt64(), 32), Vector128.ShiftRightLogical(upper.AsUInt64(), 32)).AsSingle();
        Max(even, odd).StoreUnsafe(ref to, (nuint)at);
    }

    // As Math.Max: what is not a number stays so. Before .NET 9 the vector's own function leaves that to the machine.
#if NET9_0_OR_GREATER
    private static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);
#else
    private static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.ConditionalSelect(
        Vector128.GreaterThan(left, right) | ~Vector128.Equals(left, left), left, right);
#endif
}
#endif
