#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

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
#endif
