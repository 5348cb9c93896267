#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>What becomes of the totals of a tile.</summary>
/// <remarks>A kind of tile for each: to ask within one tile made layers with few inputs a sixth slower.</remarks>
internal interface ITileEpilogue
{
    /// <summary>Whether totals become outputs in bytes; otherwise they are stored for the epilogue.</summary>
    static abstract bool IsBytes { get; }

    /// <summary>Outputs of four pixels: one where only the largest of every four totals counts, as scales do not change which one that is.</summary>
    static abstract int OutputsOfFour { get; }
}

/// <summary>Totals are stored for the epilogue.</summary>
internal readonly struct TotalsEpilogue : ITileEpilogue
{
    public static bool IsBytes => false;

    public static int OutputsOfFour => 4;
}

/// <summary>Totals become outputs.</summary>
internal readonly struct BytesEpilogue : ITileEpilogue
{
    public static bool IsBytes => true;

    public static int OutputsOfFour => 4;
}

/// <summary>The largest of every four totals becomes an output.</summary>
internal readonly struct MaxPoolEpilogue : ITileEpilogue
{
    public static bool IsBytes => true;

    public static int OutputsOfFour => 1;
}

/// <summary>From totals to outputs in bytes, for all output channels: a shift to the right, and bounds.</summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal readonly struct TileScale<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TileScale(int right, bool isSigned, TShort minimum, TShort maximum, TInt smallest, TInt largest, TInt zeroPoint)
    {
        Right = right;
        IsSigned = isSigned;
        Minimum = minimum;
        Maximum = maximum;
        Smallest = smallest;
        Largest = largest;
        ZeroPoint = zeroPoint;
    }

    /// <summary>Bits to the right.</summary>
    internal int Right { get; }

    /// <summary>Whether 128 is added to the bytes.</summary>
    internal bool IsSigned { get; }

    /// <summary>The smallest byte, in every byte.</summary>
    internal TShort Minimum { get; }

    /// <summary>The largest byte, in every byte.</summary>
    internal TShort Maximum { get; }

    /// <summary>The smallest output.</summary>
    internal TInt Smallest { get; }

    /// <summary>The largest output.</summary>
    internal TInt Largest { get; }

    /// <summary>The zero point: the byte that stands for 0.</summary>
    internal TInt ZeroPoint { get; }
}

/// <summary>Stores the totals of a tile.</summary>
internal static class TileStore<TEpilogue, TVectors, TDot, TShort, TInt>
    where TEpilogue : struct, ITileEpilogue
    where TVectors : struct, IIntegerVectors<TShort, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Stores those of four pixels.</summary>
    /// <param name="total0">The first pixel's.</param>
    /// <param name="total1">The second's.</param>
    /// <param name="total2">The third's.</param>
    /// <param name="total3">The fourth's.</param>
    /// <param name="scale">From totals to outputs.</param>
    /// <param name="totals">Where totals go, pixel by pixel.</param>
    /// <param name="to">What outputs' places are counted from.</param>
    /// <param name="outputOffsets">The outputOffsets of the outputs, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Four(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int outputOffsets)
    {
        if (!TEpilogue.IsBytes)
        {
            TDot.StoreInt32(total0, ref totals);
            TDot.StoreInt32(total1, ref Unsafe.Add(ref totals, TDot.Count));
            TDot.StoreInt32(total2, ref Unsafe.Add(ref totals, 2 * TDot.Count));
            TDot.StoreInt32(total3, ref Unsafe.Add(ref totals, 3 * TDot.Count));
        }
        else if (TEpilogue.OutputsOfFour == 1)
        {
            Bytes(TVectors.Max(TVectors.Max(total0, total1), TVectors.Max(total2, total3)), scale, ref to, ref outputOffsets);
        }
        else
        {
            TDot.StoreSaturated(
                TVectors.ShiftRight(total0, scale.Right),
                TVectors.ShiftRight(total1, scale.Right),
                TVectors.ShiftRight(total2, scale.Right),
                TVectors.ShiftRight(total3, scale.Right),
                scale.IsSigned,
                scale.Minimum,
                scale.Maximum,
                ref to,
                ref outputOffsets);
        }
    }

    /// <summary>Stores those of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void One(TInt total, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int outputOffsets)
    {
        if (TEpilogue.IsBytes)
        {
            Bytes(total, scale, ref to, ref outputOffsets);
        }
        else
        {
            TDot.StoreInt32(total, ref totals);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bytes(TInt total, in TileScale<TShort, TInt> scale, ref byte to, ref int outputOffsets)
    {
        var value = TVectors.Min(TVectors.Max(TVectors.ShiftRight(total, scale.Right), scale.Smallest), scale.Largest);
        TDot.StoreBytes(TVectors.Add(value, scale.ZeroPoint), ref Unsafe.AddByteOffset(ref to, outputOffsets));
    }
}
#endif
