using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Average pool: the sum times a reciprocal; NHWC.</summary>
internal sealed class ChannelsLastAveragePool
{
#if NET8_0_OR_GREATER
    // Bytes whose sum 16 bits hold.
    private const int MostBytes = ushort.MaxValue / byte.MaxValue;

#endif
    private readonly PoolWindow window;
    private readonly int sumShift;
    private readonly int[] reciprocals;
    private readonly Rescale rescale;
    private readonly ChannelsLastImage input;
    private readonly ChannelsLastImage output;

    /// <summary>Makes a pool.</summary>
    /// <param name="window">The window.</param>
    /// <param name="sumShift">Right shift of the sum, rounded.</param>
    /// <param name="reciprocals">Entry n is the integer near 2^k / n.</param>
    /// <param name="rescale">From product to output.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    internal ChannelsLastAveragePool(
        PoolWindow window, int sumShift, int[] reciprocals, Rescale rescale, ChannelsLastImage input, ChannelsLastImage output)
    {
        this.window = window;
        this.sumShift = sumShift;
        this.reciprocals = reciprocals;
        this.rescale = rescale;
        this.input = input;
        this.output = output;
    }

    /// <summary>Runs one sample.</summary>
    internal void Run(ReadOnlySpan<short> from, Span<short> to) => Run(from, to, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    internal void Run(ReadOnlySpan<short> from, Span<short> to, VectorWidth vectorWidth)
    {
        var source = MemoryMarshal.AsBytes(from).Slice(input.Start);
        var destination = MemoryMarshal.AsBytes(to).Slice(output.Start);
        for (var row = 0; row < window.OutputHeight; row++)
        {
            for (var column = 0; column < window.OutputWidth; column++)
            {
                var isEmpty = window.Rows(row) == 0 || window.Columns(column) == 0;
                var first = source.Slice(isEmpty ? 0 : (window.FirstRow(row) * input.Row) + (window.FirstColumn(column) * input.Pixel));
                var result = destination.Slice((row * output.Row) + (column * output.Pixel), window.Channels * output.Element);
                var done = 0;
#if NET8_0_OR_GREATER
                if (vectorWidth >= VectorWidth.Bits512 && VectorSupport.Has512)
                {
                    done = RunVectors<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(first, row, column, result, done);
                }

                if (vectorWidth >= VectorWidth.Bits256 && VectorSupport.Has256 && done < window.Channels)
                {
                    done = RunVectors<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(first, row, column, result, done);
                }

                if (vectorWidth >= VectorWidth.Bits128 && done < window.Channels)
                {
                    done = RunVectors<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(first, row, column, result, done);
                }

#endif
                RunChannels(first, row, column, result, done);
            }
        }
    }

    private void RunChannels(ReadOnlySpan<byte> first, int row, int column, Span<byte> result, int done)
    {
        for (var channel = done; channel < window.Channels; channel++)
        {
            var sum = 0;
            for (var r = 0; r < window.Rows(row); r++)
            {
                for (var c = 0; c < window.Columns(column); c++)
                {
                    var at = first.Slice((r * window.DilationHeight * input.Row) + (c * window.DilationWidth * input.Pixel) + (channel * input.Element));
                    sum += input.IsBytes ? at[0] - input.ZeroPoint : MemoryMarshal.Cast<byte, short>(at)[0];
                }
            }

            var mean = rescale.Apply(Rescale.Round(sum, sumShift) * reciprocals[window.Counted(row, column)]) + output.ZeroPoint;
            if (output.IsBytes)
            {
                result[channel] = (byte)mean;
            }
            else
            {
                MemoryMarshal.Cast<byte, short>(result)[channel] = (short)mean;
            }
        }
    }

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RunVectors<TVectors, TDot, TShort, TInt>(ReadOnlySpan<byte> first, int row, int column, Span<byte> result, int done)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (rows, columns) = (window.Rows(row), window.Columns(column));
        var (rowStep, columnStep) = (window.DilationHeight * input.Row, window.DilationWidth * input.Pixel);
        var (isBytes, element, vector) = (input.IsBytes, input.Element, TDot.Count * input.Element);
        var reach = rows * columns == 0 ? 0 : ((rows - 1) * rowStep) + ((columns - 1) * columnStep) + (window.Channels * element);
        ref var values = ref MemoryMarshal.GetReference(first.Slice(0, reach));
        var zero = TVectors.Broadcast(input.ZeroPoint * rows * columns);
        var reciprocal = reciprocals[window.Counted(row, column)];
        if (isBytes && output.IsBytes && rows * columns <= MostBytes)
        {
            for (; done + (4 * TDot.Count) <= window.Channels; done += 4 * TDot.Count)
            {
                RunBytes<TVectors, TDot, TShort, TInt>(
                    ref Unsafe.Add(ref values, done), rows, rowStep, columns, columnStep, zero, reciprocal, ref result.Slice(done, 4 * TDot.Count)[0]);
            }
        }

        for (; done + (4 * TDot.Count) <= window.Channels; done += 4 * TDot.Count)
        {
            // Four sums at once: one would wait for itself.
            TInt sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (var r = 0; r < rows; r++)
            {
                ref var at = ref Unsafe.Add(ref values, (r * rowStep) + (done * element));
                for (var c = columns; c > 0; c--)
                {
                    sum0 = TVectors.Add(sum0, Widen<TDot, TShort, TInt>(ref at, isBytes));
                    sum1 = TVectors.Add(sum1, Widen<TDot, TShort, TInt>(ref Unsafe.Add(ref at, vector), isBytes));
                    sum2 = TVectors.Add(sum2, Widen<TDot, TShort, TInt>(ref Unsafe.Add(ref at, 2 * vector), isBytes));
                    sum3 = TVectors.Add(sum3, Widen<TDot, TShort, TInt>(ref Unsafe.Add(ref at, 3 * vector), isBytes));
                    at = ref Unsafe.Add(ref at, columnStep);
                }
            }

            Store<TVectors, TDot, TShort, TInt>(sum0, zero, reciprocal, result, done);
            Store<TVectors, TDot, TShort, TInt>(sum1, zero, reciprocal, result, done + TDot.Count);
            Store<TVectors, TDot, TShort, TInt>(sum2, zero, reciprocal, result, done + (2 * TDot.Count));
            Store<TVectors, TDot, TShort, TInt>(sum3, zero, reciprocal, result, done + (3 * TDot.Count));
        }

        for (; done + TDot.Count <= window.Channels; done += TDot.Count)
        {
            TInt sum = default;
            for (var r = 0; r < rows; r++)
            {
                ref var at = ref Unsafe.Add(ref values, (r * rowStep) + (done * element));
                for (var c = columns; c > 0; c--)
                {
                    sum = TVectors.Add(sum, Widen<TDot, TShort, TInt>(ref at, isBytes));
                    at = ref Unsafe.Add(ref at, columnStep);
                }
            }

            Store<TVectors, TDot, TShort, TInt>(sum, zero, reciprocal, result, done);
        }

        return done;
    }

    // A whole vector of bytes is accumulated in two vectors of 16 bits without a sign; what packs four vectors puts channels in order again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBytes<TVectors, TDot, TShort, TInt>(
        ref byte values, int rows, int rowStep, int columns, int columnStep, TInt zero, int reciprocal, ref byte result)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        TShort lower = default, upper = default, none = default;
        for (; rows > 0; rows--)
        {
            ref var at = ref values;
            for (var c = columns; c > 0; c--)
            {
                var bytes = TDot.Load(ref at);
                lower = TDot.Add(lower, TDot.ZipBytesLower(bytes, none));
                upper = TDot.Add(upper, TDot.ZipBytesUpper(bytes, none));
                at = ref Unsafe.Add(ref at, columnStep);
            }

            values = ref Unsafe.Add(ref values, rowStep);
        }

        TDot.Store(
            TDot.PackSaturated(
                Mean<TVectors, TDot, TShort, TInt>(TVectors.Pairs(TDot.ZipInt16Lower(lower, none)), zero, reciprocal),
                Mean<TVectors, TDot, TShort, TInt>(TVectors.Pairs(TDot.ZipInt16Upper(lower, none)), zero, reciprocal),
                Mean<TVectors, TDot, TShort, TInt>(TVectors.Pairs(TDot.ZipInt16Lower(upper, none)), zero, reciprocal),
                Mean<TVectors, TDot, TShort, TInt>(TVectors.Pairs(TDot.ZipInt16Upper(upper, none)), zero, reciprocal),
                output.ZeroPoint != 0,
                none,
                TVectors.BroadcastInt16(-1)),
            ref result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Widen<TDot, TShort, TInt>(ref byte values, bool isBytes)
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        isBytes ? TDot.WidenBytes(ref values) : TDot.WidenInt16(ref values);

    // Of sums that count bytes' zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TInt Mean<TVectors, TDot, TShort, TInt>(TInt sum, TInt zero, int reciprocal)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        sum = TVectors.Subtract(sum, zero);
        if (sumShift > 0)
        {
            sum = TVectors.Add(sum, TVectors.Add(TVectors.Broadcast(1 << (sumShift - 1)), TVectors.ShiftRight(sum, 31)));
            sum = TVectors.ShiftRight(sum, sumShift);
        }

        return rescale.Apply<TVectors, TShort, TInt>(TDot.Multiply(sum, reciprocal));
    }

    private void Store<TVectors, TDot, TShort, TInt>(TInt sum, TInt zero, int reciprocal, Span<byte> result, int channel)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var mean = TVectors.Add(Mean<TVectors, TDot, TShort, TInt>(sum, zero, reciprocal), TVectors.Broadcast(output.ZeroPoint));
        ref var to = ref MemoryMarshal.GetReference(result.Slice(channel * output.Element, TDot.Count * output.Element));
        if (output.IsBytes)
        {
            TDot.StoreBytes(mean, ref to);
        }
        else
        {
            TDot.StoreInt16(mean, ref to);
        }
    }
#endif
}
