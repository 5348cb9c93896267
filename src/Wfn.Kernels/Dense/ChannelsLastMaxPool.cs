using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Max pool: the largest value under a window, padding excluded; NHWC.</summary>
internal sealed class ChannelsLastMaxPool
{
    private readonly PoolWindow window;
    private readonly int strideHeight;
    private readonly int strideWidth;
    private readonly ChannelsLastImage input;
    private readonly ChannelsLastImage output;

    /// <summary>Makes a pool; input and output have the same elements.</summary>
    internal ChannelsLastMaxPool(PoolWindow window, ChannelsLastImage input, ChannelsLastImage output)
    {
        this.window = window;
        this.input = input;
        this.output = output;
        strideHeight = window.DilationHeight * input.Row;
        strideWidth = window.DilationWidth * input.Pixel;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<short> from, Span<short> to) => Run(from, to, VectorSupport.Best);

    /// <summary>The same with vectors or, for <see cref="VectorWidth.Scalar"/>, without.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void Run(ReadOnlySpan<short> from, Span<short> to, VectorWidth vectorWidth)
    {
        var source = MemoryMarshal.AsBytes(from).Slice(input.Start);
        var destination = MemoryMarshal.AsBytes(to).Slice(output.Start);
#if NET8_0_OR_GREATER
        if (window.IsTwoByTwo && output.IsBytes && window.Channels >= Vector128<byte>.Count && vectorWidth != VectorWidth.Scalar)
        {
            for (var row = 0; row < window.OutputHeight; row++)
            {
                var upper = source.Slice(2 * row * input.Row);
                MaxPool2x2.Pixels(
                    upper, upper.Slice(strideHeight), destination.Slice(row * output.Row), window.OutputWidth, window.Channels, input.Pixel, output.Pixel);
            }

            return;
        }

#endif
        for (var row = 0; row < window.OutputHeight; row++)
        {
            for (var column = 0; column < window.OutputWidth; column++)
            {
                var isEmpty = window.Rows(row) == 0 || window.Columns(column) == 0;
                var first = source.Slice(isEmpty ? 0 : (window.FirstRow(row) * input.Row) + (window.FirstColumn(column) * input.Pixel));
                var result = destination.Slice((row * output.Row) + (column * output.Pixel), window.Channels * output.Element);
                if (output.IsBytes)
                {
                    RunBytes(first, window.Rows(row), window.Columns(column), result, vectorWidth);
                }
                else
                {
                    RunInt16(MemoryMarshal.Cast<byte, short>(first), window.Rows(row), window.Columns(column), MemoryMarshal.Cast<byte, short>(result), vectorWidth);
                }
            }
        }
    }

#if NET8_0_OR_GREATER
    // What the loops over vectors read without looking.
    private void RequireLength(int length, int rows, int columns, int pixel)
    {
        if (length < ((rows - 1) * strideHeight) + ((columns - 1) * strideWidth) + pixel)
        {
            throw new ArgumentException("The input is too short.");
        }
    }
#endif

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private void RunBytes(ReadOnlySpan<byte> first, int rows, int columns, Span<byte> result, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            ref var origin = ref MemoryMarshal.GetReference(first);
            RequireLength(first.Length, rows, columns, result.Length);
            for (; done + Vector128<byte>.Count <= result.Length; done += Vector128<byte>.Count)
            {
                var largest = Vector128<byte>.Zero;
                for (int row = 0, line = done; row < rows; row++, line += strideHeight)
                {
                    for (int column = 0, at = line; column < columns; column++, at += strideWidth)
                    {
                        largest = Vector128.Max(largest, Vector128.LoadUnsafe(ref origin, (nuint)at));
                    }
                }

                largest.StoreUnsafe(ref result[done]);
            }
        }

#endif
        for (var channel = done; channel < result.Length; channel++)
        {
            byte largest = 0;
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    largest = Math.Max(largest, first[(row * strideHeight) + (column * strideWidth) + channel]);
                }
            }

            result[channel] = largest;
        }
    }

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private void RunInt16(ReadOnlySpan<short> first, int rows, int columns, Span<short> result, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            ref var origin = ref MemoryMarshal.GetReference(first);
            RequireLength(2 * first.Length, rows, columns, 2 * result.Length);
            for (; done + Vector128<short>.Count <= result.Length; done += Vector128<short>.Count)
            {
                var largest = Vector128.Create(short.MinValue);
                for (int row = 0, line = done; row < rows; row++, line += strideHeight / 2)
                {
                    for (int column = 0, at = line; column < columns; column++, at += strideWidth / 2)
                    {
                        largest = Vector128.Max(largest, Vector128.LoadUnsafe(ref origin, (nuint)at));
                    }
                }

                largest.StoreUnsafe(ref result[done]);
            }
        }

#endif
        for (var channel = done; channel < result.Length; channel++)
        {
            var largest = short.MinValue;
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    largest = Math.Max(largest, first[(((row * strideHeight) + (column * strideWidth)) / 2) + channel]);
                }
            }

            result[channel] = largest;
        }
    }
}
