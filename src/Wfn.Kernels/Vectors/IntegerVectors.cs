#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>
/// A width of vector as integer kernels need it: 16-bit lanes, and the same register as pairs of 32-bit lanes ("even" and
/// "odd" being the 16-bit lanes' places), so that widening and narrowing never move a value across lanes.
/// </summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal interface IIntegerVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>The number of 16-bit lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the machine has 32 registers of this width, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TShort Load(ref short source, nint offset);

    static abstract void Store(TShort value, ref short destination, nint offset);

    static abstract TInt Load(ref int source, nint offset);

    static abstract void Store(TInt value, ref int destination, nint offset);

    static abstract TShort Add(TShort left, TShort right);

    static abstract TShort Subtract(TShort left, TShort right);

    static abstract TShort Max(TShort left, TShort right);

    static abstract TShort Min(TShort left, TShort right);

    static abstract TShort ShiftLeft(TShort value, int count);

    static abstract TShort ShiftRight(TShort value, int count);

    /// <summary>To the right, with zeros from the left.</summary>
    static abstract TShort ShiftRightLogical(TShort value, int count);

    /// <summary>The first half of the lanes of both, alternating.</summary>
    static abstract TShort ZipLower(TShort even, TShort odd);

    /// <summary>The second half of the lanes of both, alternating.</summary>
    static abstract TShort ZipUpper(TShort even, TShort odd);

    /// <summary>The register as 32-bit lanes: the 16-bit lane at an even place is the lower half.</summary>
    static abstract TInt Pairs(TShort value);

    /// <summary>The lanes at even places, with their signs.</summary>
    static abstract TInt Even(TShort value);

    /// <summary>The lanes at odd places, with their signs.</summary>
    static abstract TInt Odd(TShort value);

    /// <summary>The inverse of <see cref="Even"/> and <see cref="Odd"/> for values that fit 16 bits.</summary>
    static abstract TShort Interleave(TInt even, TInt odd);

    /// <summary>The same for any values, which saturate.</summary>
    static abstract TShort InterleaveSaturated(TInt even, TInt odd);

    /// <summary>16-bit lanes from 32-bit ones, one half after the other, for values that fit 16 bits.</summary>
    static abstract TShort Narrow(TInt lower, TInt upper);

    /// <summary>Half as many consecutive 16-bit values as there are 16-bit lanes, widened.</summary>
    static abstract TInt LoadWide(ref short source, nint offset);

    /// <summary>As many consecutive 8-bit values with their signs, widened.</summary>
    static abstract TInt LoadWide(ref sbyte source, nint offset);

    static abstract TInt Broadcast(int value);

    static abstract TShort BroadcastInt16(short value);

    static abstract TInt Add(TInt left, TInt right);

    static abstract TInt Subtract(TInt left, TInt right);

    static abstract TInt ShiftLeft(TInt value, int count);

    static abstract TInt ShiftRight(TInt value, int count);

    /// <summary>To the right, with zeros from the left.</summary>
    static abstract TInt ShiftRightLogical(TInt value, int count);

    /// <summary>Each lane by a count of its own; 0 where the count is 32 to 63.</summary>
    static abstract TInt ShiftLeftEach(TInt value, TInt counts);

    static abstract TInt And(TInt left, TInt right);

    static abstract TInt Xor(TInt left, TInt right);

    static abstract int Sum(TInt value);

    static abstract TInt Min(TInt left, TInt right);

    static abstract TInt Max(TInt left, TInt right);
}

