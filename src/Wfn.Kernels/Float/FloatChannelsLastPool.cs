using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Pooling in float32 of NHWC pixels.</summary>
internal sealed class FloatChannelsLastPool
{
    private readonly PoolWindow window;
    private readonly FloatImage input;
    private readonly FloatImage output;

    /// <summary>Makes a pool.</summary>
    /// <param name="window">The window.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    internal FloatChannelsLastPool(PoolWindow window, FloatImage input, FloatImage output)
    {
        this.window = window;
        this.input = input;
        this.output = output;
    }

    /// <summary>Max pool: the largest value under the window, padding excluded.</summary>
    internal void Max(ReadOnlySpan<float> from, Span<float> to) => Run(from, to, isMax: true, VectorSupport.Best);

    /// <summary>Average pool.</summary>
    internal void Average(ReadOnlySpan<float> from, Span<float> to) => Run(from, to, isMax: false, VectorSupport.Best);

    /// <summary>One of both, with vectors of a given width.</summary>
    internal void Run(ReadOnlySpan<float> from, Span<float> to, bool isMax, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        if (isMax && window.IsTwoByTwo && RunRows(from, to, vectorWidth))
        {
            return;
        }

#endif
        for (var row = 0; row < window.OutputHeight; row++)
        {
            for (var column = 0; column < window.OutputWidth; column++)
            {
                var (rows, columns) = (window.Rows(row), window.Columns(column));
                var first = rows * columns == 0 ? 0 : input.Start + input.Distance(window.FirstRow(row), window.FirstColumn(column));
                var result = to.Slice(output.Start + output.Distance(row, column), window.Channels);
                var reach = rows * columns == 0 ? 0 : input.Distance((rows - 1) * window.DilationHeight, (columns - 1) * window.DilationWidth) + window.Channels;
                RunPixel(from.Slice(first, reach), result, rows, columns, isMax, window.Counted(row, column), vectorWidth);
            }
        }
    }

    private void RunPixel(ReadOnlySpan<float> from, Span<float> to, int rows, int columns, bool isMax, int counted, VectorWidth vectorWidth)
    {
        var done = 0;
#if NET8_0_OR_GREATER
        done = vectorWidth >= VectorWidth.Bits512 && VectorSupport.Has512 ? RunVectors<FloatVectors512, Vector512<float>>(from, to, done, rows, columns, isMax, counted) : done;
        done = vectorWidth >= VectorWidth.Bits256 && VectorSupport.Has256 ? RunVectors<FloatVectors256, Vector256<float>>(from, to, done, rows, columns, isMax, counted) : done;
        done = vectorWidth >= VectorWidth.Bits128 ? RunVectors<FloatVectors128, Vector128<float>>(from, to, done, rows, columns, isMax, counted) : done;
#endif
        for (var channel = done; channel < to.Length; channel++)
        {
            var result = isMax ? float.NegativeInfinity : 0;
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var value = from[input.Distance(row * window.DilationHeight, column * window.DilationWidth) + channel];
                    result = isMax ? Math.Max(result, value) : result + value;
                }
            }

            to[channel] = isMax ? result : result / counted;
        }
    }

#if NET8_0_OR_GREATER
    // Windows of two by two side by side, where the channels are whole vectors of one width.
    private bool RunRows(ReadOnlySpan<float> from, Span<float> to, VectorWidth vectorWidth)
    {
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512 && window.Channels % FloatVectors512.Count == 0:
                RunRows<FloatVectors512, Vector512<float>>(from, to);
                return true;
            case >= VectorWidth.Bits256 when VectorSupport.Has256 && window.Channels % FloatVectors256.Count == 0:
                RunRows<FloatVectors256, Vector256<float>>(from, to);
                return true;
            case >= VectorWidth.Bits128 when window.Channels % FloatVectors128.Count == 0:
                RunRows<FloatVectors128, Vector128<float>>(from, to);
                return true;
            default:
                return false;
        }
    }

    private void RunRows<TVectors, TFloat>(ReadOnlySpan<float> from, Span<float> to)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        for (var row = 0; row < window.OutputHeight; row++)
        {
            var first = input.Start + input.Distance(window.FirstRow(row), window.FirstColumn(0));
            var upper = from.Slice(first, input.Distance(window.DilationHeight, (2 * window.OutputWidth) - 1) + window.Channels);
            var results = to.Slice(output.Start + output.Distance(row, 0), output.Distance(0, window.OutputWidth - 1) + window.Channels);
            RunRow<TVectors, TFloat>(
                ref MemoryMarshal.GetReference(upper), window.DilationHeight * input.Row, ref MemoryMarshal.GetReference(results));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunRow<TVectors, TFloat>(ref float upper, nint below, ref float result)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        nint next = input.Pixel;
        nint step = output.Pixel;
        nint channels = window.Channels;
        for (var rest = window.OutputWidth; rest > 0; rest--)
        {
            for (nint channel = 0; channel < channels; channel += TVectors.Count)
            {
                var first = TVectors.Max(TVectors.Load(ref upper, channel), TVectors.Load(ref upper, channel + next));
                var second = TVectors.Max(TVectors.Load(ref upper, channel + below), TVectors.Load(ref upper, channel + below + next));
                TVectors.Store(TVectors.Max(first, second), ref result, channel);
            }

            upper = ref Unsafe.Add(ref upper, 2 * next);
            result = ref Unsafe.Add(ref result, step);
        }
    }

    // Whole vectors from a channel on; gives the channel after them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RunVectors<TVectors, TFloat>(ReadOnlySpan<float> from, Span<float> to, int channel, int rows, int columns, bool isMax, int counted)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var result = ref MemoryMarshal.GetReference(to);
        var (nextRow, nextColumn) = (window.DilationHeight * input.Row, window.DilationWidth * input.Pixel);
        var share = TVectors.Broadcast(1f / counted);
        for (; channel + TVectors.Count <= to.Length; channel += TVectors.Count)
        {
            var value = TVectors.Broadcast(isMax ? float.NegativeInfinity : 0);
            for (var row = 0; row < rows; row++)
            {
                var at = (row * nextRow) + channel;
                for (var column = 0; column < columns; column++, at += nextColumn)
                {
                    var other = TVectors.Load(ref source, at);
                    value = isMax ? TVectors.Max(value, other) : TVectors.Add(value, other);
                }
            }

            TVectors.Store(isMax ? value : TVectors.Multiply(value, share), ref result, channel);
        }

        return channel;
    }
#endif
}
