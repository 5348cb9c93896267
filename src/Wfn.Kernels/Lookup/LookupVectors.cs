#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>16 output channels: the lower bytes of products looked up and the upper ones, and both zipped.</summary>
internal readonly struct LookupVectors128 : ILookupVectors<Vector128<short>>
{
    public static bool HasSecond => true;

    public static int CodeBytes => 16;

    public static Vector128<short> Load(ref byte codes) => Vector128.LoadUnsafe(ref codes).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Products(ref byte row, Vector128<short> codes, out Vector128<short> first, out Vector128<short> second)
    {
        var lower = LookUp(Vector128.LoadUnsafe(ref row), codes.AsByte()).AsInt16();
        var upper = LookUp(Vector128.LoadUnsafe(ref row, LookupTable.UpperBytes), codes.AsByte()).AsInt16();
        first = DotVectors128.ZipBytesLower(lower, upper);
        second = DotVectors128.ZipBytesUpper(lower, upper);
    }

    private static Vector128<byte> LookUp(Vector128<byte> table, Vector128<byte> codes) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, codes) : Vector128.Shuffle(table, codes);
}

/// <summary>32 output channels in the same way.</summary>
internal readonly struct LookupVectors256 : ILookupVectors<Vector256<short>>
{
    public static bool HasSecond => true;

    public static int CodeBytes => 32;

    public static Vector256<short> Load(ref byte codes) => Vector256.LoadUnsafe(ref codes).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Products(ref byte row, Vector256<short> codes, out Vector256<short> first, out Vector256<short> second)
    {
        if (!Avx2.IsSupported)
        {
            LookupVectors128.Products(ref row, codes.GetLower(), out var first0, out var second0);
            LookupVectors128.Products(ref row, codes.GetUpper(), out var first1, out var second1);
            first = Vector256.Create(first0, first1);
            second = Vector256.Create(second0, second1);
            return;
        }

        var lower = Avx2.Shuffle(Vector256.LoadUnsafe(ref row), codes.AsByte());
        var upper = Avx2.Shuffle(Vector256.LoadUnsafe(ref row, LookupTable.UpperBytes), codes.AsByte());
        first = Avx2.UnpackLow(lower, upper).AsInt16();
        second = Avx2.UnpackHigh(lower, upper).AsInt16();
    }
}

/// <summary>64 output channels, whose products are looked up whole, by the codes at even places and by those at odd ones.</summary>
internal readonly struct LookupVectors512 : ILookupVectors<Vector512<short>>
{
    public static bool HasSecond => true;

    public static int CodeBytes => 64;

    public static Vector512<short> Load(ref byte codes) => Vector512.LoadUnsafe(ref codes).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Products(ref byte row, Vector512<short> codes, out Vector512<short> first, out Vector512<short> second)
    {
        var table = Vector512.LoadUnsafe(ref row).AsInt16();
        first = LookUp(table, codes);
        second = LookUp(table, Vector512.ShiftRightLogical(codes, 8));
    }

    // By the lower five bits of each lane.
    internal static Vector512<short> LookUp(Vector512<short> table, Vector512<short> codes) => Avx512BW.IsSupported
        ? Avx512BW.PermuteVar32x16(table, codes)
        : Vector512.Shuffle(table, codes & Vector512.Create((short)LookupTable.CodeMask));
}

/// <summary>32 output channels, whose products are looked up whole by the codes at even places; there are no others.</summary>
internal readonly struct LookupVectors512Half : ILookupVectors<Vector512<short>>
{
    public static bool HasSecond => false;

    public static int CodeBytes => 64;

    public static Vector512<short> Load(ref byte codes) => Vector512.LoadUnsafe(ref codes).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Products(ref byte row, Vector512<short> codes, out Vector512<short> first, out Vector512<short> second)
    {
        first = LookupVectors512.LookUp(Vector512.LoadUnsafe(ref row).AsInt16(), codes);
        second = default;
    }
}
#endif