/// <summary>Lanes of 512 bits.</summary>
internal readonly struct IntegerVectors512 : IIntegerVectors<Vector512<short>, Vector512<int>>
{
    public static int Count => Vector512<short>.Count;

    public static bool HasManyRegisters => true;

    public static Vector512<short> Load(ref short source, nint offset) => Vector512.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector512<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector512<int> Load(ref int source, nint offset) => Vector512.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector512<int> value, ref int destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector512<short> Add(Vector512<short> left, Vector512<short> right) => left + right;

    public static Vector512<short> Subtract(Vector512<short> left, Vector512<short> right) => left - right;

    public static Vector512<short> Max(Vector512<short> left, Vector512<short> right) => Vector512.Max(left, right);

    public static Vector512<short> Min(Vector512<short> left, Vector512<short> right) => Vector512.Min(left, right);

    public static Vector512<short> ShiftLeft(Vector512<short> value, int count) => Vector512.ShiftLeft(value, count);

    public static Vector512<short> ShiftRight(Vector512<short> value, int count) => Vector512.ShiftRightArithmetic(value, count);

    public static Vector512<short> ShiftRightLogical(Vector512<short> value, int count) => Vector512.ShiftRightLogical(value, count);

    public static Vector512<short> ZipLower(Vector512<short> even, Vector512<short> odd)
    {
        if (Avx512BW.IsSupported)
        {
            var lower = Avx512BW.UnpackLow(even, odd).AsInt64();
            var upper = Avx512BW.UnpackHigh(even, odd).AsInt64();
            return Avx512F.PermuteVar8x64x2(lower, Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), upper).AsInt16();
        }

        return Vector512.Create(IntegerVectors256.ZipLower(even.GetLower(), odd.GetLower()), IntegerVectors256.ZipUpper(even.GetLower(), odd.GetLower()));
    }

    public static Vector512<short> ZipUpper(Vector512<short> even, Vector512<short> odd)
    {
        if (Avx512BW.IsSupported)
        {
            var lower = Avx512BW.UnpackLow(even, odd).AsInt64();
            var upper = Avx512BW.UnpackHigh(even, odd).AsInt64();
            return Avx512F.PermuteVar8x64x2(lower, Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), upper).AsInt16();
        }

        return Vector512.Create(IntegerVectors256.ZipLower(even.GetUpper(), odd.GetUpper()), IntegerVectors256.ZipUpper(even.GetUpper(), odd.GetUpper()));
    }

    public static Vector512<int> Pairs(Vector512<short> value) => value.AsInt32();

    public static Vector512<int> Even(Vector512<short> value) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector512<int> Odd(Vector512<short> value) => Vector512.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector512<short> Interleave(Vector512<int> even, Vector512<int> odd) =>
        ((even & Vector512.Create(0xFFFF)) | Vector512.ShiftLeft(odd, 16)).AsInt16();

    public static Vector512<short> InterleaveSaturated(Vector512<int> even, Vector512<int> odd)
    {
        if (Avx512BW.IsSupported)
        {
            var order = Vector256.Create(IntegerVectors128.PairOrder, IntegerVectors128.PairOrder);
            return Avx512BW.Shuffle(Avx512BW.PackSignedSaturate(even, odd).AsByte(), Vector512.Create(order, order)).AsInt16();
        }

        var minimum = Vector512.Create((int)short.MinValue);
        var maximum = Vector512.Create((int)short.MaxValue);
        return Interleave(Vector512.Min(Vector512.Max(even, minimum), maximum), Vector512.Min(Vector512.Max(odd, minimum), maximum));
    }

    public static Vector512<short> Narrow(Vector512<int> lower, Vector512<int> upper) => Vector512.Narrow(lower, upper);

    public static Vector512<int> LoadWide(ref short source, nint offset)
    {
        var narrow = Vector256.LoadUnsafe(ref source, (nuint)offset);
        return Avx512F.IsSupported
            ? Avx512F.ConvertToVector512Int32(narrow)
            : Vector512.Create(Vector256.WidenLower(narrow), Vector256.WidenUpper(narrow));
    }

    public static Vector512<int> LoadWide(ref sbyte source, nint offset)
    {
        var narrow = Vector128.LoadUnsafe(ref source, (nuint)offset);
        return Avx512F.IsSupported
            ? Avx512F.ConvertToVector512Int32(narrow)
            : Vector512.Create(IntegerVectors256.LoadWide(ref source, offset), IntegerVectors256.LoadWide(ref source, offset + 8));
    }

    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    public static Vector512<short> BroadcastInt16(short value) => Vector512.Create(value);

    public static Vector512<int> Add(Vector512<int> left, Vector512<int> right) => left + right;

    public static Vector512<int> Subtract(Vector512<int> left, Vector512<int> right) => left - right;

    public static Vector512<int> ShiftLeft(Vector512<int> value, int count) => Vector512.ShiftLeft(value, count);

    public static Vector512<int> ShiftRight(Vector512<int> value, int count) => Vector512.ShiftRightArithmetic(value, count);

    public static Vector512<int> ShiftRightLogical(Vector512<int> value, int count) => Vector512.ShiftRightLogical(value, count);

    public static Vector512<int> ShiftLeftEach(Vector512<int> value, Vector512<int> counts)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ShiftLeftLogicalVariable(value, counts.AsUInt32());
        }

        return Vector512.Create(
            IntegerVectors256.ShiftLeftEach(value.GetLower(), counts.GetLower()), IntegerVectors256.ShiftLeftEach(value.GetUpper(), counts.GetUpper()));
    }

    public static Vector512<int> And(Vector512<int> left, Vector512<int> right) => left & right;

    public static Vector512<int> Xor(Vector512<int> left, Vector512<int> right) => left ^ right;

    public static int Sum(Vector512<int> value) => Vector512.Sum(value);

    public static Vector512<int> Min(Vector512<int> left, Vector512<int> right) => Vector512.Min(left, right);

    public static Vector512<int> Max(Vector512<int> left, Vector512<int> right) => Vector512.Max(left, right);
}

