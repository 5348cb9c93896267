using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>An activation that is added to what a convolution gives, both brought to one scale by shifts.</summary>
internal sealed class DenseAddend
{
    private readonly int resultShift;
    private readonly int resultSign;
    private readonly int addendShift;
    private readonly int addendSign;
    private readonly DenseScale scale;

    private DenseAddend(DenseAddend other, ChannelsLastImage image)
    {
        Image = image;
        resultShift = other.resultShift;
        resultSign = other.resultSign;
        addendShift = other.addendShift;
        addendSign = other.addendSign;
        scale = other.scale;
    }

    /// <summary>Makes an addend.</summary>
    /// <param name="image">The activation that is added.</param>
    /// <param name="resultShift">Left shift of the convolution's result.</param>
    /// <param name="resultNegated">Whether the convolution's result is subtracted.</param>
    /// <param name="addendShift">Left shift of the addend.</param>
    /// <param name="addendNegated">Whether the addend is subtracted.</param>
    /// <param name="scale">From the sum to the output.</param>
    internal DenseAddend(ChannelsLastImage image, int resultShift, bool resultNegated, int addendShift, bool addendNegated, DenseScale scale)
    {
        Image = image;
        this.resultShift = resultShift;
        resultSign = resultNegated ? -1 : 0;
        this.addendShift = addendShift;
        addendSign = addendNegated ? -1 : 0;
        this.scale = scale;
    }

    /// <summary>The activation that is added.</summary>
    internal ChannelsLastImage Image { get; }

    /// <summary>The same for each of several pixels that were taken as one.</summary>
    internal DenseAddend NotUnrolled(int widthUnroll) => new DenseAddend(this, Image.NotUnrolled(widthUnroll));

