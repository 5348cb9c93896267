#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>Sixteen output channels. Where AVX-512 is missing, two halves stand in.</summary>
internal readonly struct DotVectors512 : IDotVectors<Vector512<short>, Vector512<int>>
{
    public static int Count => 16;

    public static Vector512<short> Load(ref byte source) => Vector512.LoadUnsafe(ref source).AsInt16();

    public static Vector512<short> Broadcast(ref byte source) => Vector512.Create(Unsafe.ReadUnaligned<int>(ref source)).AsInt16();

    public static Vector512<short> LoadBytes(ref byte source) => WidenBytes(ref source).AsInt16();

    public static Vector512<short> LoadInt16(ref byte source) => WidenInt16(ref source).AsInt16();

    public static Vector512<short> MultiplyBytes(Vector512<short> unsigned, Vector512<short> signed) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(unsigned.AsByte(), signed.AsSByte())
        : Vector512.Create(
            DotVectors256.MultiplyBytes(unsigned.GetLower(), signed.GetLower()), DotVectors256.MultiplyBytes(unsigned.GetUpper(), signed.GetUpper()));

    public static Vector512<short> AddPairs(Vector512<short> sum, Vector512<short> unsigned, Vector512<short> signed) => sum + MultiplyBytes(unsigned, signed);

    public static Vector512<int> MultiplyInt16(Vector512<short> left, Vector512<short> right) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(left, right)
        : Vector512.Create(
            DotVectors256.MultiplyInt16(left.GetLower(), right.GetLower()), DotVectors256.MultiplyInt16(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddBytes(Vector512<int> sum, Vector512<short> unsigned, Vector512<short> signed) =>
        sum + MultiplyInt16(unsigned & Vector512.Create((short)0xFF), Even(signed)) + MultiplyInt16(Vector512.ShiftRightLogical(unsigned, 8), Odd(signed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddSignedBytes(Vector512<int> sum, Vector512<short> unsigned, Vector512<short> signed)
    {
        var less128 = (unsigned.AsByte() ^ Vector512.Create((byte)128)).AsInt16();
        return sum + MultiplyInt16(Even(less128), Even(signed)) + MultiplyInt16(Odd(less128), Odd(signed));
    }

    public static bool HasLaneProducts => false;

    public static Vector512<short> LoadFourSteps(ref byte source) => default;

    public static Vector512<int> AddFourSteps(
        Vector512<int> sum, Vector512<short> inputs, Vector512<short> signed0, Vector512<short> signed1, Vector512<short> signed2, Vector512<short> signed3) => sum;

    public static Vector512<int> AddProducts(Vector512<int> sum, Vector512<short> left, Vector512<short> right) => sum + MultiplyInt16(left, right);

    public static Vector512<short> Broadcast(short value) => Vector512.Create(value);

    public static Vector512<short> Add(Vector512<short> left, Vector512<short> right) => left + right;

    public static Vector512<int> Add(Vector512<int> left, Vector512<int> right) => left + right;

    public static Vector512<int> Multiply(Vector512<int> left, int right) => left * right;

    public static Vector512<int> Multiply(Vector512<int> left, Vector512<int> right) => left * right;

    public static Vector512<int> BroadcastInt32(int value) => Vector512.Create(value);

    public static Vector512<int> LoadInt32(ref int source) => Vector512.LoadUnsafe(ref source);

    public static void StoreInt32(Vector512<int> value, ref int destination) => value.StoreUnsafe(ref destination);

    public static Vector512<int> WidenBytes(ref byte source) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref source))
        : Vector512.Create(DotVectors256.WidenBytes(ref source), DotVectors256.WidenBytes(ref Unsafe.Add(ref source, 8)));

    public static Vector512<int> WidenInt16(ref byte source) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.LoadUnsafe(ref source).AsInt16())
        : Vector512.Create(DotVectors256.WidenInt16(ref source), DotVectors256.WidenInt16(ref Unsafe.Add(ref source, 16)));

    public static Vector512<short> ZipBytesLower(Vector512<short> even, Vector512<short> odd) => Avx512BW.IsSupported
        ? Avx512BW.UnpackLow(even.AsByte(), odd.AsByte()).AsInt16()
        : Vector512.Create(DotVectors256.ZipBytesLower(even.GetLower(), odd.GetLower()), DotVectors256.ZipBytesLower(even.GetUpper(), odd.GetUpper()));

    public static Vector512<short> ZipBytesUpper(Vector512<short> even, Vector512<short> odd) => Avx512BW.IsSupported
        ? Avx512BW.UnpackHigh(even.AsByte(), odd.AsByte()).AsInt16()
        : Vector512.Create(DotVectors256.ZipBytesUpper(even.GetLower(), odd.GetLower()), DotVectors256.ZipBytesUpper(even.GetUpper(), odd.GetUpper()));

    public static Vector512<short> ZipInt16Lower(Vector512<short> even, Vector512<short> odd) => Avx512BW.IsSupported
        ? Avx512BW.UnpackLow(even, odd)
        : Vector512.Create(DotVectors256.ZipInt16Lower(even.GetLower(), odd.GetLower()), DotVectors256.ZipInt16Lower(even.GetUpper(), odd.GetUpper()));

    public static Vector512<short> ZipInt16Upper(Vector512<short> even, Vector512<short> odd) => Avx512BW.IsSupported
        ? Avx512BW.UnpackHigh(even, odd)
        : Vector512.Create(DotVectors256.ZipInt16Upper(even.GetLower(), odd.GetLower()), DotVectors256.ZipInt16Upper(even.GetUpper(), odd.GetUpper()));

    public static void Store(Vector512<short> value, ref byte destination) => value.AsByte().StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> PackSaturated(
        Vector512<int> value0, Vector512<int> value1, Vector512<int> value2, Vector512<int> value3, bool isSigned, Vector512<short> minimum, Vector512<short> maximum)
    {
        if (!Avx512BW.IsSupported)
        {
            return Vector512.Create(
                DotVectors256.PackSaturated(
                    value0.GetLower(), value1.GetLower(), value2.GetLower(), value3.GetLower(), isSigned, minimum.GetLower(), maximum.GetLower()),
                DotVectors256.PackSaturated(
                    value0.GetUpper(), value1.GetUpper(), value2.GetUpper(), value3.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower()));
        }

        var shorts0 = Avx512BW.PackSignedSaturate(value0, value1);
        var shorts1 = Avx512BW.PackSignedSaturate(value2, value3);
        var bytes = isSigned
            ? Avx512BW.PackSignedSaturate(shorts0, shorts1).AsByte() ^ Vector512.Create((byte)128)
            : Avx512BW.PackUnsignedSaturate(shorts0, shorts1);
        return Vector512.Min(Vector512.Max(bytes, minimum.AsByte()), maximum.AsByte()).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSaturated(
        Vector512<int> value0,
        Vector512<int> value1,
        Vector512<int> value2,
        Vector512<int> value3,
        bool isSigned,
        Vector512<short> minimum,
        Vector512<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        if (!Avx512BW.IsSupported)
        {
            DotVectors256.StoreSaturated(
                value0.GetLower(), value1.GetLower(), value2.GetLower(), value3.GetLower(), isSigned, minimum.GetLower(), maximum.GetLower(), ref destination, ref outputOffsets);
            DotVectors256.StoreSaturated(
                value0.GetUpper(), value1.GetUpper(), value2.GetUpper(), value3.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref Unsafe.Add(ref destination, 8), ref outputOffsets);
            return;
        }

        var bytes = PackSaturated(value0, value1, value2, value3, isSigned, minimum, maximum);
        var ordered = Avx512F.PermuteVar16x32(bytes.AsInt32(), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsByte();
        if (Unsafe.Add(ref outputOffsets, 3) - outputOffsets == 48)
        {
            // Pixels that follow one another and have no channels but these.
            ordered.StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, outputOffsets));
            return;
        }

        ordered.GetLower().GetLower().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, outputOffsets));
        ordered.GetLower().GetUpper().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 1)));
        ordered.GetUpper().GetLower().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 2)));
        ordered.GetUpper().GetUpper().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 3)));
    }

    public static void StorePairs(
        Vector512<int> first0,
        Vector512<int> second0,
        Vector512<int> first1,
        Vector512<int> second1,
        bool isSigned,
        Vector512<short> minimum,
        Vector512<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        DotVectors256.StorePairs(
            first0.GetLower(), first0.GetUpper(), first1.GetLower(), first1.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref destination, ref outputOffsets);
        DotVectors256.StorePairs(
            second0.GetLower(), second0.GetUpper(), second1.GetLower(), second1.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref Unsafe.Add(ref destination, 16), ref outputOffsets);
    }

    public static void StoreBytes(Vector512<int> value, ref byte destination)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(value).StoreUnsafe(ref destination);
            return;
        }

        DotVectors256.StoreBytes(value.GetLower(), ref destination);
        DotVectors256.StoreBytes(value.GetUpper(), ref Unsafe.Add(ref destination, 8));
    }

    public static void StoreInt16(Vector512<int> value, ref byte destination)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector256Int16(value).AsByte().StoreUnsafe(ref destination);
            return;
        }

        DotVectors256.StoreInt16(value.GetLower(), ref destination);
        DotVectors256.StoreInt16(value.GetUpper(), ref Unsafe.Add(ref destination, 16));
    }

    // The bytes of each 16-bit lane with their signs.
    private static Vector512<short> Even(Vector512<short> bytes) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(bytes, 8), 8);

    private static Vector512<short> Odd(Vector512<short> bytes) => Vector512.ShiftRightArithmetic(bytes, 8);
}
#endif
