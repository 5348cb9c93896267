#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>The values of characters, in registers.</summary>
internal interface ILookupTable
{
    /// <summary>The values of the characters in the lowest bytes of the lanes.</summary>
    Vector512<float> LookUp(Vector512<int> codes);
}

/// <summary>Characters below <see cref="PackedGemv.EndOfFew"/>: their lower five bits tell them apart.</summary>
internal readonly struct LookupTable32 : ILookupTable
{
    private readonly Vector512<float> lower;
    private readonly Vector512<float> upper;

    // Characters from 64 on take the places of those before the first.
    internal LookupTable32(ReadOnlySpan<float> outputOffsets)
    {
        var isFrom64 = Vector512.LessThan(Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create(PackedGemv.EndOfFew - 64)).AsSingle();
        lower = Vector512.ConditionalSelect(isFrom64, Part(outputOffsets, 64), Part(outputOffsets, 32));
        upper = Part(outputOffsets, 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> LookUp(Vector512<int> codes) => Avx512F.PermuteVar16x32x2(lower, codes, upper);

    /// <summary>The values of 16 characters.</summary>
    internal static Vector512<float> Part(ReadOnlySpan<float> outputOffsets, int start) => Vector512.Create(outputOffsets.Slice(start, PackedGemv.Outputs));
}

/// <summary>All characters.</summary>
internal readonly struct LookupTable128 : ILookupTable
{
    private readonly Vector512<float> from32;
    private readonly Vector512<float> from48;
    private readonly Vector512<float> from64;
    private readonly Vector512<float> from80;
    private readonly Vector512<float> from96;
    private readonly Vector512<float> from112;

    internal LookupTable128(ReadOnlySpan<float> outputOffsets)
    {
        from32 = LookupTable32.Part(outputOffsets, 32);
        from48 = LookupTable32.Part(outputOffsets, 48);
        from64 = LookupTable32.Part(outputOffsets, 64);
        from80 = LookupTable32.Part(outputOffsets, 80);
        from96 = LookupTable32.Part(outputOffsets, 96);
        from112 = LookupTable32.Part(outputOffsets, 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> LookUp(Vector512<int> codes)
    {
        var upperHalf = Avx512F.BlendVariable(
            Avx512F.PermuteVar16x32x2(from64, codes, from80),
            Avx512F.PermuteVar16x32x2(from96, codes, from112),
            Vector512.ShiftLeft(codes, 26).AsSingle());
        return Avx512F.BlendVariable(
            Avx512F.PermuteVar16x32x2(from32, codes, from48), upperHalf, Vector512.ShiftLeft(codes, 25).AsSingle());
    }
}
#endif
