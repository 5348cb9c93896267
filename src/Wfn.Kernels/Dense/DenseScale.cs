using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif

namespace Wfn.Kernels;

/// <summary>Rescale and saturation as <see cref="Rescale"/>, with everything that a loop over vectors needs at hand.</summary>
internal sealed class DenseScale
{
    private readonly Rescale rescale;

    /// <summary>Makes a scale.</summary>
    /// <param name="shift">Bits to the right; negative: to the left.</param>
    /// <param name="minimum">The smallest output.</param>
    /// <param name="maximum">The largest output.</param>
    internal DenseScale(int shift, int minimum, int maximum)
    {
        rescale = new Rescale(shift, minimum, maximum);
        Right = Math.Max(0, shift);
        Left = Math.Max(0, -shift);
        Half = shift > 0 ? 1 << (shift - 1) : 0;
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>Bits to the right.</summary>
    internal int Right { get; }

    /// <summary>Bits to the left.</summary>
    internal int Left { get; }

    /// <summary>What rounding adds.</summary>
    internal int Half { get; }

    /// <summary>The smallest output.</summary>
    internal int Minimum { get; }

    /// <summary>The largest output.</summary>
    internal int Maximum { get; }

    /// <summary>Whether ties below 0 must be told from those above: where no output is negative, they all end at the minimum.</summary>
    internal bool HasSign => Minimum < 0 && Right > 0;

    /// <summary>One value.</summary>
    internal int Apply(int value) => rescale.Apply(value);

#if NET8_0_OR_GREATER
    /// <summary>A vector to which <see cref="Half"/> was added already, all parts of a scale being variables of the caller's loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TInt Apply<TVectors, TShort, TInt>(TInt value, TInt half, TInt minimum, TInt maximum, int left, int right, bool hasSign)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        TVectors.Min(TVectors.Max(Shift<TVectors, TShort, TInt>(value, half, left, right, hasSign), minimum), maximum);

    /// <summary>The same without saturation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TInt Shift<TVectors, TShort, TInt>(TInt value, TInt half, int left, int right, bool hasSign)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (hasSign)
        {
            value = TVectors.Add(value, TVectors.ShiftRight(TVectors.Subtract(value, half), 31));
        }

        if (left != 0)
        {
            value = TVectors.ShiftLeft(value, left);
        }

        return TVectors.ShiftRight(value, right);
    }
#endif
}
