#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>Eight output channels. Where AVX2 is missing, two halves stand in.</summary>
internal readonly struct DotVectors256 : IDotVectors<Vector256<short>, Vector256<int>>
{
    public static int Count => 8;

    public static Vector256<short> Load(ref byte source) => Vector256.LoadUnsafe(ref source).AsInt16();

    public static Vector256<short> Broadcast(ref byte source) => Vector256.Create(Unsafe.ReadUnaligned<int>(ref source)).AsInt16();

    public static Vector256<short> LoadBytes(ref byte source) => WidenBytes(ref source).AsInt16();

    public static Vector256<short> LoadInt16(ref byte source) => WidenInt16(ref source).AsInt16();

    public static Vector256<short> MultiplyBytes(Vector256<short> unsigned, Vector256<short> signed) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(unsigned.AsByte(), signed.AsSByte())
        : Vector256.Create(
            DotVectors128.MultiplyBytes(unsigned.GetLower(), signed.GetLower()), DotVectors128.MultiplyBytes(unsigned.GetUpper(), signed.GetUpper()));

    public static Vector256<short> AddPairs(Vector256<short> sum, Vector256<short> unsigned, Vector256<short> signed) => sum + MultiplyBytes(unsigned, signed);

    public static Vector256<int> MultiplyInt16(Vector256<short> left, Vector256<short> right) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(left, right)
        : Vector256.Create(
            DotVectors128.MultiplyInt16(left.GetLower(), right.GetLower()), DotVectors128.MultiplyInt16(left.GetUpper(), right.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddBytes(Vector256<int> sum, Vector256<short> unsigned, Vector256<short> signed)
    {
#if NET10_0_OR_GREATER
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, unsigned.AsByte(), signed.AsSByte());
        }

#endif
        return sum + MultiplyInt16(unsigned & Vector256.Create((short)0xFF), Even(signed)) + MultiplyInt16(Vector256.ShiftRightLogical(unsigned, 8), Odd(signed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddSignedBytes(Vector256<int> sum, Vector256<short> unsigned, Vector256<short> signed)
    {
        var less128 = (unsigned.AsByte() ^ Vector256.Create((byte)128)).AsInt16();
        return sum + MultiplyInt16(Even(less128), Even(signed)) + MultiplyInt16(Odd(less128), Odd(signed));
    }

    public static bool HasLaneProducts => false;

    public static Vector256<short> LoadFourSteps(ref byte source) => default;

    public static Vector256<int> AddFourSteps(
        Vector256<int> sum, Vector256<short> inputs, Vector256<short> signed0, Vector256<short> signed1, Vector256<short> signed2, Vector256<short> signed3) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddProducts(Vector256<int> sum, Vector256<short> left, Vector256<short> right)
    {
#if NET10_0_OR_GREATER
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, left, right);
        }

#endif
        return sum + MultiplyInt16(left, right);
    }

    public static Vector256<short> Broadcast(short value) => Vector256.Create(value);

    public static Vector256<short> Add(Vector256<short> left, Vector256<short> right) => left + right;

    public static Vector256<int> Add(Vector256<int> left, Vector256<int> right) => left + right;

    public static Vector256<int> Multiply(Vector256<int> left, int right) => left * right;

    public static Vector256<int> Multiply(Vector256<int> left, Vector256<int> right) => left * right;

    public static Vector256<int> BroadcastInt32(int value) => Vector256.Create(value);

    public static Vector256<int> LoadInt32(ref int source) => Vector256.LoadUnsafe(ref source);

    public static void StoreInt32(Vector256<int> value, ref int destination) => value.StoreUnsafe(ref destination);

    public static Vector256<int> WidenBytes(ref byte source)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte();
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(bytes);
        }

        var shorts = Vector128.WidenLower(bytes).AsInt16();
        return Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts));
    }

    public static Vector256<int> WidenInt16(ref byte source)
    {
        var shorts = Vector128.LoadUnsafe(ref source).AsInt16();
        return Avx2.IsSupported
            ? Avx2.ConvertToVector256Int32(shorts)
            : Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts));
    }

    public static Vector256<short> ZipBytesLower(Vector256<short> even, Vector256<short> odd) => Avx2.IsSupported
        ? Avx2.UnpackLow(even.AsByte(), odd.AsByte()).AsInt16()
        : Vector256.Create(DotVectors128.ZipBytesLower(even.GetLower(), odd.GetLower()), DotVectors128.ZipBytesLower(even.GetUpper(), odd.GetUpper()));

    public static Vector256<short> ZipBytesUpper(Vector256<short> even, Vector256<short> odd) => Avx2.IsSupported
        ? Avx2.UnpackHigh(even.AsByte(), odd.AsByte()).AsInt16()
        : Vector256.Create(DotVectors128.ZipBytesUpper(even.GetLower(), odd.GetLower()), DotVectors128.ZipBytesUpper(even.GetUpper(), odd.GetUpper()));

    public static Vector256<short> ZipInt16Lower(Vector256<short> even, Vector256<short> odd) => Avx2.IsSupported
        ? Avx2.UnpackLow(even, odd)
        : Vector256.Create(DotVectors128.ZipInt16Lower(even.GetLower(), odd.GetLower()), DotVectors128.ZipInt16Lower(even.GetUpper(), odd.GetUpper()));

    public static Vector256<short> ZipInt16Upper(Vector256<short> even, Vector256<short> odd) => Avx2.IsSupported
        ? Avx2.UnpackHigh(even, odd)
        : Vector256.Create(DotVectors128.ZipInt16Upper(even.GetLower(), odd.GetLower()), DotVectors128.ZipInt16Upper(even.GetUpper(), odd.GetUpper()));

    public static void Store(Vector256<short> value, ref byte destination) => value.AsByte().StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> PackSaturated(
        Vector256<int> value0, Vector256<int> value1, Vector256<int> value2, Vector256<int> value3, bool isSigned, Vector256<short> minimum, Vector256<short> maximum)
    {
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(
                DotVectors128.PackSaturated(
                    value0.GetLower(), value1.GetLower(), value2.GetLower(), value3.GetLower(), isSigned, minimum.GetLower(), maximum.GetLower()),
                DotVectors128.PackSaturated(
                    value0.GetUpper(), value1.GetUpper(), value2.GetUpper(), value3.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower()));
        }

        var shorts0 = Avx2.PackSignedSaturate(value0, value1);
        var shorts1 = Avx2.PackSignedSaturate(value2, value3);
        var bytes = isSigned
            ? Avx2.PackSignedSaturate(shorts0, shorts1).AsByte() ^ Vector256.Create((byte)128)
            : Avx2.PackUnsignedSaturate(shorts0, shorts1);
        return Vector256.Min(Vector256.Max(bytes, minimum.AsByte()), maximum.AsByte()).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSaturated(
        Vector256<int> value0,
        Vector256<int> value1,
        Vector256<int> value2,
        Vector256<int> value3,
        bool isSigned,
        Vector256<short> minimum,
        Vector256<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        if (!Avx2.IsSupported)
        {
            DotVectors128.StoreSaturated(
                value0.GetLower(), value1.GetLower(), value2.GetLower(), value3.GetLower(), isSigned, minimum.GetLower(), maximum.GetLower(), ref destination, ref outputOffsets);
            DotVectors128.StoreSaturated(
                value0.GetUpper(), value1.GetUpper(), value2.GetUpper(), value3.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref Unsafe.Add(ref destination, 4), ref outputOffsets);
            return;
        }

        var bytes = PackSaturated(value0, value1, value2, value3, isSigned, minimum, maximum);
        var ordered = Avx2.PermuteVar8x32(bytes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsUInt64();
        if (Unsafe.Add(ref outputOffsets, 3) - outputOffsets == 24)
        {
            // Pixels that follow one another and have no channels but these.
            ordered.AsByte().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, outputOffsets));
            return;
        }

        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, outputOffsets), ordered.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 1)), ordered.GetElement(1));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 2)), ordered.GetElement(2));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 3)), ordered.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(
        Vector256<int> first0,
        Vector256<int> second0,
        Vector256<int> first1,
        Vector256<int> second1,
        bool isSigned,
        Vector256<short> minimum,
        Vector256<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        if (!Avx2.IsSupported)
        {
            DotVectors128.StorePairs(
                first0.GetLower(), first0.GetUpper(), first1.GetLower(), first1.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref destination, ref outputOffsets);
            DotVectors128.StorePairs(
                second0.GetLower(), second0.GetUpper(), second1.GetLower(), second1.GetUpper(), isSigned, minimum.GetLower(), maximum.GetLower(), ref Unsafe.Add(ref destination, 8), ref outputOffsets);
            return;
        }

        var bytes = PackSaturated(first0, second0, first1, second1, isSigned, minimum, maximum);
        var ordered = Avx2.PermuteVar8x32(bytes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsByte();
        ordered.GetLower().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, outputOffsets));
        ordered.GetUpper().StoreUnsafe(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 1)));
    }

    public static void StoreBytes(Vector256<int> value, ref byte destination)
    {
        var shorts = Vector128.Narrow(value.GetLower(), value.GetUpper());
        Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar());
    }

    public static void StoreInt16(Vector256<int> value, ref byte destination) =>
        Vector128.Narrow(value.GetLower(), value.GetUpper()).AsByte().StoreUnsafe(ref destination);

    // The bytes of each 16-bit lane with their signs.
    private static Vector256<short> Even(Vector256<short> bytes) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(bytes, 8), 8);

    private static Vector256<short> Odd(Vector256<short> bytes) => Vector256.ShiftRightArithmetic(bytes, 8);
}
#endif
