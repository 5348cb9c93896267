#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Wfn.Kernels;

/// <summary>A width of vector as float kernels need it.</summary>
/// <typeparam name="TFloat">The vector.</typeparam>
internal interface IFloatVectors<TFloat>
    where TFloat : struct
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the machine has 32 registers of this width, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TFloat Load(ref float source, nint offset);

    static abstract void Store(TFloat value, ref float destination, nint offset);

    static abstract TFloat Broadcast(float value);

    static abstract TFloat Add(TFloat left, TFloat right);

    static abstract TFloat Subtract(TFloat left, TFloat right);

    static abstract TFloat Multiply(TFloat left, TFloat right);

    static abstract TFloat MultiplyAdd(TFloat left, TFloat right, TFloat addend);

    /// <summary>
    /// Whether the machine multiplies all lanes with a chosen one of another vector: then four inputs are read at once, and none of them is
    /// brought to every lane.
    /// </summary>
    static abstract bool HasLaneProducts { get; }

    /// <summary>Four inputs times the weights of each, added one after another; the same as <see cref="MultiplyAdd"/> four times.</summary>
    static abstract TFloat MultiplyAddFour(ref float inputs, TFloat weight0, TFloat weight1, TFloat weight2, TFloat weight3, TFloat addend);

    static abstract TFloat Min(TFloat left, TFloat right);

    static abstract TFloat Max(TFloat left, TFloat right);

    /// <summary>The larger one; what is not a number stays so. Of zeros of two signs it is either.</summary>
    static abstract TFloat Largest(TFloat left, TFloat right);

    /// <summary>As <see cref="FloatBounds.Apply(float)"/>: what is not a number stays so.</summary>
    static abstract TFloat Bound(TFloat value, TFloat minimum, TFloat maximum);

    static abstract float Sum(TFloat value);
}

/// <summary>Lanes of 512 bits.</summary>
internal readonly struct FloatVectors512 : IFloatVectors<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static bool HasManyRegisters => IntegerVectors512.HasManyRegisters;

    public static Vector512<float> Load(ref float source, nint offset) => Vector512.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector512<float> value, ref float destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

#if NET9_0_OR_GREATER
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);
#else
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) => (left * right) + addend;
#endif

    public static bool HasLaneProducts => false;

    public static Vector512<float> MultiplyAddFour(ref float inputs, Vector512<float> weight0, Vector512<float> weight1, Vector512<float> weight2, Vector512<float> weight3, Vector512<float> addend) => addend;

    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.Min(left, right);

    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

    // The machine's own function gives the right one of two where one is not a number.
#if NET9_0_OR_GREATER
    public static Vector512<float> Largest(Vector512<float> left, Vector512<float> right) =>
        Vector512.ConditionalSelect(Vector512.Equals(left, left), Vector512.MaxNative(left, right), left);
#else
    public static Vector512<float> Largest(Vector512<float> left, Vector512<float> right) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(left, right) | ~Vector512.Equals(left, left), left, right);
#endif

    public static Vector512<float> Bound(Vector512<float> value, Vector512<float> minimum, Vector512<float> maximum)
    {
        value = Vector512.ConditionalSelect(Vector512.LessThan(value, minimum), minimum, value);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(value, maximum), maximum, value);
    }

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);
}

/// <summary>Lanes of 256 bits.</summary>
internal readonly struct FloatVectors256 : IFloatVectors<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static bool HasManyRegisters => IntegerVectors256.HasManyRegisters;

    public static Vector256<float> Load(ref float source, nint offset) => Vector256.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector256<float> value, ref float destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

#if NET9_0_OR_GREATER
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);
#else
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) => (left * right) + addend;
#endif

    public static bool HasLaneProducts => false;

    public static Vector256<float> MultiplyAddFour(ref float inputs, Vector256<float> weight0, Vector256<float> weight1, Vector256<float> weight2, Vector256<float> weight3, Vector256<float> addend) => addend;

    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.Min(left, right);

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);

    // The machine's own function gives the right one of two where one is not a number.
#if NET9_0_OR_GREATER
    public static Vector256<float> Largest(Vector256<float> left, Vector256<float> right) =>
        Vector256.ConditionalSelect(Vector256.Equals(left, left), Vector256.MaxNative(left, right), left);
#else
    public static Vector256<float> Largest(Vector256<float> left, Vector256<float> right) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(left, right) | ~Vector256.Equals(left, left), left, right);
#endif

    public static Vector256<float> Bound(Vector256<float> value, Vector256<float> minimum, Vector256<float> maximum)
    {
        value = Vector256.ConditionalSelect(Vector256.LessThan(value, minimum), minimum, value);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(value, maximum), maximum, value);
    }

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);
}

/// <summary>Lanes of 128 bits.</summary>
internal readonly struct FloatVectors128 : IFloatVectors<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static bool HasManyRegisters => IntegerVectors128.HasManyRegisters;

    public static Vector128<float> Load(ref float source, nint offset) => Vector128.LoadUnsafe(ref source, (nuint)offset);

    public static void Store(Vector128<float> value, ref float destination, nint offset) => value.StoreUnsafe(ref destination, (nuint)offset);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

#if NET9_0_OR_GREATER
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.FusedMultiplyAdd(left, right, addend);
#else
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) => (left * right) + addend;
#endif

    // Before .NET 9, sums are not fused.
#if NET9_0_OR_GREATER
    public static bool HasLaneProducts => AdvSimd.Arm64.IsSupported;
#else
    public static bool HasLaneProducts => false;
#endif

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddFour(ref float inputs, Vector128<float> weight0, Vector128<float> weight1, Vector128<float> weight2, Vector128<float> weight3, Vector128<float> addend)
    {
        var values = Vector128.LoadUnsafe(ref inputs);
        addend = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(addend, weight0, values, 0);
        addend = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(addend, weight1, values, 1);
        addend = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(addend, weight2, values, 2);
        return AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(addend, weight3, values, 3);
    }

    public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Vector128.Min(left, right);

    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);

    // The machine's own function gives the right one of two where one is not a number.
#if NET9_0_OR_GREATER
    public static Vector128<float> Largest(Vector128<float> left, Vector128<float> right) =>
        Vector128.ConditionalSelect(Vector128.Equals(left, left), Vector128.MaxNative(left, right), left);
#else
    public static Vector128<float> Largest(Vector128<float> left, Vector128<float> right) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(left, right) | ~Vector128.Equals(left, left), left, right);
#endif

    public static Vector128<float> Bound(Vector128<float> value, Vector128<float> minimum, Vector128<float> maximum)
    {
        value = Vector128.ConditionalSelect(Vector128.LessThan(value, minimum), minimum, value);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(value, maximum), maximum, value);
    }

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);
}
#endif
