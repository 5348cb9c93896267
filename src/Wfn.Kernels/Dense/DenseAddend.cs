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

    /// <summary>One result.</summary>
    internal int Apply(int value, ReadOnlySpan<byte> other)
    {
        var added = Image.IsBytes ? other[0] - Image.Zero : MemoryMarshal.Cast<byte, short>(other)[0];

        // x ^ -1 is -x - 1: a sign without a branch.
        return scale.Apply((((value ^ resultSign) - resultSign) << resultShift) + (((added ^ addendSign) - addendSign) << addendShift));
    }

#if NET8_0_OR_GREATER
    /// <summary>Accumulators of some pixels to the sum's results, in place.</summary>
    /// <param name="totals">The accumulators, pixel by pixel.</param>
    /// <param name="pixels">The number of pixels.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="other">The first pixel's first addend.</param>
    /// <param name="places">Every pixel's distance from there, in bytes.</param>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="first">From accumulator to the convolution's result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Scale<TLanes, TDot, TShort, TInt>(
        ref int totals, int pixels, ref int biases, ref byte other, ref int places, int weightShift, DenseScale first)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (half, minimum, maximum) = (TLanes.Broadcast(first.Half), TLanes.Broadcast(first.Minimum), TLanes.Broadcast(first.Maximum));
        var bias = TLanes.Add(TDot.LoadInts(ref biases), half);
        var (left, right, hasSign) = (first.Left, first.Right, first.HasSign);
        var (lastHalf, lastMinimum, lastMaximum) = (TLanes.Broadcast(scale.Half), TLanes.Broadcast(scale.Minimum), TLanes.Broadcast(scale.Maximum));
        var (lastLeft, lastRight, lastHasSign) = (scale.Left, scale.Right, scale.HasSign);
        var (resultSigns, addendSigns) = (TLanes.Broadcast(resultSign), TLanes.Broadcast(addendSign));
        var (resultLeft, addendLeft, isBytes, hasNegated) = (resultShift, addendShift, Image.IsBytes, (resultSign | addendSign) != 0);

        // What rounding adds, and the byte that stands for 0 taken off.
        var zero = Image.Zero << addendLeft;
        var lastBias = TLanes.Broadcast(scale.Half + (addendSign == 0 ? -zero : zero));
        for (; pixels > 0; pixels--)
        {
            var value = TDot.LoadInts(ref totals);
            if (weightShift != 0)
            {
                value = TLanes.ShiftLeft(value, weightShift);
            }

            value = DenseScale.Apply<TLanes, TShort, TInt>(TLanes.Add(value, bias), half, minimum, maximum, left, right, hasSign);
            ref var source = ref Unsafe.AddByteOffset(ref other, places);
            var added = isBytes ? TDot.WidenBytes(ref source) : TDot.WidenShorts(ref source);
            if (hasNegated)
            {
                value = TLanes.Subtract(TLanes.Xor(value, resultSigns), resultSigns);
                added = TLanes.Subtract(TLanes.Xor(added, addendSigns), addendSigns);
            }

            value = TLanes.Add(TLanes.ShiftLeft(value, resultLeft), TLanes.Add(TLanes.ShiftLeft(added, addendLeft), lastBias));
            TDot.StoreInts(
                DenseScale.Apply<TLanes, TShort, TInt>(value, lastHalf, lastMinimum, lastMaximum, lastLeft, lastRight, lastHasSign), ref totals);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
            places = ref Unsafe.Add(ref places, 1);
        }
    }
#endif
}
