#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>What becomes of the totals of a tile, for the output channels of one vector.</summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal readonly struct TileEnd<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Totals become outputs in bytes: something is added, a shift to the right, and bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TileEnd(bool isPooled, TInt bias, int right, bool isSigned, TShort minimum, TShort maximum, TInt smallest, TInt largest, TInt zero)
    {
        IsBytes = true;
        IsPooled = isPooled;
        Bias = bias;
        Right = right;
        IsSigned = isSigned;
        Minimum = minimum;
        Maximum = maximum;
        Smallest = smallest;
        Largest = largest;
        Zero = zero;
    }

    /// <summary>Whether totals become outputs; otherwise they are stored for the tail.</summary>
    internal bool IsBytes { get; }

    /// <summary>Whether only the largest of every four totals does: scales do not change which one that is.</summary>
    internal bool IsPooled { get; }

    /// <summary>Outputs of four pixels.</summary>
    internal int Places => IsPooled ? 1 : 4;

    /// <summary>What totals start with: the bias, with what rounding adds.</summary>
    internal TInt Bias { get; }

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

    /// <summary>The byte that stands for 0.</summary>
    internal TInt Zero { get; }
}

/// <summary>Stores the totals of a tile.</summary>
/// <remarks>Which way a layer goes is asked once for four pixels; a kind of tile for each way would be half as much code again.</remarks>
internal static class TileStore<TWide, TDot, TShort, TInt>
    where TWide : struct, IIntegerLanes<TShort, TInt>
    where TDot : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Stores those of four pixels.</summary>
    /// <param name="total0">The first pixel's.</param>
    /// <param name="total1">The second's.</param>
    /// <param name="total2">The third's.</param>
    /// <param name="total3">The fourth's.</param>
    /// <param name="end">What becomes of them.</param>
    /// <param name="totals">Where totals go, pixel by pixel.</param>
    /// <param name="to">What outputs' places are counted from.</param>
    /// <param name="places">The places of the outputs, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Four(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileEnd<TShort, TInt> end, ref int totals, ref byte to, ref int places)
    {
        if (!end.IsBytes)
        {
            TDot.StoreInts(total0, ref totals);
            TDot.StoreInts(total1, ref Unsafe.Add(ref totals, TDot.Count));
            TDot.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TDot.Count));
            TDot.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TDot.Count));
        }
        else if (end.IsPooled)
        {
            Bytes(TWide.Max(TWide.Max(total0, total1), TWide.Max(total2, total3)), end, ref to, ref places);
        }
        else
        {
            TDot.StoreSaturated(
                TWide.ShiftRight(total0, end.Right),
                TWide.ShiftRight(total1, end.Right),
                TWide.ShiftRight(total2, end.Right),
                TWide.ShiftRight(total3, end.Right),
                end.IsSigned,
                end.Minimum,
                end.Maximum,
                ref to,
                ref places);
        }
    }

    /// <summary>Stores those of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void One(TInt total, in TileEnd<TShort, TInt> end, ref int totals, ref byte to, ref int places)
    {
        if (end.IsBytes)
        {
            Bytes(total, end, ref to, ref places);
        }
        else
        {
            TDot.StoreInts(total, ref totals);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bytes(TInt total, in TileEnd<TShort, TInt> end, ref byte to, ref int places)
    {
        var value = TWide.Min(TWide.Max(TWide.ShiftRight(total, end.Right), end.Smallest), end.Largest);
        TDot.StoreBytes(TWide.Add(value, end.Zero), ref Unsafe.AddByteOffset(ref to, places));
    }
}
#endif
