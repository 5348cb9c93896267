#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>Four output channels; by the instructions of the machine where it has them, else by plain multiplications of lanes.</summary>
internal readonly struct DotVectors128 : IDotVectors<Vector128<short>, Vector128<int>>
{
    public static int Count => 4;

    public static Vector128<short> Load(ref byte source) => Vector128.LoadUnsafe(ref source).AsInt16();

    public static Vector128<short> Broadcast(ref byte source) => Vector128.Create(Unsafe.ReadUnaligned<int>(ref source)).AsInt16();

    public static Vector128<short> LoadBytes(ref byte source) => WidenBytes(ref source).AsInt16();

    public static Vector128<short> LoadInt16(ref byte source) => WidenInt16(ref source).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyBytes(Vector128<short> unsigned, Vector128<short> signed)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.MultiplyAddAdjacent(unsigned.AsByte(), signed.AsSByte());
        }

        var even = (unsigned & Vector128.Create((short)0xFF)) * Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(signed, 8), 8);
        return even + (Vector128.ShiftRightLogical(unsigned, 8) * Vector128.ShiftRightArithmetic(signed, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> AddPairs(Vector128<short> sum, Vector128<short> unsigned, Vector128<short> signed)
    {
        if (!AdvSimd.IsSupported)
        {
            return sum + MultiplyBytes(unsigned, signed);
        }

        // Two multiplications that add, where the sum of the products by itself would take two more additions.
        sum = AdvSimd.MultiplyAdd(sum, unsigned & Vector128.Create((short)0xFF), Even(signed));
        return AdvSimd.MultiplyAdd(sum, Vector128.ShiftRightLogical(unsigned, 8), Odd(signed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyInt16(Vector128<short> left, Vector128<short> right)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(left, right);
        }

        if (PackedSimd.IsSupported)
        {
            return PackedSimd.Dot(left, right);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.AddPairwise(
                AdvSimd.MultiplyWideningLower(left.GetLower(), right.GetLower()), AdvSimd.MultiplyWideningUpper(left, right));
        }

        return (LowerHalf(left) * LowerHalf(right)) + (UpperHalf(left) * UpperHalf(right));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddBytes(Vector128<int> sum, Vector128<short> unsigned, Vector128<short> signed)
    {
#if NET10_0_OR_GREATER
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, unsigned.AsByte(), signed.AsSByte());
        }

#endif
        return sum + MultiplyInt16(unsigned & Vector128.Create((short)0xFF), Even(signed)) + MultiplyInt16(Vector128.ShiftRightLogical(unsigned, 8), Odd(signed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddSignedBytes(Vector128<int> sum, Vector128<short> unsigned, Vector128<short> signed)
    {
        var less128 = (unsigned.AsByte() ^ Vector128.Create((byte)128)).AsInt16();
        if (Dp.IsSupported)
        {
            return Dp.DotProduct(sum, less128.AsSByte(), signed.AsSByte());
        }

        return sum + MultiplyInt16(Even(less128), Even(signed)) + MultiplyInt16(Odd(less128), Odd(signed));
    }

    public static bool HasLaneProducts => Dp.IsSupported;

    public static Vector128<short> LoadFourSteps(ref byte source) => (Vector128.LoadUnsafe(ref source) ^ Vector128.Create((byte)128)).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddFourSteps(
        Vector128<int> sum, Vector128<short> inputs, Vector128<short> signed0, Vector128<short> signed1, Vector128<short> signed2, Vector128<short> signed3)
    {
        sum = Dp.DotProductBySelectedQuadruplet(sum, signed0.AsSByte(), inputs.AsSByte(), 0);
        sum = Dp.DotProductBySelectedQuadruplet(sum, signed1.AsSByte(), inputs.AsSByte(), 1);
        sum = Dp.DotProductBySelectedQuadruplet(sum, signed2.AsSByte(), inputs.AsSByte(), 2);
        return Dp.DotProductBySelectedQuadruplet(sum, signed3.AsSByte(), inputs.AsSByte(), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddProducts(Vector128<int> sum, Vector128<short> left, Vector128<short> right)
    {
#if NET10_0_OR_GREATER
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, left, right);
        }

#endif
        return sum + MultiplyInt16(left, right);
    }

    public static Vector128<short> Broadcast(short value) => Vector128.Create(value);

    public static Vector128<short> Add(Vector128<short> left, Vector128<short> right) => left + right;

    public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;

    public static Vector128<int> Multiply(Vector128<int> left, int right) => left * right;

    public static Vector128<int> Multiply(Vector128<int> left, Vector128<int> right) => left * right;

    public static Vector128<int> BroadcastInt32(int value) => Vector128.Create(value);

    public static Vector128<int> LoadInt32(ref int source) => Vector128.LoadUnsafe(ref source);

    public static void StoreInt32(Vector128<int> value, ref int destination) => value.StoreUnsafe(ref destination);

    public static Vector128<int> WidenBytes(ref byte source) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref source)).AsByte())).AsInt32();

    public static Vector128<int> WidenInt16(ref byte source) =>
        Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref source)).AsInt16());

    public static Vector128<short> ZipBytesLower(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackLow(even.AsByte(), odd.AsByte()).AsInt16();
        }

        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(even.AsByte(), odd.AsByte()).AsInt16()
            : (Vector128.WidenLower(even.AsByte()) | Vector128.ShiftLeft(Vector128.WidenLower(odd.AsByte()), 8)).AsInt16();
    }

    public static Vector128<short> ZipBytesUpper(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackHigh(even.AsByte(), odd.AsByte()).AsInt16();
        }

        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(even.AsByte(), odd.AsByte()).AsInt16()
            : (Vector128.WidenUpper(even.AsByte()) | Vector128.ShiftLeft(Vector128.WidenUpper(odd.AsByte()), 8)).AsInt16();
    }

    public static Vector128<short> ZipInt16Lower(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackLow(even, odd);
        }

        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(even, odd)
            : (Vector128.WidenLower(even.AsUInt16()) | Vector128.ShiftLeft(Vector128.WidenLower(odd.AsUInt16()), 16)).AsInt16();
    }

    public static Vector128<short> ZipInt16Upper(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackHigh(even, odd);
        }

        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(even, odd)
            : (Vector128.WidenUpper(even.AsUInt16()) | Vector128.ShiftLeft(Vector128.WidenUpper(odd.AsUInt16()), 16)).AsInt16();
    }

    public static void Store(Vector128<short> value, ref byte destination) => value.AsByte().StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> PackSaturated(
        Vector128<int> value0, Vector128<int> value1, Vector128<int> value2, Vector128<int> value3, bool isSigned, Vector128<short> minimum, Vector128<short> maximum)
    {
        var bytes = isSigned
            ? SaturateToSigned(Saturate(value0, value1), Saturate(value2, value3)) ^ Vector128.Create((byte)128)
            : SaturateToUnsigned(Saturate(value0, value1), Saturate(value2, value3));
        return Vector128.Min(Vector128.Max(bytes, minimum.AsByte()), maximum.AsByte()).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSaturated(
        Vector128<int> value0,
        Vector128<int> value1,
        Vector128<int> value2,
        Vector128<int> value3,
        bool isSigned,
        Vector128<short> minimum,
        Vector128<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        var lanes = PackSaturated(value0, value1, value2, value3, isSigned, minimum, maximum).AsInt32();
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, outputOffsets), lanes.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 1)), lanes.GetElement(1));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 2)), lanes.GetElement(2));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 3)), lanes.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(
        Vector128<int> first0,
        Vector128<int> second0,
        Vector128<int> first1,
        Vector128<int> second1,
        bool isSigned,
        Vector128<short> minimum,
        Vector128<short> maximum,
        ref byte destination,
        ref int outputOffsets)
    {
        var pixels = PackSaturated(first0, second0, first1, second1, isSigned, minimum, maximum).AsInt64();
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, outputOffsets), pixels.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, Unsafe.Add(ref outputOffsets, 1)), pixels.GetElement(1));
    }

    public static void StoreBytes(Vector128<int> value, ref byte destination)
    {
        var shorts = Vector128.Narrow(value, value);
        Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar());
    }

    public static void StoreInt16(Vector128<int> value, ref byte destination) =>
        Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(value, value).AsUInt64().ToScalar());

    private static Vector128<int> LowerHalf(Vector128<short> value) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(value.AsInt32(), 16), 16);

    private static Vector128<int> UpperHalf(Vector128<short> value) => Vector128.ShiftRightArithmetic(value.AsInt32(), 16);

    // The bytes of each 16-bit lane with their signs.
    private static Vector128<short> Even(Vector128<short> bytes) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(bytes, 8), 8);

    private static Vector128<short> Odd(Vector128<short> bytes) => Vector128.ShiftRightArithmetic(bytes, 8);

    private static Vector128<short> Saturate(Vector128<int> lower, Vector128<int> upper)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.PackSignedSaturate(lower, upper);
        }

        if (AdvSimd.IsSupported)
        {
            return AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(lower), upper);
        }

        if (PackedSimd.IsSupported)
        {
            return PackedSimd.ConvertNarrowingSaturateSigned(lower, upper);
        }

        var (minimum, maximum) = (Vector128.Create((int)short.MinValue), Vector128.Create((int)short.MaxValue));
        return Vector128.Narrow(Vector128.Min(Vector128.Max(lower, minimum), maximum), Vector128.Min(Vector128.Max(upper, minimum), maximum));
    }

    private static Vector128<byte> SaturateToUnsigned(Vector128<short> lower, Vector128<short> upper)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.PackUnsignedSaturate(lower, upper);
        }

        if (AdvSimd.IsSupported)
        {
            return AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(lower), upper);
        }

        return PackedSimd.IsSupported
            ? PackedSimd.ConvertNarrowingSaturateUnsigned(lower, upper)
            : Narrow(lower, upper, Vector128<short>.Zero, Vector128.Create((short)byte.MaxValue)).AsByte();
    }

    private static Vector128<byte> SaturateToSigned(Vector128<short> lower, Vector128<short> upper)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.PackSignedSaturate(lower, upper).AsByte();
        }

        if (AdvSimd.IsSupported)
        {
            return AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(lower), upper).AsByte();
        }

        return PackedSimd.IsSupported
            ? PackedSimd.ConvertNarrowingSaturateSigned(lower, upper).AsByte()
            : Narrow(lower, upper, Vector128.Create((short)sbyte.MinValue), Vector128.Create((short)sbyte.MaxValue)).AsByte();
    }

    private static Vector128<sbyte> Narrow(Vector128<short> lower, Vector128<short> upper, Vector128<short> minimum, Vector128<short> maximum) =>
        Vector128.Narrow(Vector128.Min(Vector128.Max(lower, minimum), maximum), Vector128.Min(Vector128.Max(upper, minimum), maximum));
}
#endif
