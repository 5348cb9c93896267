#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The accumulators of a row tile of pixels, for the output channels of one vector.</summary>
internal static class DenseRowTile<TVectors, TDot, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Computes them.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="block">The output channels.</param>
    /// <param name="tiles">How many pixels to work on at once, one after another.</param>
    /// <param name="from">The first pixel's first input; reads may go past what is needed by a vector.</param>
    /// <param name="offsets">Every pixel's distance from the first in bytes.</param>
    /// <param name="isBytes">Whether inputs are bytes.</param>
    /// <param name="totals">Receives the accumulators, pixel by pixel, unless they become outputs at once.</param>
    /// <param name="start">What accumulators start with that become outputs at once.</param>
    /// <param name="scale">From accumulators to outputs, where they become outputs at once.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="outputOffsets">Every output's distance from there, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TEpilogue>(
        DenseShape shape,
        DenseWeights weights,
        DenseBlock block,
        int[] tiles,
        ReadOnlySpan<byte> from,
        int[] offsets,
        bool isBytes,
        Span<int> totals,
        ref int start,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        int[] outputOffsets)
        where TEpilogue : struct, ITileEpilogue
    {
        ref var weight = ref weights.Packed.At(block.WeightStart);
        ref var runs = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(weights.Runs), block.Segment);
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var offset = ref offsets[0];
        ref var outputOffset = ref outputOffsets[0];
        ref var total = ref MemoryMarshal.GetReference(totals);
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = DenseTiles.Take(tiles, ref i, shape.IsDepthwise ? int.MaxValue : 8);
            switch (shape.StepElements)
            {
                case 4 when DotSupport.HasInt32 && shape.Accumulation == DotAccumulation.Int32:
                    RunTiles<Int32Accumulator<TDot, TShort, TInt>, TInt, TEpilogue>(
                        width, times, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total, ref start, scale, ref to, ref outputOffset);
                    break;
                case 4 when DotSupport.HasInt32SignedInputs && shape.Accumulation == DotAccumulation.Int32SignedInputs:
                    RunTiles<Int32SignedInputAccumulator<TDot, TShort, TInt>, TInt, TEpilogue>(
                        width, times, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total, ref start, scale, ref to, ref outputOffset);
                    break;
                case 4:
                    RunTiles<Int16PairAccumulator<TDot, TShort, TInt>, TShort, TEpilogue>(
                        width, times, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total, ref start, scale, ref to, ref outputOffset);
                    break;
                case 2:
                    RunTiles<Int16InputAccumulator<TDot, TShort, TInt>, TInt, TEpilogue>(
                        width, times, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total, ref start, scale, ref to, ref outputOffset);
                    break;
                case 1 when isBytes:
                    RunOwn<ByteOperand<TDot, TShort, TInt>>(width, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total);
                    break;
                default:
                    RunOwn<Int16Operand<TDot, TShort, TInt>>(width, ref input, ref offset, ref weight, ref runs, block.SegmentCount, ref total);
                    break;
            }

            offset = ref Unsafe.Add(ref offset, width * times);

            // Accumulators that are outputs already need no room, others no place.
            outputOffset = ref Unsafe.Add(ref outputOffset, TEpilogue.IsBytes ? width * times * TEpilogue.OutputsOfFour / DenseEpilogue.PooledPixels : 0);
            total = ref Unsafe.Add(ref total, TEpilogue.IsBytes ? 0 : width * times * TDot.Count);
        }
    }

    private static void RunTiles<TAccumulator, TSum, TEpilogue>(
        int width,
        int times,
        ref byte input,
        ref int offsets,
        ref byte weights,
        ref DotRun runs,
        int runCount,
        ref int totals,
        ref int start,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        ref int outputOffsets)
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TSum : struct
        where TEpilogue : struct, ITileEpilogue
    {
        switch (width)
        {
            case 8:
                DenseTile<TVectors, TDot, TAccumulator, TShort, TInt, TSum>.Run8<TEpilogue>(
                    ref input, ref offsets, ref weights, ref runs, runCount, ref totals, times, ref start, scale, ref to, ref outputOffsets);
                break;
            case 4:
                DenseTile<TVectors, TDot, TAccumulator, TShort, TInt, TSum>.Run4<TEpilogue>(
                    ref input, ref offsets, ref weights, ref runs, runCount, ref totals, ref start, scale, ref to, ref outputOffsets);
                break;
            default:
                DenseTile<TVectors, TDot, TAccumulator, TShort, TInt, TSum>.Run1<TEpilogue>(ref input, ref offsets, ref weights, ref runs, runCount, ref totals, ref start, scale, ref to, ref outputOffsets);
                break;
        }
    }

    private static void RunOwn<TOperand>(
        int width, ref byte input, ref int offsets, ref byte weights, ref DotRun runs, int runCount, ref int totals)
        where TOperand : struct, IDotOperand<TShort>
    {
        switch (width)
        {
            case 8:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run8(ref input, ref offsets, ref weights, ref runs, runCount, ref totals);
                break;
            case 4:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run4(ref input, ref offsets, ref weights, ref runs, runCount, ref totals);
                break;
            default:
                DepthwiseTile<TDot, TOperand, TShort, TInt>.Run1(ref input, ref offsets, ref weights, ref runs, runCount, ref totals);
                break;
        }
    }
}
#endif
