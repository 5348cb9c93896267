using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>From a row of accumulators to the output: bias, rescale, saturation, and the sum with another activation where one was fused.</summary>
internal sealed class DenseTail
{
    private readonly int weightShift;
    private readonly Rescale rescale;
    private readonly ChannelsLastImage output;
    private readonly DenseAddend? addend;

    /// <summary>Makes a tail.</summary>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="rescale">From accumulator to output.</param>
    /// <param name="output">The output.</param>
    /// <param name="addend">What is added to it, or null.</param>
    internal DenseTail(int weightShift, Rescale rescale, ChannelsLastImage output, DenseAddend? addend)
    {
        this.weightShift = weightShift;
        this.rescale = rescale;
        this.output = output;
        this.addend = addend;
    }

    /// <summary>The output.</summary>
    internal ChannelsLastImage Output => output;

    /// <summary>What is added to it, or null.</summary>
    internal DenseAddend? Addend => addend;

    /// <summary>One accumulator of the output.</summary>
    internal void Run(int total, int bias, Span<byte> to, ReadOnlySpan<byte> other)
    {
        int value = rescale.Apply(unchecked((total << weightShift) + bias));
        if (addend != null)
        {
            value = addend.Apply(value, other);
        }

        value += output.Zero;
        if (output.IsBytes)
        {
            to[0] = (byte)value;
        }
        else
        {
            MemoryMarshal.Cast<byte, short>(to)[0] = (short)value;
        }
    }

#if NET8_0_OR_GREATER
    /// <summary>A vector of output channels of a row's pixels.</summary>
    /// <param name="totals">The accumulators, pixel by pixel.</param>
    /// <param name="columns">The number of pixels.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="to">The first pixel's first output.</param>
    /// <param name="other">The first pixel's first addend.</param>
    /// <param name="valid">Output channels that there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run<TLanes, TDot, TShort, TInt>(ref int totals, int columns, ref int biases, ref byte to, ref byte other, int valid)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var bias = TDot.LoadInts(ref biases);
        var zero = TLanes.Broadcast(output.Zero);
        var (isBytes, pixel, bytes) = (output.IsBytes, output.Pixel, (uint)(valid * output.Element));
        var isWhole = valid == TDot.Count;
        for (var column = 0; column < columns; column++)
        {
            // The accumulators' own memory takes a vector that is not written whole.
            ref var from = ref Unsafe.Add(ref totals, column * TDot.Count);
            ref var result = ref isWhole ? ref to : ref Unsafe.As<int, byte>(ref from);
            var value = TLanes.Add(TLanes.ShiftLeft(TDot.LoadInts(ref from), weightShift), bias);
            value = rescale.Apply<TLanes, TShort, TInt>(value);
            if (addend != null)
            {
                value = addend.Apply<TLanes, TDot, TShort, TInt>(value, ref Unsafe.Add(ref other, column * addend.Image.Pixel));
            }

            value = TLanes.Add(value, zero);
            if (isBytes)
            {
                TDot.StoreBytes(value, ref result);
            }
            else
            {
                TDot.StoreShorts(value, ref result);
            }

            if (!isWhole)
            {
                Unsafe.CopyBlockUnaligned(ref to, ref result, bytes);
            }

            to = ref Unsafe.Add(ref to, pixel);
        }
    }
#endif
}
