#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

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
#endif
