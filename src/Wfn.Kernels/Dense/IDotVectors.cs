#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>
/// A width of vector as kernels that multiply need it: each 32-bit lane is one output channel, and holds four bytes or two
/// 16-bit values of its weights.
/// </summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal interface IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>The number of 32-bit lanes.</summary>
    static abstract int Count { get; }

    /// <summary>A whole vector.</summary>
    static abstract TShort Load(ref byte source);

    /// <summary>The 32 bits at <paramref name="source"/> in every 32-bit lane.</summary>
    static abstract TShort Broadcast(ref byte source);

    /// <summary>As many bytes as there are 32-bit lanes, each as the lower half of one.</summary>
    static abstract TShort LoadBytes(ref byte source);

    /// <summary>As many 16-bit values as there are 32-bit lanes, each as the lower half of one; the upper halves count for nothing.</summary>
    static abstract TShort LoadInt16(ref byte source);

    /// <summary>Unsigned times signed bytes, neighbours added to 16 bits; the sum of two products is proved to fit.</summary>
    static abstract TShort MultiplyBytes(TShort unsigned, TShort signed);

    /// <summary>Unsigned times signed bytes, neighbours added to the 16 bits of a sum, which may wrap.</summary>
    static abstract TShort AddPairs(TShort sum, TShort unsigned, TShort signed);

    /// <summary>16-bit lanes multiplied, neighbours added to 32 bits.</summary>
    static abstract TInt MultiplyInt16(TShort left, TShort right);

    /// <summary>Unsigned times signed bytes, the products of each 32-bit lane added to it.</summary>
    static abstract TInt AddBytes(TInt sum, TShort unsigned, TShort signed);

    /// <summary>The same for unsigned bytes with 128 taken off.</summary>
    static abstract TInt AddSignedBytes(TInt sum, TShort unsigned, TShort signed);

    /// <summary>
    /// Whether the machine multiplies all 32-bit lanes with a chosen one of another vector: then the inputs of four steps are read at once,
    /// and none of them is brought to every lane.
    /// </summary>
    static abstract bool HasLaneProducts { get; }

    /// <summary>The inputs of four steps for <see cref="AddFourSteps"/>: unsigned bytes with 128 taken off.</summary>
    static abstract TShort LoadFourSteps(ref byte source);

    /// <summary>The four inputs of each step times its signed bytes, the products of each 32-bit lane added to it.</summary>
    static abstract TInt AddFourSteps(TInt sum, TShort inputs, TShort signed0, TShort signed1, TShort signed2, TShort signed3);

    /// <summary>16-bit lanes multiplied, the products of each 32-bit lane added to it.</summary>
    static abstract TInt AddProducts(TInt sum, TShort left, TShort right);

    /// <summary>A value in every 16-bit lane.</summary>
    static abstract TShort Broadcast(short value);

    static abstract TShort Add(TShort left, TShort right);

    static abstract TInt Add(TInt left, TInt right);

    static abstract TInt Multiply(TInt left, int right);

    static abstract TInt Multiply(TInt left, TInt right);

    /// <summary>A value in every 32-bit lane.</summary>
    static abstract TInt BroadcastInt32(int value);

    static abstract TInt LoadInt32(ref int source);

    static abstract void StoreInt32(TInt value, ref int destination);

    /// <summary>As many unsigned bytes as there are lanes.</summary>
    static abstract TInt WidenBytes(ref byte source);

    /// <summary>As many 16-bit values as there are lanes, with their signs.</summary>
    static abstract TInt WidenInt16(ref byte source);

    /// <summary>The bytes of both, alternating, from the first half of every 128 bits.</summary>
    static abstract TShort ZipBytesLower(TShort even, TShort odd);

    /// <summary>The same from the second half.</summary>
    static abstract TShort ZipBytesUpper(TShort even, TShort odd);

    /// <summary>The 16-bit lanes of both, alternating, from the first half of every 128 bits.</summary>
    static abstract TShort ZipInt16Lower(TShort even, TShort odd);

    /// <summary>The same from the second half.</summary>
    static abstract TShort ZipInt16Upper(TShort even, TShort odd);

    static abstract void Store(TShort value, ref byte destination);

    /// <summary>
    /// The lanes of four vectors, saturated to bytes as by <see cref="StoreSaturated"/>; every 128 bits of the result have four lanes
    /// of each vector.
    /// </summary>
    static abstract TShort PackSaturated(TInt value0, TInt value1, TInt value2, TInt value3, bool isSigned, TShort minimum, TShort maximum);

    /// <summary>
    /// The lanes of four vectors, saturated to bytes, at four places: unsigned bytes, or signed ones plus 128. Bounds hold for the bytes
    /// that are stored.
    /// </summary>
    /// <param name="value0">The first vector.</param>
    /// <param name="value1">The second.</param>
    /// <param name="value2">The third.</param>
    /// <param name="value3">The fourth.</param>
    /// <param name="isSigned">Whether 128 is added.</param>
    /// <param name="minimum">The smallest byte, in every byte.</param>
    /// <param name="maximum">The largest byte, in every byte.</param>
    /// <param name="destination">What places are counted from.</param>
    /// <param name="outputOffsets">Where the bytes of each vector go.</param>
    static abstract void StoreSaturated(
        TInt value0, TInt value1, TInt value2, TInt value3, bool isSigned, TShort minimum, TShort maximum, ref byte destination, ref int outputOffsets);

    /// <summary>Two vectors of each of two pixels, saturated to bytes as by <see cref="StoreSaturated"/>, at two places.</summary>
    static abstract void StorePairs(
        TInt first0, TInt second0, TInt first1, TInt second1, bool isSigned, TShort minimum, TShort maximum, ref byte destination, ref int outputOffsets);

    /// <summary>The lowest 8 bits of each lane.</summary>
    static abstract void StoreBytes(TInt value, ref byte destination);

    /// <summary>The lower half of each lane.</summary>
    static abstract void StoreInt16(TInt value, ref byte destination);
}
#endif
