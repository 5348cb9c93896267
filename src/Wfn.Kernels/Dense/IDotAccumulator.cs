#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>How products are added up before they reach the 32-bit totals.</summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
/// <typeparam name="TSum">The vector of sums.</typeparam>
internal interface IDotAccumulator<TShort, TInt, TSum>
    where TShort : struct
    where TInt : struct
    where TSum : struct
{
    /// <summary>Adds the products of a step.</summary>
    static abstract TSum Add(TSum sum, TShort input, TShort weight);

    /// <summary>Whether the products of four steps may be added at once.</summary>
    static abstract bool HasFourSteps { get; }

    /// <summary>Adds the products of four steps; see <see cref="IDotVectors{TShort, TInt}.AddFourSteps"/>.</summary>
    static abstract TSum AddFourSteps(TSum sum, TShort inputs, TShort weight0, TShort weight1, TShort weight2, TShort weight3);

    /// <summary>What sums are multiplied with where they end.</summary>
    static abstract TSum Factor(int value);

    /// <summary>Adds a sum times its factor to the totals.</summary>
    static abstract TInt Flush(TInt total, TSum sum, TSum factor);
}

/// <summary>In 16 bits, over segments that are proved not to leave them at their end; what wraps on the way comes back.</summary>
internal readonly struct Int16PairAccumulator<TDot, TShort, TInt> : IDotAccumulator<TShort, TInt, TShort>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Add(TShort sum, TShort input, TShort weight) => TDot.AddPairs(sum, input, weight);

    public static bool HasFourSteps => false;

    public static TShort AddFourSteps(TShort sum, TShort inputs, TShort weight0, TShort weight1, TShort weight2, TShort weight3) => sum;

    public static TShort Factor(int value) => TDot.Broadcast((short)value);

    public static TInt Flush(TInt total, TShort sum, TShort factor) => TDot.Add(total, TDot.MultiplyInt16(sum, factor));
}

/// <summary>In 32 bits, by instructions that multiply unsigned with signed bytes.</summary>
internal readonly struct Int32Accumulator<TDot, TShort, TInt> : IDotAccumulator<TShort, TInt, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TDot.AddBytes(sum, input, weight);

    public static bool HasFourSteps => false;

    public static TInt AddFourSteps(TInt sum, TShort inputs, TShort weight0, TShort weight1, TShort weight2, TShort weight3) => sum;

    public static TInt Factor(int value) => TDot.BroadcastInt32(value);

    public static TInt Flush(TInt total, TInt sum, TInt factor) => TDot.Add(total, TDot.Multiply(sum, factor));
}

/// <summary>In 32 bits, by instructions that multiply signed bytes only: inputs are taken 128 lower.</summary>
internal readonly struct Int32SignedInputAccumulator<TDot, TShort, TInt> : IDotAccumulator<TShort, TInt, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TDot.AddSignedBytes(sum, input, weight);

    public static bool HasFourSteps => TDot.HasLaneProducts;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInt AddFourSteps(TInt sum, TShort inputs, TShort weight0, TShort weight1, TShort weight2, TShort weight3) =>
        TDot.AddFourSteps(sum, inputs, weight0, weight1, weight2, weight3);

    public static TInt Factor(int value) => TDot.BroadcastInt32(value);

    public static TInt Flush(TInt total, TInt sum, TInt factor) => TDot.Add(total, TDot.Multiply(sum, factor));
}

/// <summary>Of 16-bit values in 32 bits, which end once and are in the totals' unit.</summary>
internal readonly struct Int16InputAccumulator<TDot, TShort, TInt> : IDotAccumulator<TShort, TInt, TInt>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TDot.AddProducts(sum, input, weight);

    public static bool HasFourSteps => false;

    public static TInt AddFourSteps(TInt sum, TShort inputs, TShort weight0, TShort weight1, TShort weight2, TShort weight3) => sum;

    public static TInt Factor(int value) => default;

    public static TInt Flush(TInt total, TInt sum, TInt factor) => TDot.Add(total, sum);
}
#endif
