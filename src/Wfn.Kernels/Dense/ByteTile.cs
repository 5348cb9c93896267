#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// Neighbouring pixels of a row times the byte weights of a vector of output channels. Products are added up in 16 bits over a
/// piece that is proved not to leave them at its end (what wraps on the way comes back), and then in 32.
/// </summary>
/// <remarks>
/// Pieces are pairs: where the piece begins, in bytes from the pixel's first input, and its number of four-byte steps, negative
/// where the 16-bit sums end with it. Sums are variables of their own, not arrays: only so they stay in registers.
/// </remarks>
internal static class ByteTile<TLanes, TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8(ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint pixel2 = 2 * pixel, pixel3 = 3 * pixel, pixel4 = 4 * pixel, pixel5 = 5 * pixel, pixel6 = 6 * pixel, pixel7 = 7 * pixel;
        TInt total0 = default, total1 = default, total2 = default, total3 = default, total4 = default, total5 = default, total6 = default, total7 = default;
        TShort sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TLanes.Add(sum0, TLanes.MultiplyBytes(TLanes.Broadcast(ref x), weight));
                sum1 = TLanes.Add(sum1, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                sum2 = TLanes.Add(sum2, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                sum3 = TLanes.Add(sum3, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                sum4 = TLanes.Add(sum4, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight));
                sum5 = TLanes.Add(sum5, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight));
                sum6 = TLanes.Add(sum6, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight));
                sum7 = TLanes.Add(sum7, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel7)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                total0 = TLanes.Add(total0, TLanes.AddNeighbours(sum0));
                total1 = TLanes.Add(total1, TLanes.AddNeighbours(sum1));
                total2 = TLanes.Add(total2, TLanes.AddNeighbours(sum2));
                total3 = TLanes.Add(total3, TLanes.AddNeighbours(sum3));
                total4 = TLanes.Add(total4, TLanes.AddNeighbours(sum4));
                total5 = TLanes.Add(total5, TLanes.AddNeighbours(sum5));
                total6 = TLanes.Add(total6, TLanes.AddNeighbours(sum6));
                total7 = TLanes.Add(total7, TLanes.AddNeighbours(sum7));
                sum0 = default;
                sum1 = default;
                sum2 = default;
                sum3 = default;
                sum4 = default;
                sum5 = default;
                sum6 = default;
                sum7 = default;
            }
        }

        TLanes.StoreInts(total0, ref totals);
        TLanes.StoreInts(total1, ref Unsafe.Add(ref totals, TLanes.Count));
        TLanes.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TLanes.Count));
        TLanes.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TLanes.Count));
        TLanes.StoreInts(total4, ref Unsafe.Add(ref totals, 4 * TLanes.Count));
        TLanes.StoreInts(total5, ref Unsafe.Add(ref totals, 5 * TLanes.Count));
        TLanes.StoreInts(total6, ref Unsafe.Add(ref totals, 6 * TLanes.Count));
        TLanes.StoreInts(total7, ref Unsafe.Add(ref totals, 7 * TLanes.Count));
    }

    /// <summary>Seven pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run7(ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint pixel2 = 2 * pixel, pixel3 = 3 * pixel, pixel4 = 4 * pixel, pixel5 = 5 * pixel, pixel6 = 6 * pixel;
        TInt total0 = default, total1 = default, total2 = default, total3 = default, total4 = default, total5 = default, total6 = default;
        TShort sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TLanes.Add(sum0, TLanes.MultiplyBytes(TLanes.Broadcast(ref x), weight));
                sum1 = TLanes.Add(sum1, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                sum2 = TLanes.Add(sum2, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                sum3 = TLanes.Add(sum3, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                sum4 = TLanes.Add(sum4, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel4)), weight));
                sum5 = TLanes.Add(sum5, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel5)), weight));
                sum6 = TLanes.Add(sum6, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel6)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                total0 = TLanes.Add(total0, TLanes.AddNeighbours(sum0));
                total1 = TLanes.Add(total1, TLanes.AddNeighbours(sum1));
                total2 = TLanes.Add(total2, TLanes.AddNeighbours(sum2));
                total3 = TLanes.Add(total3, TLanes.AddNeighbours(sum3));
                total4 = TLanes.Add(total4, TLanes.AddNeighbours(sum4));
                total5 = TLanes.Add(total5, TLanes.AddNeighbours(sum5));
                total6 = TLanes.Add(total6, TLanes.AddNeighbours(sum6));
                sum0 = default;
                sum1 = default;
                sum2 = default;
                sum3 = default;
                sum4 = default;
                sum5 = default;
                sum6 = default;
            }
        }

        TLanes.StoreInts(total0, ref totals);
        TLanes.StoreInts(total1, ref Unsafe.Add(ref totals, TLanes.Count));
        TLanes.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TLanes.Count));
        TLanes.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TLanes.Count));
        TLanes.StoreInts(total4, ref Unsafe.Add(ref totals, 4 * TLanes.Count));
        TLanes.StoreInts(total5, ref Unsafe.Add(ref totals, 5 * TLanes.Count));
        TLanes.StoreInts(total6, ref Unsafe.Add(ref totals, 6 * TLanes.Count));
    }

    /// <summary>Four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run4(ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint pixel2 = 2 * pixel, pixel3 = 3 * pixel;
        TInt total0 = default, total1 = default, total2 = default, total3 = default;
        TShort sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TLanes.Add(sum0, TLanes.MultiplyBytes(TLanes.Broadcast(ref x), weight));
                sum1 = TLanes.Add(sum1, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                sum2 = TLanes.Add(sum2, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                sum3 = TLanes.Add(sum3, TLanes.MultiplyBytes(TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                total0 = TLanes.Add(total0, TLanes.AddNeighbours(sum0));
                total1 = TLanes.Add(total1, TLanes.AddNeighbours(sum1));
                total2 = TLanes.Add(total2, TLanes.AddNeighbours(sum2));
                total3 = TLanes.Add(total3, TLanes.AddNeighbours(sum3));
                sum0 = default;
                sum1 = default;
                sum2 = default;
                sum3 = default;
            }
        }

        TLanes.StoreInts(total0, ref totals);
        TLanes.StoreInts(total1, ref Unsafe.Add(ref totals, TLanes.Count));
        TLanes.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TLanes.Count));
        TLanes.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TLanes.Count));
    }

    /// <summary>One pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1(ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        TInt total0 = default;
        TShort sum0 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                sum0 = TLanes.Add(sum0, TLanes.MultiplyBytes(TLanes.Broadcast(ref x), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }

            if (count < 0)
            {
                total0 = TLanes.Add(total0, TLanes.AddNeighbours(sum0));
                sum0 = default;
            }
        }

        TLanes.StoreInts(total0, ref totals);
    }
}
#endif
