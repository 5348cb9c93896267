#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

#endif
namespace Wfn.Kernels;

/// <summary>From accumulator to output: value / 2^shift, to nearest with ties away from zero, then saturation.</summary>
/// <remarks>The accumulator with half of 2^shift, or shifted to the left, is proved to fit 32 bits when code is generated.</remarks>
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

    /// <summary>Bits to the right; negative: to the left.</summary>
    internal int Shift => shift;

    /// <summary>The smallest output.</summary>
    internal int Minimum => minimum;

    /// <summary>The largest output.</summary>
    internal int Maximum => maximum;

    /// <summary>value / 2^shift, to nearest with ties away from zero; a negative shift is to the left. All of it fits 32 bits.</summary>
    internal static int Round(int value, int shift)
    {
        if (shift <= 0)
        {
            return value << -shift;
        }

        // A negative value takes one less than half, so that ties go away from zero.
        return (value + (1 << (shift - 1)) + (value >> 31)) >> shift;
    }

    /// <summary>One value.</summary>
    internal short Apply(int value)
    {
        var rounded = Round(value, shift);
        return (short)(rounded < minimum ? minimum : rounded > maximum ? maximum : rounded);
    }

#if NET8_0_OR_GREATER
    /// <summary>The same on 32-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TInt Apply<TVectors, TShort, TInt>(TInt value)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (shift > 0)
        {
            value = TVectors.Add(value, TVectors.Add(TVectors.Broadcast(1 << (shift - 1)), TVectors.ShiftRight(value, 31)));
            value = TVectors.ShiftRight(value, shift);
        }
        else
        {
            value = TVectors.ShiftLeft(value, -shift);
        }

        return TVectors.Min(TVectors.Max(value, TVectors.Broadcast(minimum)), TVectors.Broadcast(maximum));
    }

    /// <summary>The same on pairs of 32-bit lanes, which become the 16-bit lanes at even and odd places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TShort ApplyPairs<TVectors, TShort, TInt>(TInt even, TInt odd)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (shift > 0)
        {
            var half = TVectors.Broadcast(1 << (shift - 1));
            if (minimum < 0)
            {
                // Where no result is negative, a negative tie goes to the minimum either way.
                even = TVectors.Add(even, TVectors.ShiftRight(even, 31));
                odd = TVectors.Add(odd, TVectors.ShiftRight(odd, 31));
            }

            even = TVectors.ShiftRight(TVectors.Add(even, half), shift);
            odd = TVectors.ShiftRight(TVectors.Add(odd, half), shift);
        }
        else if (shift < 0)
        {
            even = TVectors.ShiftLeft(even, -shift);
            odd = TVectors.ShiftLeft(odd, -shift);
        }

        var saturated = TVectors.InterleaveSaturated(even, odd);
        return TVectors.Min(TVectors.Max(saturated, TVectors.BroadcastInt16((short)minimum)), TVectors.BroadcastInt16((short)maximum));
    }
#endif
}
