#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// The accumulators of one pixel, for many vectors of output channels one after another: with a single pixel a call for each would
/// take longer than its sums. Pieces are those of <see cref="DenseTile{TVectors, TDot, TAccumulator, TShort, TInt, TSum}"/>.
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
        ref var first = ref MemoryMarshal.GetArrayDataReference(weights.Pieces);
        for (var i = 0; i < count; i++)
        {
            var block = weights.Blocks[i];
            ref var piece = ref Unsafe.Add(ref first, block.PieceStart);
            TInt total = default;
            TSum sum = default;
            for (var pieces = block.PieceCount; pieces > 0; pieces--)
            {
                ref var x = ref Unsafe.AddByteOffset(ref input, piece);
                var steps = Unsafe.Add(ref piece, 1);
                for (var rest = steps < 0 ? -steps : steps; rest > 0; rest--)
                {
                    sum = TAccumulator.Add(sum, TDot.Broadcast(ref x), TDot.Load(ref weight));
                    weight = ref Unsafe.Add(ref weight, 4 * TDot.Count);
                    x = ref Unsafe.Add(ref x, 4);
                }

                if (steps < 0)
                {
                    total = TAccumulator.Flush(total, sum, TAccumulator.Factor(Unsafe.Add(ref piece, 2)));
                    sum = default;
                }

                piece = ref Unsafe.Add(ref piece, DenseShape.PieceLength);
            }

            TDot.StoreInt32(total, ref totals);
            totals = ref Unsafe.Add(ref totals, TDot.Count);
        }
    }
}
#endif
