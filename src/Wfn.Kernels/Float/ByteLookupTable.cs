#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>The bytes of characters' values, in registers.</summary>
internal interface IByteTable
{
    /// <summary>The values' bytes at the places of characters.</summary>
    Vector256<byte> LookUp(Vector256<byte> codes);
}

/// <summary>Up to 16 characters, by their lower four bits.</summary>
internal readonly struct ByteTable16 : IByteTable
{
    private readonly Vector256<byte> bytes;

    internal ByteTable16(Vector128<byte> bytes) => this.bytes = Vector256.Create(bytes, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> LookUp(Vector256<byte> codes) => Avx2.Shuffle(bytes, codes);
}

/// <summary>Up to 32 characters, by their lower five bits.</summary>
internal readonly struct ByteTable32 : IByteTable
{
    private readonly ByteTable16 lower;
    private readonly ByteTable16 upper;

    internal ByteTable32(Vector128<byte> lower, Vector128<byte> upper) => (this.lower, this.upper) = (new ByteTable16(lower), new ByteTable16(upper));

    // A shuffle looks at the lower four bits, a blend at the highest: the fifth is brought there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> LookUp(Vector256<byte> codes) =>
        Avx2.BlendVariable(lower.LookUp(codes), upper.LookUp(codes), Vector256.ShiftLeft(codes.AsUInt16(), 3).AsByte());
}

/// <summary>Floats of which the upper two bytes say everything, by their characters.</summary>
/// <typeparam name="TTable">Tables for as many characters as there are.</typeparam>
internal readonly struct ByteLookupTable<TTable>
    where TTable : struct, IByteTable
{
    private readonly TTable upper;
    private readonly TTable lower;

    /// <summary>Takes the tables of the highest bytes and of those below them.</summary>
    internal ByteLookupTable(TTable upper, TTable lower) => (this.upper, this.lower) = (upper, lower);

    /// <summary>Four inputs times their weights of eight outputs, added to the outputs' sums one after another.</summary>
    /// <param name="codes">Characters, the four of an output side by side.</param>
    /// <param name="input">The first input.</param>
    /// <param name="sum">The sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> MultiplyAdd(Vector256<byte> codes, ref float input, Vector256<float> sum)
    {
        LookUp(codes, out var pair, out var other);
        sum = Fma.MultiplyAdd(First(pair), Vector256.Create(input), sum);
        sum = Fma.MultiplyAdd(Second(pair), Vector256.Create(Unsafe.Add(ref input, 1)), sum);
        sum = Fma.MultiplyAdd(First(other), Vector256.Create(Unsafe.Add(ref input, 2)), sum);
        return Fma.MultiplyAdd(Second(other), Vector256.Create(Unsafe.Add(ref input, 3)), sum);
    }

    /// <summary>The same with one to three inputs.</summary>
    internal Vector256<float> MultiplyAddSome(Vector256<byte> codes, int inputs, ref float input, Vector256<float> sum)
    {
        LookUp(codes, out var pair, out var other);
        sum = Fma.MultiplyAdd(First(pair), Vector256.Create(input), sum);
        sum = inputs > 1 ? Fma.MultiplyAdd(Second(pair), Vector256.Create(Unsafe.Add(ref input, 1)), sum) : sum;
        return inputs > 2 ? Fma.MultiplyAdd(First(other), Vector256.Create(Unsafe.Add(ref input, 2)), sum) : sum;
    }

    // In each 32-bit lane the upper halves of the weights of one output, of the first two inputs and of the other two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LookUp(Vector256<byte> codes, out Vector256<uint> pair, out Vector256<uint> other)
    {
        // The zips below take bytes 0 to 7 and 8 to 15: pairs of the first two inputs go before those of the other two.
        codes = Avx2.Shuffle(codes, Vector256.Create((byte)
            0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
        var highest = upper.LookUp(codes);
        var next = lower.LookUp(codes);
        pair = Avx2.UnpackLow(next, highest).AsUInt32();
        other = Avx2.UnpackHigh(next, highest).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> First(Vector256<uint> pair) => Vector256.ShiftLeft(pair, 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Second(Vector256<uint> pair) => (pair & Vector256.Create(0xFFFF0000)).AsSingle();
}
#endif
