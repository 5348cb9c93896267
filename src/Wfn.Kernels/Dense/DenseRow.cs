#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The accumulators of a row's pixels, for the output channels of one vector.</summary>
internal static class DenseRow<TLanes, TDot, TShort, TInt>
    where TLanes : struct, IIntegerLanes<TShort, TInt>
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
    /// <param name="pixel">Distance between two pixels' inputs in bytes.</param>
    /// <param name="isBytes">Whether inputs are bytes.</param>
    /// <param name="totals">Receives the accumulators, pixel by pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(
        DenseShape shape, DenseWeights weights, DenseBlock block, int[] tiles, ReadOnlySpan<byte> from, int pixel, bool isBytes, Span<int> totals)
    {
        ref var weight = ref weights.Packed[weights.Start + block.WeightStart];
        ref var pieces = ref weights.Pieces[block.PieceStart];
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var total = ref MemoryMarshal.GetReference(totals);
        foreach (var width in tiles)
        {
            switch (shape.StepElements)
            {
                case 4:
                    RunBytes(width, ref input, pixel, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                case 2:
                    RunShorts<SharedPair<TDot, TShort, TInt>>(width, ref input, pixel, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                case 1 when isBytes:
                    RunShorts<OwnByte<TDot, TShort, TInt>>(width, ref input, pixel, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
                default:
                    RunShorts<OwnShort<TDot, TShort, TInt>>(width, ref input, pixel, ref weight, ref pieces, block.PieceCount, ref total);
                    break;
            }

            input = ref Unsafe.AddByteOffset(ref input, (nint)width * pixel);
            total = ref Unsafe.Add(ref total, width * TDot.Count);
        }
    }

    private static void RunBytes(int width, ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        switch (width)
        {
            case 8:
                ByteTile<TDot, TShort, TInt>.Run8(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 7:
                ByteTile<TDot, TShort, TInt>.Run7(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 4:
                ByteTile<TDot, TShort, TInt>.Run4(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            default:
                ByteTile<TDot, TShort, TInt>.Run1(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
        }
    }

    private static void RunShorts<TOperand>(
        int width, ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
        where TOperand : struct, IDotOperand<TShort>
    {
        switch (width)
        {
            case 8:
                ShortTile<TDot, TOperand, TShort, TInt>.Run8(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 7:
                ShortTile<TDot, TOperand, TShort, TInt>.Run7(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            case 4:
                ShortTile<TDot, TOperand, TShort, TInt>.Run4(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
            default:
                ShortTile<TDot, TOperand, TShort, TInt>.Run1(ref input, pixel, ref weights, ref pieces, pieceCount, ref totals);
                break;
        }
    }
}
#endif
