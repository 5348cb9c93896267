#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

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

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipLow(even, odd);
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

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipHigh(even, odd);
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

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.ZipLow(
                AdvSimd.ExtractNarrowingSaturateLower(even).ToVector128Unsafe(), AdvSimd.ExtractNarrowingSaturateLower(odd).ToVector128Unsafe());
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

        return ShiftLaneByLane(value, counts);
    }

    public static Vector128<int> And(Vector128<int> left, Vector128<int> right) => left & right;

    public static Vector128<int> Xor(Vector128<int> left, Vector128<int> right) => left ^ right;

    public static int Sum(Vector128<int> value) => Vector128.Sum(value);

    public static Vector128<int> Min(Vector128<int> left, Vector128<int> right) => Vector128.Min(left, right);

    public static Vector128<int> Max(Vector128<int> left, Vector128<int> right) => Vector128.Max(left, right);

    internal static T Bits<T>(ref byte source)
        where T : struct => Unsafe.ReadUnaligned<T>(ref source);

    // By itself: with a loop in it, the compiler would call it once a vector.
    private static Vector128<int> ShiftLaneByLane(Vector128<int> value, Vector128<int> counts)
    {
        var shifted = Vector128<int>.Zero;
        for (var lane = 0; lane < Vector128<int>.Count; lane++)
        {
            var count = counts.GetElement(lane);
            shifted = shifted.WithElement(lane, count < 32 ? value.GetElement(lane) << count : 0);
        }

        return shifted;
    }
}
#endif
