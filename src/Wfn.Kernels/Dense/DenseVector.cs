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
    /// <param name="first">The first vector: a block of the weights.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="input">The pixel's first input.</param>
    /// <param name="totals">Receives the accumulators.</param>
    internal static void Run(DotAccumulation accumulation, DenseWeights weights, int first, int end, ref byte input, ref int totals)
    {
        switch (accumulation)
        {
            case DotAccumulation.Int32 when DotSupport.HasInt32:
                Run<Int32Accumulator<TDot, TShort, TInt>, TInt>(weights, first, end, ref input, ref totals);
                break;
            case DotAccumulation.Int32SignedInputs when DotSupport.HasInt32SignedInputs:
                Run<Int32SignedInputAccumulator<TDot, TShort, TInt>, TInt>(weights, first, end, ref input, ref totals);
                break;
            default:
                Run<Int16PairAccumulator<TDot, TShort, TInt>, TShort>(weights, first, end, ref input, ref totals);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TAccumulator, TSum>(DenseWeights weights, int first, int end, ref byte input, ref int totals)
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TSum : struct
    {
        ref var weight = ref weights.Packed.At(weights.Blocks[first].WeightStart);
        ref var firstRun = ref MemoryMarshal.GetArrayDataReference(weights.Runs);
        for (var i = first; i < end; i++)
        {
            var block = weights.Blocks[i];
            ref var run = ref Unsafe.Add(ref firstRun, block.Segment);
            if (i + 1 < end && weights.Blocks[i + 1].Segment == block.Segment)
            {
                // Two sums wait for each other less than one for itself, and share the inputs.
                i++;
                nint distance = weights.Blocks[i].WeightStart - block.WeightStart;
                RunPair<TAccumulator, TSum>(ref run, block.SegmentCount, ref input, ref weight, distance, ref totals);
                weight = ref Unsafe.Add(ref weight, 2 * distance);
                totals = ref Unsafe.Add(ref totals, 2 * TDot.Count);
                continue;
            }

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPair<TAccumulator, TSum>(ref DotRun run, int runs, ref byte input, ref byte weight, nint distance, ref int totals)
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TSum : struct
    {
        TInt total0 = default, total1 = default;
        TSum sum0 = default, sum1 = default;
        for (; runs > 0; runs--)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, run.Offset);
            var rest = run.StepCount;
            for (; TAccumulator.HasFourSteps && rest >= 4; rest -= 4)
            {
                var inputs = TDot.LoadFourSteps(ref x);
                ref var other = ref Unsafe.AddByteOffset(ref weight, distance);
                sum0 = TAccumulator.AddFourSteps(
                    sum0,
                    inputs,
                    TDot.Load(ref weight),
                    TDot.Load(ref Unsafe.Add(ref weight, 4 * TDot.Count)),
                    TDot.Load(ref Unsafe.Add(ref weight, 8 * TDot.Count)),
                    TDot.Load(ref Unsafe.Add(ref weight, 12 * TDot.Count)));
                sum1 = TAccumulator.AddFourSteps(
                    sum1,
                    inputs,
                    TDot.Load(ref other),
                    TDot.Load(ref Unsafe.Add(ref other, 4 * TDot.Count)),
                    TDot.Load(ref Unsafe.Add(ref other, 8 * TDot.Count)),
                    TDot.Load(ref Unsafe.Add(ref other, 12 * TDot.Count)));
                weight = ref Unsafe.Add(ref weight, 16 * TDot.Count);
                x = ref Unsafe.Add(ref x, 16);
            }

            for (; rest > 0; rest--)
            {
                var value = TDot.Broadcast(ref x);
                sum0 = TAccumulator.Add(sum0, value, TDot.Load(ref weight));
                sum1 = TAccumulator.Add(sum1, value, TDot.Load(ref Unsafe.AddByteOffset(ref weight, distance)));
                weight = ref Unsafe.Add(ref weight, 4 * TDot.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (run.Flush)
            {
                var factor = TAccumulator.Factor(run.Scale);
                total0 = TAccumulator.Flush(total0, sum0, factor);
                total1 = TAccumulator.Flush(total1, sum1, factor);
                sum0 = default;
                sum1 = default;
            }

            run = ref Unsafe.Add(ref run, 1);
        }

        TDot.StoreInt32(total0, ref totals);
        TDot.StoreInt32(total1, ref Unsafe.Add(ref totals, TDot.Count));
    }
}
#endif
