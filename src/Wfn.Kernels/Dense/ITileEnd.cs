#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>What becomes of the totals of a tile's pixels.</summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal interface ITileEnd<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>What totals start with.</summary>
    static abstract TInt First(in TileScale<TShort, TInt> scale);

    /// <summary>Places that outputs of four pixels have.</summary>
    static abstract int Places { get; }

    /// <summary>Stores the totals of four pixels, or the largest of them.</summary>
    /// <param name="total0">The first pixel's.</param>
    /// <param name="total1">The second's.</param>
    /// <param name="total2">The third's.</param>
    /// <param name="total3">The fourth's.</param>
    /// <param name="scale">From totals to outputs.</param>
    /// <param name="totals">Where totals go, pixel by pixel.</param>
    /// <param name="to">What outputs' places are counted from.</param>
    /// <param name="places">The places of the outputs, in bytes.</param>
    static abstract void Store(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places);

    /// <summary>Stores one total.</summary>
    static abstract void Store(TInt total, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places);
}

/// <summary>From totals to bytes, for the output channels of one vector: what is added, a shift to the right, and bounds.</summary>
internal readonly struct TileScale<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TileScale(TInt bias, int right, bool isSigned, TShort minimum, TShort maximum, TInt smallest, TInt largest, TInt zero)
    {
        Bias = bias;
        Right = right;
        IsSigned = isSigned;
        Minimum = minimum;
        Maximum = maximum;
        Smallest = smallest;
        Largest = largest;
        Zero = zero;
    }

    /// <summary>What is added, with what rounding adds.</summary>
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

/// <summary>Totals are kept for the tail.</summary>
internal readonly struct TotalsEnd<TLanes, TShort, TInt> : ITileEnd<TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static int Places => 4;

    public static TInt First(in TileScale<TShort, TInt> scale) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places)
    {
        TLanes.StoreInts(total0, ref totals);
        TLanes.StoreInts(total1, ref Unsafe.Add(ref totals, TLanes.Count));
        TLanes.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TLanes.Count));
        TLanes.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TLanes.Count));
    }

    public static void Store(TInt total, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places) =>
        TLanes.StoreInts(total, ref totals);
}

/// <summary>Totals become outputs while they are in registers.</summary>
internal readonly struct BytesEnd<TLanes, TWide, TShort, TInt> : ITileEnd<TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TWide : struct, IIntegerLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static int Places => 4;

    public static TInt First(in TileScale<TShort, TInt> scale) => scale.Bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places) =>
        TLanes.StoreSaturated(
            TWide.ShiftRight(total0, scale.Right),
            TWide.ShiftRight(total1, scale.Right),
            TWide.ShiftRight(total2, scale.Right),
            TWide.ShiftRight(total3, scale.Right),
            scale.IsSigned,
            scale.Minimum,
            scale.Maximum,
            ref to,
            ref places);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TInt total, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places)
    {
        var value = TWide.Min(TWide.Max(TWide.ShiftRight(total, scale.Right), scale.Smallest), scale.Largest);
        TLanes.StoreBytes(TWide.Add(value, scale.Zero), ref Unsafe.AddByteOffset(ref to, places));
    }
}

/// <summary>The largest of every four totals becomes an output: scales do not change which one that is.</summary>
internal readonly struct LargestEnd<TLanes, TWide, TShort, TInt> : ITileEnd<TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TWide : struct, IIntegerLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static int Places => 1;

    public static TInt First(in TileScale<TShort, TInt> scale) => scale.Bias;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        TInt total0, TInt total1, TInt total2, TInt total3, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places) =>
        Store(TWide.Max(TWide.Max(total0, total1), TWide.Max(total2, total3)), scale, ref totals, ref to, ref places);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TInt total, in TileScale<TShort, TInt> scale, ref int totals, ref byte to, ref int places) =>
        BytesEnd<TLanes, TWide, TShort, TInt>.Store(total, scale, ref totals, ref to, ref places);
}
#endif