    /// <summary>One result.</summary>
    internal int Apply(int value, ReadOnlySpan<byte> other)
    {
        var added = Image.IsBytes ? other[0] - Image.ZeroPoint : MemoryMarshal.Cast<byte, short>(other)[0];

        // x ^ -1 is -x - 1: a sign without a branch.
        return scale.Apply((((value ^ resultSign) - resultSign) << resultShift) + (((added ^ addendSign) - addendSign) << addendShift));
    }

#if NET8_0_OR_GREATER
    /// <summary>Accumulators of some pixels to the sum's results, in place.</summary>
    /// <param name="totals">The accumulators, pixel by pixel.</param>
    /// <param name="pixels">The number of pixels.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="other">The first pixel's first addend.</param>
    /// <param name="addendOffsets">Every pixel's distance from there, in bytes.</param>
    /// <param name="epilogue">From accumulator to the convolution's result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Scale<TVectors, TDot, TShort, TInt>(ref int totals, int pixels, ref int biases, ref byte other, ref int addendOffsets, DenseEpilogue epilogue)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var sum = new Sum<TVectors, TDot, TShort, TInt>(this, epilogue, ref biases);
        var (minimum, maximum) = (TVectors.Broadcast(scale.Minimum), TVectors.Broadcast(scale.Maximum));
        for (; pixels > 0; pixels--)
        {
            TDot.StoreInt32(TVectors.Min(TVectors.Max(sum.Of(ref totals, ref Unsafe.AddByteOffset(ref other, addendOffsets)), minimum), maximum), ref totals);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
            addendOffsets = ref Unsafe.Add(ref addendOffsets, 1);
        }
    }

    /// <summary>Accumulators of four pixels, and the next four, all the way to outputs in bytes.</summary>
    /// <param name="totals">The accumulators, pixel by pixel.</param>
    /// <param name="pixels">The number of pixels, a multiple of four.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="other">The first pixel's first addend.</param>
    /// <param name="addendOffsets">Every pixel's distance from there, in bytes.</param>
    /// <param name="epilogue">From accumulator to the convolution's result, and the output.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="outputOffsets">Every pixel's distance from there, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void StoreFours<TVectors, TDot, TShort, TInt>(
        ref int totals, int pixels, ref int biases, ref byte other, ref int addendOffsets, DenseEpilogue epilogue, ref byte to, ref int outputOffsets)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var sum = new Sum<TVectors, TDot, TShort, TInt>(this, epilogue, ref biases);
        var isSigned = epilogue.Output.ZeroPoint != 0;
        var (minimum, maximum) = (epilogue.BytesOf<TVectors, TShort, TInt>(scale.Minimum), epilogue.BytesOf<TVectors, TShort, TInt>(scale.Maximum));
        for (; pixels > 0; pixels -= 4)
        {
            TDot.StoreSaturated(
                sum.Of(ref totals, ref Unsafe.AddByteOffset(ref other, addendOffsets)),
                sum.Of(ref Unsafe.Add(ref totals, TDot.Count), ref Unsafe.AddByteOffset(ref other, Unsafe.Add(ref addendOffsets, 1))),
                sum.Of(ref Unsafe.Add(ref totals, 2 * TDot.Count), ref Unsafe.AddByteOffset(ref other, Unsafe.Add(ref addendOffsets, 2))),
                sum.Of(ref Unsafe.Add(ref totals, 3 * TDot.Count), ref Unsafe.AddByteOffset(ref other, Unsafe.Add(ref addendOffsets, 3))),
                isSigned,
                minimum,
                maximum,
                ref to,
                ref outputOffsets);
            totals = ref Unsafe.Add(ref totals, 4 * TDot.Count);
            addendOffsets = ref Unsafe.Add(ref addendOffsets, 4);
            outputOffsets = ref Unsafe.Add(ref outputOffsets, 4);
        }
    }

    /// <summary>All that turns an accumulator and its addend into their sum, as variables of a loop.</summary>
    private readonly struct Sum<TVectors, TDot, TShort, TInt>
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        private readonly TInt half;
        private readonly TInt minimum;
        private readonly TInt maximum;
        private readonly TInt bias;
        private readonly TInt lastHalf;
        private readonly TInt lastBias;
        private readonly TInt resultSigns;
        private readonly TInt addendSigns;
        private readonly int before;
        private readonly int left;
        private readonly int right;
        private readonly bool hasSign;
        private readonly int resultLeft;
        private readonly int addendLeft;
        private readonly int lastLeft;
        private readonly int lastRight;
        private readonly bool lastHasSign;
        private readonly bool isBytes;
        private readonly bool hasNegated;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Sum(DenseAddend addend, DenseEpilogue epilogue, ref int biases)
        {
            var (first, last) = (epilogue.Scale, addend.scale);
            half = TVectors.Broadcast(first.Half);
            minimum = TVectors.Broadcast(first.Minimum);
            maximum = TVectors.Broadcast(first.Maximum);
            bias = TVectors.Add(TDot.LoadInt32(ref biases), half);
            (before, left, right, hasSign) = (epilogue.WeightShift, first.Left, first.Right, first.HasSign);
            if (epilogue.CanFold)
            {
                bias = TVectors.ShiftRight(bias, before);
                (before, right) = (0, right - before);
            }

            // What rounding adds, and the byte that stands for 0 taken off.
            var zero = addend.Image.ZeroPoint << addend.addendShift;
            lastHalf = TVectors.Broadcast(last.Half);
            lastBias = TVectors.Broadcast(last.Half + (addend.addendSign == 0 ? -zero : zero));
            resultSigns = TVectors.Broadcast(addend.resultSign);
            addendSigns = TVectors.Broadcast(addend.addendSign);
            (resultLeft, addendLeft) = (addend.resultShift, addend.addendShift);
            (lastLeft, lastRight, lastHasSign) = (last.Left, last.Right, last.HasSign);
            isBytes = addend.Image.IsBytes;
            hasNegated = (addend.resultSign | addend.addendSign) != 0;
        }

        /// <summary>The sum of an accumulator's result and an addend, saturated not yet.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal TInt Of(ref int total, ref byte other)
        {
            var value = TDot.LoadInt32(ref total);
            if (before != 0)
            {
                value = TVectors.ShiftLeft(value, before);
            }

            value = DenseScale.Apply<TVectors, TShort, TInt>(TVectors.Add(value, bias), half, minimum, maximum, left, right, hasSign);
            var added = isBytes ? TDot.WidenBytes(ref other) : TDot.WidenInt16(ref other);
            if (hasNegated)
            {
                value = TVectors.Subtract(TVectors.Xor(value, resultSigns), resultSigns);
                added = TVectors.Subtract(TVectors.Xor(added, addendSigns), addendSigns);
            }

            if (resultLeft != 0)
            {
                value = TVectors.ShiftLeft(value, resultLeft);
            }

            if (addendLeft != 0)
            {
                added = TVectors.ShiftLeft(added, addendLeft);
            }

            return DenseScale.Shift<TVectors, TShort, TInt>(TVectors.Add(TVectors.Add(value, added), lastBias), lastHalf, lastLeft, lastRight, lastHasSign);
        }
    }
#endif
}
