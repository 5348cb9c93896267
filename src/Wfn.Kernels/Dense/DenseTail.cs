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
    private readonly DenseScale scale;

    /// <summary>Makes a tail.</summary>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="scale">From accumulator to output.</param>
    /// <param name="output">The output.</param>
    /// <param name="addend">What is added to it, or null.</param>
    internal DenseTail(int weightShift, DenseScale scale, ChannelsLastImage output, DenseAddend? addend)
    {
        this.weightShift = weightShift;
        this.scale = scale;
        Output = output;
        Addend = addend;
    }

    /// <summary>The output.</summary>
    internal ChannelsLastImage Output { get; }

    /// <summary>What is added to it, or null.</summary>
    internal DenseAddend? Addend { get; }

    /// <summary>One accumulator of the output.</summary>
    internal void Run(int total, int bias, Span<byte> to, ReadOnlySpan<byte> other)
    {
        var value = scale.Apply(unchecked((total << weightShift) + bias));
        if (Addend != null)
        {
            value = Addend.Apply(value, other);
        }

        value += Output.Zero;
        if (Output.IsBytes)
        {
            to[0] = (byte)value;
        }
        else
        {
            MemoryMarshal.Cast<byte, short>(to)[0] = (short)value;
        }
    }

#if NET8_0_OR_GREATER
    /// <summary>A vector of output channels of neighbouring pixels.</summary>
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
        if (Addend != null)
        {
            Addend.Scale<TLanes, TDot, TShort, TInt>(ref totals, columns, ref biases, ref other, weightShift, scale);
        }

        var (half, minimum, maximum) = (TLanes.Broadcast(scale.Half), TLanes.Broadcast(scale.Minimum), TLanes.Broadcast(scale.Maximum));
        var bias = TLanes.Add(TDot.LoadInts(ref biases), half);
        var (left, right, hasSign, shift, isDone) = (scale.Left, scale.Right, scale.HasSign, weightShift, Addend != null);
        var (zero, hasZero) = (TLanes.Broadcast(Output.Zero), Output.Zero != 0);
        var isBytes = Output.IsBytes;

        // The accumulators' own memory takes vectors of which only a part is written.
        var isWhole = valid == TDot.Count;
        ref var result = ref isWhole ? ref to : ref Unsafe.As<int, byte>(ref totals);
        nint step = isWhole ? Output.Pixel : sizeof(int) * TDot.Count;
        ref var from = ref totals;
        for (var rest = columns; rest > 0; rest--)
        {
            var value = TDot.LoadInts(ref from);
            if (!isDone)
            {
                if (shift != 0)
                {
                    value = TLanes.ShiftLeft(value, shift);
                }

                value = DenseScale.Apply<TLanes, TShort, TInt>(TLanes.Add(value, bias), half, minimum, maximum, left, right, hasSign);
            }

            if (hasZero)
            {
                value = TLanes.Add(value, zero);
            }

            if (isBytes)
            {
                TDot.StoreBytes(value, ref result);
            }
            else
            {
                TDot.StoreShorts(value, ref result);
            }

            from = ref Unsafe.Add(ref from, TDot.Count);
            result = ref Unsafe.AddByteOffset(ref result, step);
        }

        if (!isWhole)
        {
            CopyParts(ref Unsafe.As<int, byte>(ref totals), sizeof(int) * TDot.Count, ref to, columns, valid * Output.Element);
        }
    }

    private void CopyParts(ref byte from, int step, ref byte to, int columns, int bytes)
    {
        for (var column = 0; column < columns; column++)
        {
            Unsafe.CopyBlockUnaligned(ref to, ref from, (uint)bytes);
            from = ref Unsafe.Add(ref from, step);
            to = ref Unsafe.Add(ref to, Output.Pixel);
        }
    }
#endif
}
