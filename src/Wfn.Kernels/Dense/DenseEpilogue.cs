using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// From a row of accumulators to the output: bias, rescale, saturation, and what was fused into the convolution: the sum with another
/// activation, or the largest of every few pixels.
/// </summary>
internal sealed class DenseEpilogue
{
    // Rounding adds at most as much again.
    private const long LargestBias = 1L << 30;

    /// <summary>Pixels that a tile stores at once: the largest of just as many is found on the way.</summary>
    internal const int PooledPixels = 4;

    private readonly bool biasFits;

    /// <summary>Makes an epilogue.</summary>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="scale">From accumulator to output.</param>
    /// <param name="output">The output.</param>
    /// <param name="addend">What is added to it, or null.</param>
    /// <param name="poolHeight">Rows of pixels of which the largest becomes an output: of one pixel, or of <see cref="PooledPixels"/>.</param>
    /// <param name="poolWidth">Columns of these.</param>
    internal DenseEpilogue(int weightShift, DenseScale scale, ChannelsLastImage output, DenseAddend? addend, int poolHeight = 1, int poolWidth = 1)
        : this(weightShift, scale, output, addend, poolHeight, poolWidth, biasFits: true)
    {
    }

    private DenseEpilogue(
        int weightShift, DenseScale scale, ChannelsLastImage output, DenseAddend? addend, int poolHeight, int poolWidth, bool biasFits)
    {
        if (poolHeight * poolWidth != 1 && poolHeight * poolWidth != PooledPixels)
        {
            throw new ArgumentException("A tile has no such window.", nameof(poolHeight));
        }

        PoolHeight = poolHeight;
        PoolWidth = poolWidth;
        WeightShift = weightShift;
        Scale = scale;
        Output = output;
        Addend = addend;
        this.biasFits = biasFits;
    }

    /// <summary>The epilogue of one pixel, made of that of several that are computed as one.</summary>
    internal DenseEpilogue NotUnrolled(int widthUnroll) => new DenseEpilogue(WeightShift, Scale, Output.NotUnrolled(widthUnroll), Addend?.NotUnrolled(widthUnroll));

    /// <summary>The power of two that all weights have in common.</summary>
    internal int WeightShift { get; }

    /// <summary>From accumulator to output.</summary>
    internal DenseScale Scale { get; }

    /// <summary>
    /// Whether that power can be taken off the bias and the shift. For whole numbers it can, as long as nothing tells signs apart:
    /// floor((t * 2^a + b) / 2^c) = floor((t + floor(b / 2^a)) / 2^(c - a)). A bias that has wrapped around is none of them.
    /// </summary>
    internal bool CanFold => biasFits && !Scale.HasSign && Scale.Left == 0 && WeightShift <= Scale.Right;

    /// <summary>The same for biases that, with what zero points add to them, fit 32 bits or do not.</summary>
    internal DenseEpilogue ForBias(bool fits) => new DenseEpilogue(WeightShift, Scale, Output, Addend, PoolHeight, PoolWidth, fits);

    /// <summary>Whether a bias and what rounding adds to it fit 32 bits.</summary>
    internal static bool Fits(long bias) => Math.Abs(bias) < LargestBias;

    /// <summary>The output.</summary>
    internal ChannelsLastImage Output { get; }

    /// <summary>What is added to it, or null.</summary>
    internal DenseAddend? Addend { get; }

    /// <summary>Rows of pixels of which the largest becomes an output.</summary>
    internal int PoolHeight { get; }

    /// <summary>Columns of these.</summary>
    internal int PoolWidth { get; }

    /// <summary>Pixels of which the largest becomes an output; their accumulators lie one after another.</summary>
    internal int PoolPixels => PoolHeight * PoolWidth;

    /// <summary>The larger of two accumulators, which only with their bias are sure to fit 32 bits.</summary>
    internal int Larger(int left, int right, int bias) => unchecked((left << WeightShift) + bias >= (right << WeightShift) + bias) ? left : right;

