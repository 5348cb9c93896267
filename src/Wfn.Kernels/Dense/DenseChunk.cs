#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The accumulators of a chunk of pixels, for the output channels of one vector.</summary>
internal static class DenseChunk<TDot, TShort, TInt>
    where TDot : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Works them out.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="block">The output channels.</param>
    /// <param name="tiles">How many pixels to work on at once, one after another.</param>
    /// <param name="from">The first pixel's first input; reads may go past what is needed by a vector.</param>
    /// <param name="offsets">Every pixel's distance from the first in bytes.</param>
    /// <param name="isBytes">Whether inputs are bytes.</param>
    /// <param name="totals">Receives the accumulators, pixel by pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(
        DenseShape shape, DenseWeights weights, DenseBlock block, int[] tiles, ReadOnlySpan<byte> from, int[] offsets, bool isBytes, Span<int> totals)
    {
        ref var weight = ref weights.Packed.At(block.WeightStart);
        ref var pieces = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(weights.Pieces), block.PieceStart);
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var offset = ref offsets[0];
        ref var total = ref MemoryMarshal.GetReference(totals);
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = Take(tiles, ref i, !shape.IsDepthwise);
            switch (shape.StepElements)
            {
                case 4:
                case 2:
                    Run<TotalsEnd<TDot, TShort, TInt>>(
                        shape, width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total, default, ref input, ref offset);
                    break;
                case 1 when isBytes:
                    RunOwn<OwnByte<TDot, TShort, TInt>>(width, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                default:
                    RunOwn<OwnShort<TDot, TShort, TInt>>(width, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
            }

            offset = ref Unsafe.Add(ref offset, width * times);
            total = ref Unsafe.Add(ref total, width * times * TDot.Count);
        }
    }

    /// <summary>Goes all the way to outputs in bytes, where a tail is nothing but a scale.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="block">The output channels, a whole vector of them.</param>
    /// <param name="tiles">How many pixels to work on at once, one after another.</param>
    /// <param name="from">The first pixel's first input; reads may go past what is needed by a vector.</param>
    /// <param name="offsets">Every pixel's distance from the first in bytes.</param>
    /// <param name="tail">From accumulators to outputs.</param>
    /// <param name="biases">The biases of the output channels.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="places">Every output's distance from there, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RunToBytes<TLanes>(
        DenseShape shape,
        DenseWeights weights,
        DenseBlock block,
        int[] tiles,
        ReadOnlySpan<byte> from,
        int[] offsets,
        DenseTail tail,
        ref int biases,
        ref byte to,
        int[] places)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
    {
        ref var weight = ref weights.Packed.At(block.WeightStart);
        ref var pieces = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(weights.Pieces), block.PieceStart);
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var offset = ref offsets[0];
        ref var place = ref places[0];

        // Nothing writes totals here; biases stand in their place.
        var scale = tail.TileScale<TLanes, TDot, TShort, TInt>(ref biases);
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = Take(tiles, ref i, true);
            if (tail.PoolPixels > 1)
            {
                Run<LargestEnd<TDot, TLanes, TShort, TInt>>(
                    shape, width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref biases, scale, ref to, ref place);
            }
            else
            {
                Run<BytesEnd<TDot, TLanes, TShort, TInt>>(
                    shape, width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref biases, scale, ref to, ref place);
            }

            offset = ref Unsafe.Add(ref offset, width * times);
            place = ref Unsafe.Add(ref place, width * times / tail.PoolPixels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TEnd>(
        DenseShape shape,
        int width,
        int times,
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd<TShort, TInt>
    {
        if (shape.StepElements == 4)
        {
            RunBytes<TEnd>(shape.Sums, width, times, ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
        }
        else
        {
            RunShorts<TEnd>(width, times, ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
        }
    }

    // The next tile, and how often: all of eight pixels that follow one another go in one call.
    private static (int Width, int Times) Take(int[] tiles, ref int next, bool canRepeat)
    {
        var (width, times) = (tiles[next++], 1);
        while (width == 8 && canRepeat && next < tiles.Length && tiles[next] == 8)
        {
            times++;
            next++;
        }

        return (width, times);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunBytes<TEnd>(
        int sums,
        int width,
        int times,
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd<TShort, TInt>
    {
        switch (sums)
        {
            case ByteSums.Int32:
                RunBytes<IntSums<TDot, TShort, TInt>, TInt, TEnd>(width, times, ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            case ByteSums.Int32OfSigned:
                RunBytes<SignedIntSums<TDot, TShort, TInt>, TInt, TEnd>(width, times, ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            default:
                RunBytes<ShortSums<TDot, TShort, TInt>, TShort, TEnd>(width, times, ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
        }
    }

    private static void RunBytes<TSums, TSum, TEnd>(
        int width,
        int times,
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TSums : struct, IByteSums<TShort, TInt, TSum>
        where TSum : struct
        where TEnd : struct, ITileEnd<TShort, TInt>
    {
        switch (width)
        {
            case 8:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run8<TEnd>(
                    ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, times, scale, ref to, ref places);
                break;
            case 7:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run7<TEnd>(
                    ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            case 4:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run4<TEnd>(
                    ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            default:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run1<TEnd>(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
        }
    }

    private static void RunShorts<TEnd>(
        int width,
        int times,
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref int pieces,
        int pieceCount,
        ref int totals,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int places)
        where TEnd : struct, ITileEnd<TShort, TInt>
    {
        switch (width)
        {
            case 8:
                ShortTile<TDot, TShort, TInt>.Run8<TEnd>(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, times, scale, ref to, ref places);
                break;
            case 7:
                ShortTile<TDot, TShort, TInt>.Run7<TEnd>(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            case 4:
                ShortTile<TDot, TShort, TInt>.Run4<TEnd>(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
            default:
                ShortTile<TDot, TShort, TInt>.Run1<TEnd>(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, scale, ref to, ref places);
                break;
        }
    }

    private static void RunOwn<TOperand>(
        int width, ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
        where TOperand : struct, IDotOperand<TShort>
    {
        switch (width)
        {
            case 8:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run8(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 7:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run7(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 4:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run4(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            default:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run1(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
        }
    }
}
#endif
