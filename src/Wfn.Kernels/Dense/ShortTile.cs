#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// Neighbouring pixels of a row times the 16-bit weights of a vector of output channels, added up in 32 bits. Pieces are those of
/// <see cref="ByteTile{TLanes, TShort, TInt}"/>; a step is what <typeparamref name="TOperand"/> loads.
/// </summary>
internal static class ShortTile<TLanes, TOperand, TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TOperand : struct, IDotOperand<TShort>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8(ref byte input, nint pixel, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint pixel2 = 2 * pixel, pixel3 = 3 * pixel, pixel4 = 4 * pixel, pixel5 = 5 * pixel, pixel6 = 6 * pixel, pixel7 = 7 * pixel;
        TInt total0 = default, total1 = default, total2 = default, total3 = default, total4 = default, total5 = default, total6 = default, total7 = default;
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.Add(total0, TLanes.MultiplyShorts(TOperand.Load(ref x), weight));
                total1 = TLanes.Add(total1, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                total2 = TLanes.Add(total2, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                total3 = TLanes.Add(total3, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                total4 = TLanes.Add(total4, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel4)), weight));
                total5 = TLanes.Add(total5, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel5)), weight));
                total6 = TLanes.Add(total6, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel6)), weight));
                total7 = TLanes.Add(total7, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel7)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
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
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.Add(total0, TLanes.MultiplyShorts(TOperand.Load(ref x), weight));
                total1 = TLanes.Add(total1, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                total2 = TLanes.Add(total2, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                total3 = TLanes.Add(total3, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                total4 = TLanes.Add(total4, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel4)), weight));
                total5 = TLanes.Add(total5, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel5)), weight));
                total6 = TLanes.Add(total6, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel6)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
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
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.Add(total0, TLanes.MultiplyShorts(TOperand.Load(ref x), weight));
                total1 = TLanes.Add(total1, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel)), weight));
                total2 = TLanes.Add(total2, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight));
                total3 = TLanes.Add(total3, TLanes.MultiplyShorts(TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
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
        for (var i = 0; i < pieceCount; i++)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, Unsafe.Add(ref pieces, 2 * i));
            var count = Unsafe.Add(ref pieces, (2 * i) + 1);
            for (var rest = count < 0 ? -count : count; rest > 0; rest--)
            {
                var weight = TLanes.Load(ref weights);
                total0 = TLanes.Add(total0, TLanes.MultiplyShorts(TOperand.Load(ref x), weight));
                weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 4);
            }
        }

        TLanes.StoreInts(total0, ref totals);
    }
}
#endif
