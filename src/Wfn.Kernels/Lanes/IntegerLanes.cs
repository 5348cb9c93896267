#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>
/// A width of vector as integer kernels need it: 16-bit lanes, and the same register as pairs of 32-bit lanes ("even" and
/// "odd" being the 16-bit lanes' places), so that widening and narrowing never move a value across lanes.
/// </summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal interface IIntegerLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>The number of 16-bit lanes.</summary>
    static abstract int Count { get; }

    static abstract TShort Load(ref short source, nint offset);

    static abstract void Store(TShort value, ref short destination, nint offset);

    static abstract TShort Add(TShort left, TShort right);

    static abstract TShort Subtract(TShort left, TShort right);

    static abstract TShort Max(TShort left, TShort right);

    static abstract TShort ShiftLeft(TShort value, int count);

    /// <summary>The lanes at even places, with their signs.</summary>
    static abstract TInt Even(TShort value);

    /// <summary>The lanes at odd places, with their signs.</summary>
    static abstract TInt Odd(TShort value);

    /// <summary>The inverse of <see cref="Even"/> and <see cref="Odd"/> for values that fit 16 bits.</summary>
    static abstract TShort Interleave(TInt even, TInt odd);

    static abstract TInt Broadcast(int value);

    static abstract TShort BroadcastShort(short value);

    static abstract TInt Add(TInt left, TInt right);

    static abstract TInt Subtract(TInt left, TInt right);

    static abstract TInt ShiftLeft(TInt value, int count);

    static abstract TInt ShiftRight(TInt value, int count);

    static abstract TInt Min(TInt left, TInt right);

    static abstract TInt Max(TInt left, TInt right);
}

/// <summary>Lanes of 512 bits.</summary>
internal readonly struct IntegerLanes512 : IIntegerLanes<Vector512<short>, Vector512<int>>
{
    public static int Count => Vector512<short>.Count;

    public static Vector512<short> Load(ref short source, nint offset) => Vector512.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector512<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector512<short> Add(Vector512<short> left, Vector512<short> right) => left + right;

    public static Vector512<short> Subtract(Vector512<short> left, Vector512<short> right) => left - right;

    public static Vector512<short> Max(Vector512<short> left, Vector512<short> right) => Vector512.Max(left, right);

    public static Vector512<short> ShiftLeft(Vector512<short> value, int count) => Vector512.ShiftLeft(value, count);

    public static Vector512<int> Even(Vector512<short> value) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector512<int> Odd(Vector512<short> value) => Vector512.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector512<short> Interleave(Vector512<int> even, Vector512<int> odd) =>
        ((even & Vector512.Create(0xFFFF)) | Vector512.ShiftLeft(odd, 16)).AsInt16();

    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    public static Vector512<short> BroadcastShort(short value) => Vector512.Create(value);

    public static Vector512<int> Add(Vector512<int> left, Vector512<int> right) => left + right;

    public static Vector512<int> Subtract(Vector512<int> left, Vector512<int> right) => left - right;

    public static Vector512<int> ShiftLeft(Vector512<int> value, int count) => Vector512.ShiftLeft(value, count);

    public static Vector512<int> ShiftRight(Vector512<int> value, int count) => Vector512.ShiftRightArithmetic(value, count);

    public static Vector512<int> Min(Vector512<int> left, Vector512<int> right) => Vector512.Min(left, right);

    public static Vector512<int> Max(Vector512<int> left, Vector512<int> right) => Vector512.Max(left, right);
}

/// <summary>Lanes of 256 bits.</summary>
internal readonly struct IntegerLanes256 : IIntegerLanes<Vector256<short>, Vector256<int>>
{
    public static int Count => Vector256<short>.Count;

    public static Vector256<short> Load(ref short source, nint offset) => Vector256.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector256<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector256<short> Add(Vector256<short> left, Vector256<short> right) => left + right;

    public static Vector256<short> Subtract(Vector256<short> left, Vector256<short> right) => left - right;

    public static Vector256<short> Max(Vector256<short> left, Vector256<short> right) => Vector256.Max(left, right);

    public static Vector256<short> ShiftLeft(Vector256<short> value, int count) => Vector256.ShiftLeft(value, count);

    public static Vector256<int> Even(Vector256<short> value) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector256<int> Odd(Vector256<short> value) => Vector256.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector256<short> Interleave(Vector256<int> even, Vector256<int> odd) =>
        ((even & Vector256.Create(0xFFFF)) | Vector256.ShiftLeft(odd, 16)).AsInt16();

    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    public static Vector256<short> BroadcastShort(short value) => Vector256.Create(value);

    public static Vector256<int> Add(Vector256<int> left, Vector256<int> right) => left + right;

    public static Vector256<int> Subtract(Vector256<int> left, Vector256<int> right) => left - right;

    public static Vector256<int> ShiftLeft(Vector256<int> value, int count) => Vector256.ShiftLeft(value, count);

    public static Vector256<int> ShiftRight(Vector256<int> value, int count) => Vector256.ShiftRightArithmetic(value, count);

    public static Vector256<int> Min(Vector256<int> left, Vector256<int> right) => Vector256.Min(left, right);

    public static Vector256<int> Max(Vector256<int> left, Vector256<int> right) => Vector256.Max(left, right);
}

/// <summary>Lanes of 128 bits.</summary>
internal readonly struct IntegerLanes128 : IIntegerLanes<Vector128<short>, Vector128<int>>
{
    public static int Count => Vector128<short>.Count;

    public static Vector128<short> Load(ref short source, nint offset) => Vector128.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector128<short> value, ref short destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector128<short> Add(Vector128<short> left, Vector128<short> right) => left + right;

    public static Vector128<short> Subtract(Vector128<short> left, Vector128<short> right) => left - right;

    public static Vector128<short> Max(Vector128<short> left, Vector128<short> right) => Vector128.Max(left, right);

    public static Vector128<short> ShiftLeft(Vector128<short> value, int count) => Vector128.ShiftLeft(value, count);

    public static Vector128<int> Even(Vector128<short> value) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(value.AsInt32(), 16), 16);

    public static Vector128<int> Odd(Vector128<short> value) => Vector128.ShiftRightArithmetic(value.AsInt32(), 16);

    public static Vector128<short> Interleave(Vector128<int> even, Vector128<int> odd) =>
        ((even & Vector128.Create(0xFFFF)) | Vector128.ShiftLeft(odd, 16)).AsInt16();

    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    public static Vector128<short> BroadcastShort(short value) => Vector128.Create(value);

    public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => left + right;

    public static Vector128<int> Subtract(Vector128<int> left, Vector128<int> right) => left - right;

    public static Vector128<int> ShiftLeft(Vector128<int> value, int count) => Vector128.ShiftLeft(value, count);

    public static Vector128<int> ShiftRight(Vector128<int> value, int count) => Vector128.ShiftRightArithmetic(value, count);

    public static Vector128<int> Min(Vector128<int> left, Vector128<int> right) => Vector128.Min(left, right);

    public static Vector128<int> Max(Vector128<int> left, Vector128<int> right) => Vector128.Max(left, right);
}
#endif
