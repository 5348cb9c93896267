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

        // The accumulators' own memory takes vectors of which only a part is written.
        var isWhole = valid == TDot.Count;
        ref var result = ref isWhole ? ref to : ref Unsafe.As<int, byte>(ref totals);
        nint step = isWhole ? Output.Pixel : sizeof(int) * TDot.Count;
        if (Output.IsBytes)
        {
            StoreBytes<TLanes, TDot, TShort, TInt>(ref totals, columns, ref biases, ref result, step);
        }
        else
        {
            StoreShorts<TLanes, TDot, TShort, TInt>(ref totals, columns, ref biases, ref result, step);
        }

        if (!isWhole)
        {
            CopyParts(ref Unsafe.As<int, byte>(ref totals), sizeof(int) * TDot.Count, ref to, columns, valid * Output.Element);
        }
    }

    // Four pixels at once: saturation is a part of packing them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreBytes<TLanes, TDot, TShort, TInt>(ref int totals, int columns, ref int biases, ref byte to, nint step)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        // What an addend has scaled is done: nothing is added, and nothing shifted.
        var isDone = Addend != null;
        var half = TLanes.Broadcast(isDone ? 0 : scale.Half);
        var bias = isDone ? half : TLanes.Add(TDot.LoadInts(ref biases), half);
        var (before, left, right) = isDone ? (0, 0, 0) : (weightShift, scale.Left, scale.Right);
        var (hasSign, isSigned) = (!isDone && scale.HasSign, Output.Zero != 0);
        var (minimum, maximum) = (BytesOf<TLanes, TShort, TInt>(scale.Minimum), BytesOf<TLanes, TShort, TInt>(scale.Maximum));
        if (isDone)
        {
            (minimum, maximum) = (TLanes.BroadcastShort(0), TLanes.BroadcastShort(-1));
        }

        // Where nothing tells signs apart, the weights' common power of two can be taken off the bias and the shift: for whole numbers,
        // floor((t * 2^a + b) / 2^c) = floor((t + floor(b / 2^a)) / 2^(c - a)).
        if (!hasSign && left == 0 && before <= right)
        {
            (bias, before, right) = (TLanes.ShiftRight(bias, before), 0, right - before);
            for (; columns >= 4; columns -= 4)
            {
                TDot.StoreSaturated(
                    TLanes.ShiftRight(TLanes.Add(bias, TDot.LoadInts(ref totals)), right),
                    TLanes.ShiftRight(TLanes.Add(bias, TDot.LoadInts(ref Unsafe.Add(ref totals, TDot.Count))), right),
                    TLanes.ShiftRight(TLanes.Add(bias, TDot.LoadInts(ref Unsafe.Add(ref totals, 2 * TDot.Count))), right),
                    TLanes.ShiftRight(TLanes.Add(bias, TDot.LoadInts(ref Unsafe.Add(ref totals, 3 * TDot.Count))), right),
                    isSigned,
                    minimum,
                    maximum,
                    ref to,
                    step);
                totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
                to = ref Unsafe.AddByteOffset(ref to, 4 * step);
            }
        }

        for (; columns >= 4; columns -= 4)
        {
            TDot.StoreSaturated(
                Value<TLanes, TDot, TShort, TInt>(ref totals, bias, half, before, left, right, hasSign),
                Value<TLanes, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, TDot.Count), bias, half, before, left, right, hasSign),
                Value<TLanes, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, 2 * TDot.Count), bias, half, before, left, right, hasSign),
                Value<TLanes, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, 3 * TDot.Count), bias, half, before, left, right, hasSign),
                isSigned,
                minimum,
                maximum,
                ref to,
                step);
            totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
            to = ref Unsafe.AddByteOffset(ref to, 4 * step);
        }

        var (smallest, largest) = isDone
            ? (TLanes.Broadcast(int.MinValue), TLanes.Broadcast(int.MaxValue))
            : (TLanes.Broadcast(scale.Minimum), TLanes.Broadcast(scale.Maximum));
        var zero = TLanes.Broadcast(Output.Zero);
        for (; columns > 0; columns--)
        {
            var value = Value<TLanes, TDot, TShort, TInt>(ref totals, bias, half, before, left, right, hasSign);
            TDot.StoreBytes(TLanes.Add(TLanes.Min(TLanes.Max(value, smallest), largest), zero), ref to);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
            to = ref Unsafe.AddByteOffset(ref to, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreShorts<TLanes, TDot, TShort, TInt>(ref int totals, int columns, ref int biases, ref byte to, nint step)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (half, minimum, maximum) = (TLanes.Broadcast(scale.Half), TLanes.Broadcast(scale.Minimum), TLanes.Broadcast(scale.Maximum));
        var bias = TLanes.Add(TDot.LoadInts(ref biases), half);
        var (before, left, right, hasSign, isDone) = (weightShift, scale.Left, scale.Right, scale.HasSign, Addend != null);
        for (; columns > 0; columns--)
        {
            var value = isDone
                ? TDot.LoadInts(ref totals)
                : TLanes.Min(TLanes.Max(Value<TLanes, TDot, TShort, TInt>(ref totals, bias, half, before, left, right, hasSign), minimum), maximum);
            TDot.StoreShorts(value, ref to);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
            to = ref Unsafe.AddByteOffset(ref to, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Value<TLanes, TDot, TShort, TInt>(ref int total, TInt bias, TInt half, int before, int left, int right, bool hasSign)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var value = TDot.LoadInts(ref total);
        if (before != 0)
        {
            value = TLanes.ShiftLeft(value, before);
        }

        return DenseScale.Shift<TLanes, TShort, TInt>(TLanes.Add(value, bias), half, left, right, hasSign);
    }

    // A bound as the byte that is stored for it, in every byte.
    private TShort BytesOf<TLanes, TShort, TInt>(int bound)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        TLanes.BroadcastShort(unchecked((short)((bound + Output.Zero) * 0x101)));

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