    /// <summary>One accumulator of the output.</summary>
    internal void Run(int total, int bias, Span<byte> to, ReadOnlySpan<byte> other)
    {
        var value = Scale.Apply(unchecked((total << WeightShift) + bias));
        if (Addend != null)
        {
            value = Addend.Apply(value, other);
        }

        value += Output.ZeroPoint;
        if (Output.IsBytes)
        {
            to[0] = (byte)value;
        }
        else
        {
            MemoryMarshal.Cast<byte, short>(to)[0] = (short)value;
        }
    }

    /// <summary>
    /// Whether accumulators that start with <see cref="TotalsStart"/> need nothing but a shift and bounds to become bytes.
    /// </summary>
    internal bool IsScale => Output.IsBytes && Addend == null && CanFold;

    /// <summary>A bias with what rounding adds, in the accumulators' unit.</summary>
    internal int TotalsStart(int bias) => unchecked(bias + Scale.Half) >> WeightShift;

#if NET8_0_OR_GREATER
    /// <summary>A vector of output channels of some pixels.</summary>
    /// <param name="totals">The accumulators, pixel by pixel.</param>
    /// <param name="pixels">The number of pixels.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="outputOffsets">Every pixel's distance from there, in bytes.</param>
    /// <param name="other">The first addend of the first pixel.</param>
    /// <param name="addendOffsets">Every pixel's distance from there, in bytes.</param>
    /// <param name="valid">Output channels that there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run<TVectors, TDot, TShort, TInt>(
        ref int totals, int pixels, ref int biases, ref byte to, ref int outputOffsets, ref byte other, ref int addendOffsets, int valid)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var fours = Output.IsBytes && valid == TDot.Count ? pixels & ~3 : 0;
        if (fours > 0 && Addend != null)
        {
            Addend.StoreFours<TVectors, TDot, TShort, TInt>(ref totals, fours, ref biases, ref other, ref addendOffsets, this, ref to, ref outputOffsets);
        }
        else if (fours > 0)
        {
            StoreFours<TVectors, TDot, TShort, TInt>(ref totals, fours, ref biases, ref to, ref outputOffsets);
        }

        if (fours < pixels)
        {
            totals = ref Unsafe.Add(ref totals, fours * TDot.Count);
            if (Addend != null)
            {
                Addend.Scale<TVectors, TDot, TShort, TInt>(
                    ref totals, pixels - fours, ref biases, ref other, ref Unsafe.Add(ref addendOffsets, fours), this);
            }

            StoreOnes<TVectors, TDot, TShort, TInt>(ref totals, pixels - fours, ref biases, ref to, ref Unsafe.Add(ref outputOffsets, fours), valid);
        }
    }

    /// <summary>From accumulators to bytes, where that is such a scale (<see cref="IsScale"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TileScale<TShort, TInt> TileScale<TVectors, TDot, TShort, TInt>()
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct => new TileScale<TShort, TInt>(
            Scale.Right - WeightShift,
            Output.ZeroPoint != 0,
            BytesOf<TVectors, TShort, TInt>(Scale.Minimum),
            BytesOf<TVectors, TShort, TInt>(Scale.Maximum),
            TVectors.Broadcast(Scale.Minimum),
            TVectors.Broadcast(Scale.Maximum),
            TVectors.Broadcast(Output.ZeroPoint));

    /// <summary>Leaves the largest accumulators of every few pixels, one after another.</summary>
    /// <param name="totals">The accumulators, those of the pixels of an output one after another.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="biases">The biases of the output channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void MaxPool<TVectors, TDot, TShort, TInt>(ref int totals, int outputs, ref int biases)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        // Only with their bias are accumulators sure to fit; it is taken off again, as what follows adds it.
        var before = CanFold ? 0 : WeightShift;
        var bias = TVectors.ShiftRight(TDot.LoadInt32(ref biases), WeightShift - before);
        ref var kept = ref totals;
        for (; outputs > 0; outputs--)
        {
            var largest = TVectors.Add(TVectors.ShiftLeft(TDot.LoadInt32(ref totals), before), bias);
            for (var rest = PoolPixels - 1; rest > 0; rest--)
            {
                totals = ref Unsafe.Add(ref totals, TDot.Count);
                largest = TVectors.Max(largest, TVectors.Add(TVectors.ShiftLeft(TDot.LoadInt32(ref totals), before), bias));
            }

            totals = ref Unsafe.Add(ref totals, TDot.Count);
            TDot.StoreInt32(TVectors.ShiftRight(TVectors.Subtract(largest, bias), before), ref kept);
            kept = ref Unsafe.Add(ref kept, TDot.Count);
        }
    }

    /// <summary>Many vectors of output channels of one pixel, without an addend.</summary>
    /// <param name="totals">The accumulators, vector by vector.</param>
    /// <param name="vectors">The number of vectors.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="to">The first output.</param>
    /// <param name="outputOffsets">The distances of four vectors from the first, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void RunSinglePixel<TVectors, TDot, TShort, TInt>(ref int totals, int vectors, ref int biases, ref byte to, ref int outputOffsets)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var half = TVectors.Broadcast(Scale.Half);
        var (before, left, right, hasSign, isSigned) = (WeightShift, Scale.Left, Scale.Right, Scale.HasSign, Output.ZeroPoint != 0);
        var (minimum, maximum) = (BytesOf<TVectors, TShort, TInt>(Scale.Minimum), BytesOf<TVectors, TShort, TInt>(Scale.Maximum));
        if (!Output.IsBytes)
        {
            var (smallest, largest) = (TVectors.Broadcast(Scale.Minimum), TVectors.Broadcast(Scale.Maximum));
            for (; vectors > 0; vectors--)
            {
                var value = Own<TVectors, TDot, TShort, TInt>(ref totals, ref biases, 0, half, before, left, right, hasSign);
                TDot.StoreInt16(TVectors.Min(TVectors.Max(value, smallest), largest), ref to);
                totals = ref Unsafe.Add(ref totals, TDot.Count);
                biases = ref Unsafe.Add(ref biases, TDot.Count);
                to = ref Unsafe.Add(ref to, sizeof(short) * TDot.Count);
            }

            return;
        }

        for (; vectors >= 4; vectors -= 4)
        {
            TDot.StoreSaturated(
                Own<TVectors, TDot, TShort, TInt>(ref totals, ref biases, 0, half, before, left, right, hasSign),
                Own<TVectors, TDot, TShort, TInt>(ref totals, ref biases, TDot.Count, half, before, left, right, hasSign),
                Own<TVectors, TDot, TShort, TInt>(ref totals, ref biases, 2 * TDot.Count, half, before, left, right, hasSign),
                Own<TVectors, TDot, TShort, TInt>(ref totals, ref biases, 3 * TDot.Count, half, before, left, right, hasSign),
                isSigned,
                minimum,
                maximum,
                ref to,
                ref outputOffsets);
            totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
            biases = ref Unsafe.Add(ref biases, 4 * TDot.Count);
            to = ref Unsafe.Add(ref to, 4 * TDot.Count);
        }

        for (; vectors > 0; vectors--)
        {
            StoreOnes<TVectors, TDot, TShort, TInt>(ref totals, 1, ref biases, ref to, ref outputOffsets, TDot.Count);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
            biases = ref Unsafe.Add(ref biases, TDot.Count);
            to = ref Unsafe.Add(ref to, TDot.Count);
        }
    }

    /// <summary>Four vectors of output channels of some pixels, where <see cref="IsScale"/> says that a shift and bounds make bytes of them.</summary>
    /// <param name="totals">The accumulators, vector by vector and pixel by pixel.</param>
    /// <param name="distance">From a vector's accumulators to the next one's.</param>
    /// <param name="pixels">The number of pixels.</param>
    /// <param name="starts">What <see cref="TotalsStart"/> makes of the biases of the output channels.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="outputOffsets">Every pixel's distance from there, in bytes.</param>
    /// <param name="vectorOffsets">The distances of four vectors from the first, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void StorePixels<TVectors, TDot, TShort, TInt>(
        ref int totals, int distance, int pixels, ref int starts, ref byte to, ref int outputOffsets, ref int vectorOffsets)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (right, isSigned) = (Scale.Right - WeightShift, Output.ZeroPoint != 0);
        var (minimum, maximum) = (BytesOf<TVectors, TShort, TInt>(Scale.Minimum), BytesOf<TVectors, TShort, TInt>(Scale.Maximum));
        var start0 = TDot.LoadInt32(ref starts);
        var start1 = TDot.LoadInt32(ref Unsafe.Add(ref starts, TDot.Count));
        var start2 = TDot.LoadInt32(ref Unsafe.Add(ref starts, 2 * TDot.Count));
        var start3 = TDot.LoadInt32(ref Unsafe.Add(ref starts, 3 * TDot.Count));
        ref var totals1 = ref Unsafe.Add(ref totals, distance);
        ref var totals2 = ref Unsafe.Add(ref totals1, distance);
        ref var totals3 = ref Unsafe.Add(ref totals2, distance);
        for (nint at = 0; pixels > 0; pixels--)
        {
            TDot.StoreSaturated(
                TVectors.ShiftRight(TVectors.Add(start0, TVectors.Load(ref totals, at)), right),
                TVectors.ShiftRight(TVectors.Add(start1, TVectors.Load(ref totals1, at)), right),
                TVectors.ShiftRight(TVectors.Add(start2, TVectors.Load(ref totals2, at)), right),
                TVectors.ShiftRight(TVectors.Add(start3, TVectors.Load(ref totals3, at)), right),
                isSigned,
                minimum,
                maximum,
                ref Unsafe.AddByteOffset(ref to, outputOffsets),
                ref vectorOffsets);
            at += TDot.Count;
            outputOffsets = ref Unsafe.Add(ref outputOffsets, 1);
        }
    }

    // Four pixels at once: saturation is a part of packing them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreFours<TVectors, TDot, TShort, TInt>(ref int totals, int pixels, ref int biases, ref byte to, ref int outputOffsets)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var half = TVectors.Broadcast(Scale.Half);
        var bias = TVectors.Add(TDot.LoadInt32(ref biases), half);
        var (before, left, right, hasSign, isSigned) = (WeightShift, Scale.Left, Scale.Right, Scale.HasSign, Output.ZeroPoint != 0);
        var (minimum, maximum) = (BytesOf<TVectors, TShort, TInt>(Scale.Minimum), BytesOf<TVectors, TShort, TInt>(Scale.Maximum));
        if (CanFold)
        {
            (bias, right) = (TVectors.ShiftRight(bias, before), right - before);
            for (; pixels > 0; pixels -= 4)
            {
                TDot.StoreSaturated(
                    TVectors.ShiftRight(TVectors.Add(bias, TDot.LoadInt32(ref totals)), right),
                    TVectors.ShiftRight(TVectors.Add(bias, TDot.LoadInt32(ref Unsafe.Add(ref totals, TDot.Count))), right),
                    TVectors.ShiftRight(TVectors.Add(bias, TDot.LoadInt32(ref Unsafe.Add(ref totals, 2 * TDot.Count))), right),
                    TVectors.ShiftRight(TVectors.Add(bias, TDot.LoadInt32(ref Unsafe.Add(ref totals, 3 * TDot.Count))), right),
                    isSigned,
                    minimum,
                    maximum,
                    ref to,
                    ref outputOffsets);
                totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
                outputOffsets = ref Unsafe.Add(ref outputOffsets, 4);
            }

            return;
        }

        for (; pixels > 0; pixels -= 4)
        {
            TDot.StoreSaturated(
                Value<TVectors, TDot, TShort, TInt>(ref totals, bias, half, before, left, right, hasSign),
                Value<TVectors, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, TDot.Count), bias, half, before, left, right, hasSign),
                Value<TVectors, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, 2 * TDot.Count), bias, half, before, left, right, hasSign),
                Value<TVectors, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, 3 * TDot.Count), bias, half, before, left, right, hasSign),
                isSigned,
                minimum,
                maximum,
                ref to,
                ref outputOffsets);
            totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
            outputOffsets = ref Unsafe.Add(ref outputOffsets, 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StoreOnes<TVectors, TDot, TShort, TInt>(ref int totals, int pixels, ref int biases, ref byte to, ref int outputOffsets, int valid)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (half, minimum, maximum) = (TVectors.Broadcast(Scale.Half), TVectors.Broadcast(Scale.Minimum), TVectors.Broadcast(Scale.Maximum));
        var bias = TVectors.Add(TDot.LoadInt32(ref biases), half);
        var (before, left, right, hasSign, isDone) = (WeightShift, Scale.Left, Scale.Right, Scale.HasSign, Addend != null);
        var (zero, hasZero) = (TVectors.Broadcast(Output.ZeroPoint), Output.ZeroPoint != 0);
        var (isBytes, isWhole, bytes) = (Output.IsBytes, valid == TDot.Count, valid * Output.Element);
        for (; pixels > 0; pixels--)
        {
            var value = TDot.LoadInt32(ref totals);
            if (!isDone)
            {
                value = Value<TVectors, TDot, TShort, TInt>(ref totals, bias, half, before, left, right, hasSign);
                value = TVectors.Min(TVectors.Max(value, minimum), maximum);
            }

            if (hasZero)
            {
                value = TVectors.Add(value, zero);
            }

            // The accumulators' own memory takes vectors of which only a part is written.
            ref var place = ref Unsafe.AddByteOffset(ref to, outputOffsets);
            ref var result = ref isWhole ? ref place : ref Unsafe.As<int, byte>(ref totals);
            if (isBytes)
            {
                TDot.StoreBytes(value, ref result);
            }
            else
            {
                TDot.StoreInt16(value, ref result);
            }

            if (!isWhole)
            {
                Unsafe.CopyBlockUnaligned(ref place, ref result, (uint)bytes);
            }

            totals = ref Unsafe.Add(ref totals, TDot.Count);
            outputOffsets = ref Unsafe.Add(ref outputOffsets, 1);
        }
    }

    /// <summary>An accumulator shifted to the output's scale, saturated not yet.</summary>
    /// <param name="total">The accumulator.</param>
    /// <param name="bias">The bias of its channel, with what rounding adds.</param>
    /// <param name="half">What rounding adds.</param>
    /// <param name="before">The power of two that all weights have in common.</param>
    /// <param name="left">Bits to the left.</param>
    /// <param name="right">Bits to the right.</param>
    /// <param name="hasSign">Whether ties below 0 are told from those above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TInt Shift<TVectors, TShort, TInt>(TInt total, TInt bias, TInt half, int before, int left, int right, bool hasSign)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (before != 0)
        {
            total = TVectors.ShiftLeft(total, before);
        }

        return DenseScale.Shift<TVectors, TShort, TInt>(TVectors.Add(total, bias), half, left, right, hasSign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Value<TVectors, TDot, TShort, TInt>(ref int total, TInt bias, TInt half, int before, int left, int right, bool hasSign)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        Shift<TVectors, TShort, TInt>(TDot.LoadInt32(ref total), bias, half, before, left, right, hasSign);

    // A total to which the bias of its own is added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Own<TVectors, TDot, TShort, TInt>(
        ref int totals, ref int biases, int at, TInt half, int before, int left, int right, bool hasSign)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var bias = TVectors.Add(TDot.LoadInt32(ref Unsafe.Add(ref biases, at)), half);
        return Value<TVectors, TDot, TShort, TInt>(ref Unsafe.Add(ref totals, at), bias, half, before, left, right, hasSign);
    }

    /// <summary>A bound as the byte that is stored for it, in every byte.</summary>
    internal TShort BytesOf<TVectors, TShort, TInt>(int bound)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        TVectors.BroadcastInt16(unchecked((short)((bound + Output.ZeroPoint) * 0x101)));
#endif
}
