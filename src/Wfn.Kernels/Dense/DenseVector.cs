#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// The accumulators of one pixel, for many vectors of output channels one after another: with a single pixel a call for each would
/// take longer than its sums.
/// </summary>
internal static class DenseVector<TDot, TShort, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Computes them.</summary>
    /// <param name="accumulation">What products are accumulated in.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="count">The number of vectors: the first blocks of the weights.</param>
    /// <param name="input">The pixel's first input.</param>
    /// <param name="totals">Receives the accumulators.</param>
    internal static void Run(DotAccumulation accumulation, DenseWeights weights, int count, ref byte input, ref int totals)
    {
        switch (accumulation)
        {
            case DotAccumulation.Int32 when DotSupport.HasInt32:
                Run<Int32Accumulator<TDot, TShort, TInt>, TInt>(weights, count, ref input, ref totals);
                break;
            case DotAccumulation.Int32SignedInputs when DotSupport.HasInt32SignedInputs:
                Run<Int32SignedInputAccumulator<TDot, TShort, TInt>, TInt>(weights, count, ref input, ref totals);
                break;
            default:
                Run<Int16PairAccumulator<TDot, TShort, TInt>, TShort>(weights, count, ref input, ref totals);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TAccumulator, TSum>(DenseWeights weights, int count, ref byte input, ref int totals)
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TSum : struct
    {
        ref var weight = ref weights.Packed.At(0);
        ref var first = ref MemoryMarshal.GetArrayDataReference(weights.Runs);
        for (var i = 0; i < count; i++)
        {
            var block = weights.Blocks[i];
            ref var run = ref Unsafe.Add(ref first, block.Segment);
            TInt total = default;
            TSum sum = default;
            for (var runs = block.SegmentCount; runs > 0; runs--)
            {
                ref var x = ref Unsafe.AddByteOffset(ref input, run.Offset);
                for (var rest = run.StepCount; rest > 0; rest--)
                {
                    sum = TAccumulator.Add(sum, TDot.Broadcast(ref x), TDot.Load(ref weight));
                    weight = ref Unsafe.Add(ref weight, 4 * TDot.Count);
                    x = ref Unsafe.Add(ref x, 4);
                }

                if (run.Flush)
                {
                    total = TAccumulator.Flush(total, sum, TAccumulator.Factor(run.Scale));
                    sum = default;
                }

                run = ref Unsafe.Add(ref run, 1);
            }

            TDot.StoreInt32(total, ref totals);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
        }
    }
}
#endif
