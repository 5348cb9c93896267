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
    private readonly Rescale rescale;

    /// <summary>Makes an addend.</summary>
    /// <param name="image">The activation that is added.</param>
    /// <param name="resultShift">Left shift of the convolution's result.</param>
    /// <param name="resultNegated">Whether the convolution's result is subtracted.</param>
    /// <param name="addendShift">Left shift of the addend.</param>
    /// <param name="addendNegated">Whether the addend is subtracted.</param>
    /// <param name="rescale">From the sum to the output.</param>
    internal DenseAddend(ChannelsLastImage image, int resultShift, bool resultNegated, int addendShift, bool addendNegated, Rescale rescale)
    {
        Image = image;
        this.resultShift = resultShift;
        resultSign = resultNegated ? -1 : 0;
        this.addendShift = addendShift;
        addendSign = addendNegated ? -1 : 0;
        this.rescale = rescale;
    }

    /// <summary>The activation that is added.</summary>
    internal ChannelsLastImage Image { get; }

    /// <summary>One result.</summary>
    internal int Apply(int value, ReadOnlySpan<byte> other)
    {
        var added = Image.IsBytes ? other[0] - Image.Zero : MemoryMarshal.Cast<byte, short>(other)[0];

        // x ^ -1 is -x - 1: a sign without a branch.
        return rescale.Apply((((value ^ resultSign) - resultSign) << resultShift) + (((added ^ addendSign) - addendSign) << addendShift));
    }

#if NET8_0_OR_GREATER
    /// <summary>The same on a vector of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TInt Apply<TLanes, TDot, TShort, TInt>(TInt value, ref byte other)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TDot : struct, IDotLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var added = Image.IsBytes ? TLanes.Subtract(TDot.WidenBytes(ref other), TLanes.Broadcast(Image.Zero)) : TDot.WidenShorts(ref other);
        if (addendSign != 0)
        {
            added = TLanes.Subtract(default, added);
        }

        if (resultSign != 0)
        {
            value = TLanes.Subtract(default, value);
        }

        var sum = TLanes.Add(TLanes.ShiftLeft(value, resultShift), TLanes.ShiftLeft(added, addendShift));
        return rescale.Apply<TLanes, TShort, TInt>(sum);
    }
#endif
}
