#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>Two vectors of output channels that have one accumulation schedule, as tiles need them.</summary>
internal readonly struct DensePair
{
    internal DensePair(int runCount, int weightDistance, int totalsDistance)
    {
        RunCount = runCount;
        WeightDistance = weightDistance;
        TotalsDistance = totalsDistance;
    }

    /// <summary>The number of runs.</summary>
    internal int RunCount { get; }

    /// <summary>Bytes from the first vector's weights to the second one's.</summary>
    internal nint WeightDistance { get; }

    /// <summary>The same from totals to totals, in elements.</summary>
    internal int TotalsDistance { get; }
}

/// <summary>The accumulators of a row tile of pixels, for two vectors of output channels.</summary>
internal static class DensePairRowTile<TVectors, TDot, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Computes them.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="block">The first vector's output channels.</param>
    /// <param name="pair">Both vectors.</param>
    /// <param name="tiles">How many pixels to work on at once, one after another.</param>
    /// <param name="input">The first pixel's first input; reads may go past what is needed by a vector.</param>
    /// <param name="offsets">Every pixel's distance from the first in bytes.</param>
    /// <param name="totals">Receives the accumulators, vector by vector and pixel by pixel, unless they become outputs at once.</param>
    /// <param name="start">What accumulators start with that become outputs at once.</param>
    /// <param name="scale">From accumulators to outputs, where they become outputs at once.</param>
    /// <param name="to">The first output of the first pixel.</param>
    /// <param name="outputOffsets">Every output's distance from there, in bytes.</param>
    internal static void Run<TEpilogue>(
        DenseShape shape,
        DenseWeights weights,
        DenseBlock block,
        in DensePair pair,
        int[] tiles,
        ref byte input,
        int[] offsets,
        ref int totals,
        ref int start,
        in TileScale<TShort, TInt> scale,
        ref byte to,
        int[] outputOffsets)
        where TEpilogue : struct, ITileEpilogue
    {
        ref var weight = ref weights.Packed.At(block.WeightStart);
        ref var run = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(weights.Runs), block.Segment);
        ref var offset = ref offsets[0];
        ref var outputOffset = ref outputOffsets[0];
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = DenseTiles.Take(tiles, ref i);
            switch (shape.StepElements)
            {
                case 2:
                    RunTiles<Int16InputAccumulator<TDot, TShort, TInt>, TInt, TEpilogue>(width, times, ref input, ref offset, pair, ref weight, ref run, ref totals, ref start, scale, ref to, ref outputOffset);
                    break;
                case 4 when DotSupport.HasInt32 && shape.Accumulation == DotAccumulation.Int32:
                    RunTiles<Int32Accumulator<TDot, TShort, TInt>, TInt, TEpilogue>(width, times, ref input, ref offset, pair, ref weight, ref run, ref totals, ref start, scale, ref to, ref outputOffset);
                    break;
                default:
                    RunTiles<Int16PairAccumulator<TDot, TShort, TInt>, TShort, TEpilogue>(width, times, ref input, ref offset, pair, ref weight, ref run, ref totals, ref start, scale, ref to, ref outputOffset);
                    break;
            }

            offset = ref Unsafe.Add(ref offset, width * times);
            outputOffset = ref Unsafe.Add(ref outputOffset, TEpilogue.IsBytes ? width * times * TEpilogue.OutputsOfFour / DenseEpilogue.PooledPixels : 0);
            totals = ref Unsafe.Add(ref totals, TEpilogue.IsBytes ? 0 : width * times * TDot.Count);
        }
    }

    private static void RunTiles<TAccumulator, TSum, TEpilogue>(
        int width,
        int times,
        ref byte input,
        ref int offsets,
        in DensePair pair,
        ref byte weights,
        ref DotRun runs,
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
            case 4:
                DensePairTile<TVectors, TDot, TAccumulator, TShort, TInt, TSum>.Run4<TEpilogue>(ref input, ref offsets, pair, ref weights, ref runs, ref totals, times, ref start, scale, ref to, ref outputOffsets);
                break;
            default:
                DensePairTile<TVectors, TDot, TAccumulator, TShort, TInt, TSum>.Run1<TEpilogue>(ref input, ref offsets, pair, ref weights, ref runs, ref totals, times, ref start, scale, ref to, ref outputOffsets);
                break;
        }
    }
}
#endif