/// <summary>Lanes of 256 bits.</summary>
internal readonly struct IntegerVectors256 : IIntegerVectors<Vector256<short>, Vector256<int>>
{
    public static int Count => Vector256<short>.Count;

    public static bool HasManyRegisters => Vector512.IsHardwareAccelerated;

    public static Vector256<short> Load(ref short source, nint offset) => Vector256.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector256<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector256<int> Load(ref int source, nint offset) => Vector256.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector256<int> value, ref int destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector256<short> Add(Vector256<short> left, Vector256<short> right) => left + right;

    public static Vector256<short> Subtract(Vector256<short> left, Vector256<short> right) => left - right;

    public static Vector256<short> Max(Vector256<short> left, Vector256<short> right) => Vector256.Max(left, right);

    public static Vector256<short> Min(Vector256<short> left, Vector256<short> right) => Vector256.Min(left, right);

    public static Vector256<short> ShiftLeft(Vector256<short> value, int count) => Vector256.ShiftLeft(value, count);

    public static Vector256<short> ShiftRight(Vector256<short> value, int count) => Vector256.ShiftRightArithmetic(value, count);

    public static Vector256<short> ShiftRightLogical(Vector256<short> value, int count) => Vector256.ShiftRightLogical(value, count);

    public static Vector256<short> ZipLower(Vector256<short> even, Vector256<short> odd)
    {
        if (Avx2.IsSupported)
        {
            var lower = Avx2.UnpackLow(even, odd);
            var upper = Avx2.UnpackHigh(even, odd);
            return Avx2.Permute2x128(lower, upper, 0x20);
        }

        return Vector256.Create(IntegerVectors128.ZipLower(even.GetLower(), odd.GetLower()), IntegerVectors128.ZipUpper(even.GetLower(), odd.GetLower()));
    }

    public static Vector256<short> ZipUpper(Vector256<short> even, Vector256<short> odd)
    {
        if (Avx2.IsSupported)
        {
            var lower = Avx2.UnpackLow(even, odd);
            var upper = Avx2.UnpackHigh(even, odd);
            return Avx2.Permute2x128(lower, upper, 0x31);
        }

        return Vector256.Create(IntegerVectors128.ZipLower(even.GetUpper(), odd.GetUpper()), IntegerVectors128.ZipUpper(even.GetUpper(), odd.GetUpper()));
    }

    public static Vector256<int> Pairs(Vector256<short> value) => value.AsInt32();

    public static Vector256<int> Even(Vector256<short> value) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector256<int> Odd(Vector256<short> value) => Vector256.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector256<short> Interleave(Vector256<int> even, Vector256<int> odd) =>
        ((even & Vector256.Create(0xFFFF)) | Vector256.ShiftLeft(odd, 16)).AsInt16();

    public static Vector256<short> InterleaveSaturated(Vector256<int> even, Vector256<int> odd)
    {
        if (Avx2.IsSupported)
        {
            var order = Vector256.Create(IntegerVectors128.PairOrder, IntegerVectors128.PairOrder);
            return Avx2.Shuffle(Avx2.PackSignedSaturate(even, odd).AsByte(), order).AsInt16();
        }

        var minimum = Vector256.Create((int)short.MinValue);
        var maximum = Vector256.Create((int)short.MaxValue);
        return Interleave(Vector256.Min(Vector256.Max(even, minimum), maximum), Vector256.Min(Vector256.Max(odd, minimum), maximum));
    }

    public static Vector256<short> Narrow(Vector256<int> lower, Vector256<int> upper) => Vector256.Narrow(lower, upper);

    public static Vector256<int> LoadWide(ref short source, nint offset)
    {
        var narrow = Vector128.LoadUnsafe(ref source, (nuint)offset);
        return Avx2.IsSupported
            ? Avx2.ConvertToVector256Int32(narrow)
            : Vector256.Create(Vector128.WidenLower(narrow), Vector128.WidenUpper(narrow));
    }

    public static Vector256<int> LoadWide(ref sbyte source, nint offset)
    {
        return Avx2.IsSupported
            ? Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(IntegerVectors128.Bits<long>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, offset)))).AsSByte())
            : Vector256.Create(IntegerVectors128.LoadWide(ref source, offset), IntegerVectors128.LoadWide(ref source, offset + 4));
    }

    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    public static Vector256<short> BroadcastInt16(short value) => Vector256.Create(value);

    public static Vector256<int> Add(Vector256<int> left, Vector256<int> right) => left + right;

    public static Vector256<int> Subtract(Vector256<int> left, Vector256<int> right) => left - right;

    public static Vector256<int> ShiftLeft(Vector256<int> value, int count) => Vector256.ShiftLeft(value, count);

    public static Vector256<int> ShiftRight(Vector256<int> value, int count) => Vector256.ShiftRightArithmetic(value, count);

    public static Vector256<int> ShiftRightLogical(Vector256<int> value, int count) => Vector256.ShiftRightLogical(value, count);

    public static Vector256<int> ShiftLeftEach(Vector256<int> value, Vector256<int> counts)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftLeftLogicalVariable(value, counts.AsUInt32());
        }

        return Vector256.Create(
            IntegerVectors128.ShiftLeftEach(value.GetLower(), counts.GetLower()), IntegerVectors128.ShiftLeftEach(value.GetUpper(), counts.GetUpper()));
    }

    public static Vector256<int> And(Vector256<int> left, Vector256<int> right) => left & right;

    public static Vector256<int> Xor(Vector256<int> left, Vector256<int> right) => left ^ right;

    public static int Sum(Vector256<int> value) => Vector256.Sum(value);

    public static Vector256<int> Min(Vector256<int> left, Vector256<int> right) => Vector256.Min(left, right);

    public static Vector256<int> Max(Vector256<int> left, Vector256<int> right) => Vector256.Max(left, right);
}

