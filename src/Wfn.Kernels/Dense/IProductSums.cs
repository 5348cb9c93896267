#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>How products are added up before they reach the 32-bit totals.</summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
/// <typeparam name="TSum">The vector of sums.</typeparam>
internal interface IProductSums<TShort, TInt, TSum>
    where TShort : struct
    where TInt : struct
    where TSum : struct
{
    /// <summary>Adds the products of a step.</summary>
    static abstract TSum Add(TSum sum, TShort input, TShort weight);

    /// <summary>What sums are multiplied with where they end.</summary>
    static abstract TSum Factor(int value);

    /// <summary>Adds a sum times its factor to the totals.</summary>
    static abstract TInt End(TInt total, TSum sum, TSum factor);
}

/// <summary>In 16 bits, over pieces that are proved not to leave them at their end; what wraps on the way comes back.</summary>
internal readonly struct ShortSums<TLanes, TShort, TInt> : IProductSums<TShort, TInt, TShort>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Add(TShort sum, TShort input, TShort weight) => TLanes.Add(sum, TLanes.MultiplyBytes(input, weight));

    public static TShort Factor(int value) => TLanes.Broadcast((short)value);

    public static TInt End(TInt total, TShort sum, TShort factor) => TLanes.Add(total, TLanes.MultiplyShorts(sum, factor));
}

/// <summary>In 32 bits, by instructions that multiply unsigned with signed bytes.</summary>
internal readonly struct IntSums<TLanes, TShort, TInt> : IProductSums<TShort, TInt, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TLanes.AddBytes(sum, input, weight);

    public static TInt Factor(int value) => TLanes.BroadcastInt(value);

    public static TInt End(TInt total, TInt sum, TInt factor) => TLanes.Add(total, TLanes.Multiply(sum, factor));
}

/// <summary>In 32 bits, by instructions that multiply signed bytes only: inputs are taken 128 lower.</summary>
internal readonly struct SignedIntSums<TLanes, TShort, TInt> : IProductSums<TShort, TInt, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TLanes.AddSignedBytes(sum, input, weight);

    public static TInt Factor(int value) => TLanes.BroadcastInt(value);

    public static TInt End(TInt total, TInt sum, TInt factor) => TLanes.Add(total, TLanes.Multiply(sum, factor));
}

/// <summary>Of 16-bit values in 32 bits, which end once and are in the totals' unit.</summary>
internal readonly struct WideSums<TLanes, TShort, TInt> : IProductSums<TShort, TInt, TInt>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TInt Add(TInt sum, TShort input, TShort weight) => TLanes.AddProducts(sum, input, weight);

    public static TInt Factor(int value) => default;

    public static TInt End(TInt total, TInt sum, TInt factor) => TLanes.Add(total, sum);
}
#endif
