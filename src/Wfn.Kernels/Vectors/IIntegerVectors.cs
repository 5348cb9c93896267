#if NET8_0_OR_GREATER
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
#endif
