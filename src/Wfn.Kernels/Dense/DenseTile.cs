#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// A few pixels times the weights of a vector of output channels, four bytes or two 16-bit values a step. Products are added up to sums,
/// which are added to 32-bit totals where a piece says so.
/// </summary>
/// <remarks>
/// Offsets are the pixels' distances from the input in bytes. Pieces are threes: where the piece begins, in bytes from the pixel's
/// first input; its number of four-byte steps, negative where sums end with it; and what these are then multiplied with.
/// Sums are variables of their own, not arrays: only so they stay in registers.
/// </remarks>
internal static class DenseTile<TWide, TLanes, TSums, TShort, TInt, TSum>
    where TWide : struct, IIntegerLanes<TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TSums : struct, IProductSums<TShort, TInt, TSum>
    where TShort : struct
    where TInt : struct
    where TSum : struct
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
            TSum sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
            for (var i = 0; i < pieceCount; i++)
            {
                ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
                var count = Unsafe.Add(ref pieces, 1);
                for (var rest = count < 0 ? -count : count; rest > 0; rest--)
                {
                    var weight = TLanes.Load(ref weights);
                    sum0 = TSums.Add(sum0, TLanes.Broadcast(ref x), weight);
                    sum1 = TSums.Add(sum1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                    sum2 = TSums.Add(sum2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                    sum3 = TSums.Add(sum3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                    sum4 = TSums.Add(sum4, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
                    sum5 = TSums.Add(sum5, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
                    sum6 = TSums.Add(sum6, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
                    sum7 = TSums.Add(sum7, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel7)), weight);
                    weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                    x = ref Unsafe.Add(ref x, 4);
                }

                if (count < 0)
                {
                    var factor = TSums.Factor(Unsafe.Add(ref pieces, 2));
                    total0 = TSums.End(total0, sum0, factor);
                    total1 = TSums.End(total1, sum1, factor);
                    total2 = TSums.End(total2, sum2, factor);
                    total3 = TSums.End(total3, sum3, factor);
                    total4 = TSums.End(total4, sum4, factor);
                    total5 = TSums.End(total5, sum5, factor);
                    total6 = TSums.End(total6, sum6, factor);
                    total7 = TSums.End(total7, sum7, factor);
                    sum0 = default;
                    sum1 = default;
                    sum2 = default;
                    sum3 = default;
                    sum4 = default;
                    sum5 = default;
                    sum6 = default;
                    sum7 = default;
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
        TSum sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TSums.Add(sum0, TLanes.Broadcast(ref x), weight);
                sum1 = TSums.Add(sum1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                sum2 = TSums.Add(sum2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                sum3 = TSums.Add(sum3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                sum4 = TSums.Add(sum4, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
                sum5 = TSums.Add(sum5, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
                sum6 = TSums.Add(sum6, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                var factor = TSums.Factor(Unsafe.Add(ref pieces, 2));
                total0 = TSums.End(total0, sum0, factor);
                total1 = TSums.End(total1, sum1, factor);
                total2 = TSums.End(total2, sum2, factor);
                total3 = TSums.End(total3, sum3, factor);
                total4 = TSums.End(total4, sum4, factor);
                total5 = TSums.End(total5, sum5, factor);
                total6 = TSums.End(total6, sum6, factor);
                sum0 = default;
                sum1 = default;
                sum2 = default;
                sum3 = default;
                sum4 = default;
                sum5 = default;
                sum6 = default;
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
        TSum sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TSums.Add(sum0, TLanes.Broadcast(ref x), weight);
                sum1 = TSums.Add(sum1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
                sum2 = TSums.Add(sum2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
                sum3 = TSums.Add(sum3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                var factor = TSums.Factor(Unsafe.Add(ref pieces, 2));
                total0 = TSums.End(total0, sum0, factor);
                total1 = TSums.End(total1, sum1, factor);
                total2 = TSums.End(total2, sum2, factor);
                total3 = TSums.End(total3, sum3, factor);
                sum0 = default;
                sum1 = default;
                sum2 = default;
                sum3 = default;
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
        TSum sum0 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var count = Unsafe.Add(ref pieces, 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TSums.Add(sum0, TLanes.Broadcast(ref x), weight);
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                var factor = TSums.Factor(Unsafe.Add(ref pieces, 2));
                total0 = TSums.End(total0, sum0, factor);
                sum0 = default;
            }

            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TileStore<TEnd, TWide, TLanes, TShort, TInt>.One(total0, scale, ref totals, ref to, ref places);
    }
}
#endif
