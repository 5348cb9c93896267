#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// A few pixels of a vector of channels, each times the weights of its own, added up in 32 bits. Offsets are those of
/// <see cref="DenseTile{TWide, TLanes, TSums, TShort, TInt, TSum}"/>; every piece is one step.
/// </summary>
internal static class DepthwiseTile<TLanes, TOperand, TShort, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TOperand : struct, IDotOperand<TShort>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Eight pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8(ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var pixel7 = Unsafe.Add(ref offsets, 7) - first;
        TInt total0 = default, total1 = default, total2 = default, total3 = default, total4 = default, total5 = default, total6 = default, total7 = default;
        for (; pieceCount > 0; pieceCount--)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var weight = TLanes.Load(ref weights);
            total0 = TLanes.AddProducts(total0, TOperand.Load(ref x), weight);
            total1 = TLanes.AddProducts(total1, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
            total2 = TLanes.AddProducts(total2, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
            total3 = TLanes.AddProducts(total3, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
            total4 = TLanes.AddProducts(total4, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
            total5 = TLanes.AddProducts(total5, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
            total6 = TLanes.AddProducts(total6, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
            total7 = TLanes.AddProducts(total7, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel7)), weight);
            weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
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
    internal static void Run7(ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        TInt total0 = default, total1 = default, total2 = default, total3 = default, total4 = default, total5 = default, total6 = default;
        for (; pieceCount > 0; pieceCount--)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var weight = TLanes.Load(ref weights);
            total0 = TLanes.AddProducts(total0, TOperand.Load(ref x), weight);
            total1 = TLanes.AddProducts(total1, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
            total2 = TLanes.AddProducts(total2, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
            total3 = TLanes.AddProducts(total3, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
            total4 = TLanes.AddProducts(total4, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel4)), weight);
            total5 = TLanes.AddProducts(total5, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel5)), weight);
            total6 = TLanes.AddProducts(total6, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel6)), weight);
            weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
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
    internal static void Run4(ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        TInt total0 = default, total1 = default, total2 = default, total3 = default;
        for (; pieceCount > 0; pieceCount--)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var weight = TLanes.Load(ref weights);
            total0 = TLanes.AddProducts(total0, TOperand.Load(ref x), weight);
            total1 = TLanes.AddProducts(total1, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel1)), weight);
            total2 = TLanes.AddProducts(total2, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel2)), weight);
            total3 = TLanes.AddProducts(total3, TOperand.Load(ref Unsafe.AddByteOffset(ref x, pixel3)), weight);
            weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TLanes.StoreInts(total0, ref totals);
        TLanes.StoreInts(total1, ref Unsafe.Add(ref totals, TLanes.Count));
        TLanes.StoreInts(total2, ref Unsafe.Add(ref totals, 2 * TLanes.Count));
        TLanes.StoreInts(total3, ref Unsafe.Add(ref totals, 3 * TLanes.Count));
    }

    /// <summary>One pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1(ref byte input, ref int offsets, ref byte weights, ref int pieces, int pieceCount, ref int totals)
    {
        nint first = offsets;
        TInt total0 = default;
        for (; pieceCount > 0; pieceCount--)
        {
            ref var x = ref Unsafe.AddByteOffset(ref input, first + pieces);
            var weight = TLanes.Load(ref weights);
            total0 = TLanes.AddProducts(total0, TOperand.Load(ref x), weight);
            weights = ref Unsafe.Add(ref weights, 4 * TLanes.Count);
            pieces = ref Unsafe.Add(ref pieces, DenseShape.PieceLength);
        }

        TLanes.StoreInts(total0, ref totals);
    }
}
#endif