/// <summary>Lanes of 128 bits.</summary>
internal readonly struct IntegerVectors128 : IIntegerVectors<Vector128<short>, Vector128<int>>
{
    public static int Count => Vector128<short>.Count;

    public static bool HasManyRegisters => Vector512.IsHardwareAccelerated || AdvSimd.IsSupported;

    /// <summary>Brings the even and the odd lanes, one half after the other, to their places.</summary>
    internal static Vector128<byte> PairOrder => Vector128.Create((byte)0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);

    public static Vector128<short> Load(ref short source, nint offset) => Vector128.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector128<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector128<int> Load(ref int source, nint offset) => Vector128.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector128<int> value, ref int destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector128<short> Add(Vector128<short> left, Vector128<short> right) => left + right;

    public static Vector128<short> Subtract(Vector128<short> left, Vector128<short> right) => left - right;

    public static Vector128<short> Max(Vector128<short> left, Vector128<short> right) => Vector128.Max(left, right);

    public static Vector128<short> Min(Vector128<short> left, Vector128<short> right) => Vector128.Min(left, right);

    public static Vector128<short> ShiftLeft(Vector128<short> value, int count) => Vector128.ShiftLeft(value, count);

    public static Vector128<short> ShiftRight(Vector128<short> value, int count) => Vector128.ShiftRightArithmetic(value, count);

    public static Vector128<short> ShiftRightLogical(Vector128<short> value, int count) => Vector128.ShiftRightLogical(value, count);

    public static Vector128<short> ZipLower(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackLow(even, odd);
        }

        var widened = Vector128.WidenLower(even.AsUInt16()) | Vector128.ShiftLeft(Vector128.WidenLower(odd.AsUInt16()), 16);
        return widened.AsInt16();
    }

    public static Vector128<short> ZipUpper(Vector128<short> even, Vector128<short> odd)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackHigh(even, odd);
        }

        var widened = Vector128.WidenUpper(even.AsUInt16()) | Vector128.ShiftLeft(Vector128.WidenUpper(odd.AsUInt16()), 16);
        return widened.AsInt16();
    }

    public static Vector128<int> Pairs(Vector128<short> value) => value.AsInt32();

    public static Vector128<int> Even(Vector128<short> value) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector128<int> Odd(Vector128<short> value) => Vector128.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector128<short> Interleave(Vector128<int> even, Vector128<int> odd) =>
        ((even & Vector128.Create(0xFFFF)) | Vector128.ShiftLeft(odd, 16)).AsInt16();

    public static Vector128<short> InterleaveSaturated(Vector128<int> even, Vector128<int> odd)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.Shuffle(Sse2.PackSignedSaturate(even, odd).AsByte(), PairOrder).AsInt16();
        }

        var minimum = Vector128.Create((int)short.MinValue);
        var maximum = Vector128.Create((int)short.MaxValue);
        return Interleave(Vector128.Min(Vector128.Max(even, minimum), maximum), Vector128.Min(Vector128.Max(odd, minimum), maximum));
    }

    public static Vector128<short> Narrow(Vector128<int> lower, Vector128<int> upper) => Vector128.Narrow(lower, upper);

    public static Vector128<int> LoadWide(ref short source, nint offset)
    {
        return Vector128.WidenLower(Vector128.CreateScalarUnsafe(Bits<long>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref source, offset)))).AsInt16());
    }

    public static Vector128<int> LoadWide(ref sbyte source, nint offset)
    {
        var narrow = Vector128.CreateScalarUnsafe(Bits<int>(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref source, offset)))).AsSByte();
        return Vector128.WidenLower(Vector128.WidenLower(narrow));
    }

    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    public static Vector128<short> BroadcastInt16(short value) => Vector128.Create(value);

    public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;

    public static Vector128<int> Subtract(Vector128<int> left, Vector128<int> right) => left - right;

    public static Vector128<int> ShiftLeft(Vector128<int> value, int count) => Vector128.ShiftLeft(value, count);

    public static Vector128<int> ShiftRight(Vector128<int> value, int count) => Vector128.ShiftRightArithmetic(value, count);

    public static Vector128<int> ShiftRightLogical(Vector128<int> value, int count) => Vector128.ShiftRightLogical(value, count);

    public static Vector128<int> ShiftLeftEach(Vector128<int> value, Vector128<int> counts)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftLeftLogicalVariable(value, counts.AsUInt32());
        }

        if (AdvSimd.IsSupported)
        {
            return AdvSimd.ShiftLogical(value, counts);
        }

        var shifted = Vector128<int>.Zero;
        for (var lane = 0; lane < Vector128<int>.Count; lane++)
        {
            var count = counts.GetElement(lane);
            shifted = shifted.WithElement(lane, count < 32 ? value.GetElement(lane) << count : 0);
        }

        return shifted;
    }

    public static Vector128<int> And(Vector128<int> left, Vector128<int> right) => left & right;

    public static Vector128<int> Xor(Vector128<int> left, Vector128<int> right) => left ^ right;

    public static int Sum(Vector128<int> value) => Vector128.Sum(value);

    public static Vector128<int> Min(Vector128<int> left, Vector128<int> right) => Vector128.Min(left, right);

    public static Vector128<int> Max(Vector128<int> left, Vector128<int> right) => Vector128.Max(left, right);

    internal static T Bits<T>(ref byte source)
        where T : struct => Unsafe.ReadUnaligned<T>(ref source);
}
#endif
