#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

#endif
namespace Wfn.Kernels;

/// <summary>From accumulator to output: value / 2^shift, to nearest with ties away from zero, then saturation.</summary>
internal readonly struct Rescale
{
    private readonly int shift;
    private readonly int minimum;
    private readonly int maximum;

    /// <summary>A rescale to the range of the output's format (or a part of it).</summary>
    /// <param name="shift">Bits to the right; negative: to the left. From -31 to 31.</param>
    /// <param name="minimum">The smallest output, at least -32768.</param>
    /// <param name="maximum">The largest output, at most 32767.</param>
    internal Rescale(int shift, int minimum, int maximum)
    {
        this.shift = shift;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /// <summary>One value.</summary>
    internal short Apply(int value)
    {
        long result = value;
        if (shift > 0)
        {
            var half = 1L << (shift - 1);
            result = value >= 0 ? (result + half) >> shift : -((half - result) >> shift);
        }
        else
        {
            result <<= -shift;
        }

        return (short)(result < minimum ? minimum : result > maximum ? maximum : result);
    }

#if NET8_0_OR_GREATER
    /// <summary>The same on 32-bit lanes, which never hold more than 32 bits on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TInt Apply<TLanes, TShort, TInt>(TInt value)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (shift > 15)
        {
            // Half may not fit beside the value: round in two steps, the second on what is left.
            value = TLanes.Max(value, TLanes.Broadcast(-int.MaxValue));
            value = TLanes.ShiftRight(TLanes.Add(value, TLanes.ShiftRight(value, 31)), shift - 1);
            value = TLanes.ShiftRight(TLanes.Add(value, TLanes.Broadcast(1)), 1);
            return Clamp<TLanes, TShort, TInt>(value, minimum, maximum);
        }

        if (shift > 0)
        {
            // Saturating first leaves room for half; a negative value takes one less, so that ties go away from zero.
            value = Clamp<TLanes, TShort, TInt>(value, minimum << shift, maximum << shift);
            value = TLanes.Add(value, TLanes.Add(TLanes.Broadcast(1 << (shift - 1)), TLanes.ShiftRight(value, 31)));
            return TLanes.ShiftRight(value, shift);
        }

        if (shift < 0)
        {
            // What is past 16 bits saturates anyway.
            value = Clamp<TLanes, TShort, TInt>(value, -32768, 32768);
            value = TLanes.ShiftLeft(value, shift < -15 ? 15 : -shift);
        }

        return Clamp<TLanes, TShort, TInt>(value, minimum, maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Clamp<TLanes, TShort, TInt>(TInt value, int minimum, int maximum)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        TLanes.Min(TLanes.Max(value, TLanes.Broadcast(minimum)), TLanes.Broadcast(maximum));
#endif
}
