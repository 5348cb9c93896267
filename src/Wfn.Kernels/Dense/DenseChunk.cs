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
            // Bytes take all tiles of eight that follow one another in one call.
            var (width, times) = (tiles[i++], 1);
            while (width == 8 && shape.StepElements == 4 && i < tiles.Length && tiles[i] == 8)
            {
                times++;
                i++;
            }

            switch (shape.StepElements)
            {
                case 4 when shape.Sums == ByteSums.Int32:
                    RunBytes<IntSums<TDot, TShort, TInt>, TInt>(width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                case 4 when shape.Sums == ByteSums.Int32OfSigned:
                    RunBytes<SignedIntSums<TDot, TShort, TInt>, TInt>(width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                case 4:
                    RunBytes<ShortSums<TDot, TShort, TInt>, TShort>(width, times, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                case 2:
                    RunShorts(width, ref input, ref offset, ref weight, ref pieces, block.PieceCount, ref total);
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

    private static void RunBytes<TSums, TSum>(
        int width, int times, ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
        where TSums : struct, IByteSums<TShort, TInt, TSum>
        where TSum : struct
    {
        switch (width)
        {
            case 8:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run8(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals, times);
                break;
            case 7:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run7(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 4:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run4(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            default:
                ByteTile<TDot, TSums, TShort, TInt, TSum>.Run1(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
        }
    }

    private static void RunShorts(int width, ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        switch (width)
        {
            case 8:
                ShortTile<TDot, TShort, TInt>.Run8(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 7:
                ShortTile<TDot, TShort, TInt>.Run7(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 4:
                ShortTile<TDot, TShort, TInt>.Run4(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
                break;
            default:
                ShortTile<TDot, TShort, TInt>.Run1(ref input, ref offsets, ref weights, ref pieces, pieceCount, ref totals);
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
