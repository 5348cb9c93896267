#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// A few pixels times the 16-bit weights of a vector of output channels, added up in 32 bits. Offsets and pieces are those of
/// <see cref="ByteTile{TWide, TLanes, TSums, TShort, TInt, TSum}"/>; a step is two 16-bit values.
/// </summary>
internal static class ShortTile<TWide, TLanes, TShort, TInt>
    where TWide : struct, IIntegerLanes<TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Eight pixels, and the next eight, as often as said: a call takes as long as some steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8<TEnd>(
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        int times,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd
    {
        ref var firstWeights = ref weights;
        ref var firstPieces = ref pieces;
        for (; times > 0; times--)
        {
            weights = ref firstWeights;
            pieces = ref firstPieces;
            nint first = offsets;
            var pixel1 = Unsafe.Add(ref offsets, 1) - first;
            var pixel2 = Unsafe.Add(ref offsets, 2) - first;
            var pixel3 = Unsafe.Add(ref offsets, 3) - first;
            var pixel4 = Unsafe.Add(ref offsets, 4) - first;
            var pixel5 = Unsafe.Add(ref offsets, 5) - first;
            var pixel6 = Unsafe.Add(ref offsets, 6) - first;
            var pixel7 = Unsafe.Add(ref offsets, 7) - first;
            var total0 = scale.Bias;
            TInt total1 = total0, total2 = total0, total3 = total0, total4 = total0, total5 = total0, total6 = total0, total7 = total0;
            for (var i = 0; i < pieceCount; i++)
            {
                ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
                var count = Unsafe.Add(ref pieces, 1);
                for (var rest = count < 0 ? -count : count; rest > 0; rest--)
                {
                    var weight = TLanes.Load(ref weights);
                    total0 = TLanes.AddProducts(total0, TLanes.Broadcast(ref x), weight);
                    total1 = TLanes.AddProducts(total1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                    total2 = TLanes.AddProducts(total2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                    total3 = TLanes.AddProducts(total3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                    total4 = TLanes.AddProducts(total4, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
                    total5 = TLanes.AddProducts(total5, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
                    total6 = TLanes.AddProducts(total6, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
                    total7 = TLanes.AddProducts(total7, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel7)), weight);
                    weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                    x = ref Unsafe.Add(ref x, 4);
                }

                pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
            }

            TileStore<TEnd, TWide, TLanes, TShort, TInt>.Four(total0, total1, total2, total3, scale, ref totals, ref to, ref places);
            TileStore<TEnd, TWide, TLanes, TShort, TInt>.Four(total4, total5, total6, total7, scale, ref Unsafe.Add(ref totals, 4 * TLanes.Count), ref to, ref Unsafe.Add(ref places, TEnd.Places));
            offsets = ref Unsafe.Add(ref offsets, 8);
            places = ref Unsafe.Add(ref places, TEnd.IsBytes ? 2 * TEnd.Places : 0);
            totals = ref Unsafe.Add(ref totals, TEnd.IsBytes ? 0 : 8 * TLanes.Count);
        }
    }

    /// <summary>Seven pixels; the fourth is stored twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run7<TEnd>(
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var total0 = scale.Bias;
        TInt total1 = total0, total2 = total0, total3 = total0, total4 = total0, total5 = total0, total6 = total0;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.AddProducts(total0, TLanes.Broadcast(ref x), weight);
                total1 = TLanes.AddProducts(total1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                total2 = TLanes.AddProducts(total2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                total3 = TLanes.AddProducts(total3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                total4 = TLanes.AddProducts(total4, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
                total5 = TLanes.AddProducts(total5, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
                total6 = TLanes.AddProducts(total6, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TileStore<TEnd, TWide, TLanes, TShort, TInt>.Four(total0, total1, total2, total3, scale, ref totals, ref to, ref places);
        TileStore<TEnd, TWide, TLanes, TShort, TInt>.Four(total3, total4, total5, total6, scale, ref Unsafe.Add(ref totals, 3 * TLanes.Count), ref to, ref Unsafe.Add(ref places, 3));
    }

    /// <summary>Four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run4<TEnd>(
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var total0 = scale.Bias;
        TInt total1 = total0, total2 = total0, total3 = total0;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.AddProducts(total0, TLanes.Broadcast(ref x), weight);
                total1 = TLanes.AddProducts(total1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                total2 = TLanes.AddProducts(total2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                total3 = TLanes.AddProducts(total3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TileStore<TEnd, TWide, TLanes, TShort, TInt>.Four(total0, total1, total2, total3, scale, ref totals, ref to, ref places);
    }

    /// <summary>One pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1<TEnd>(
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd
    {
        nint first = offsets;
        var total0 = scale.Bias;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.AddProducts(total0, TLanes.Broadcast(ref x), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TileStore<TEnd, TWide, TLanes, TShort, TInt>.One(total0, scale, ref totals, ref to, ref places);
    }
}
#endif
