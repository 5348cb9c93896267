#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>
/// Rows of weights times a vector of inputs, the weights read as the characters they are and looked up in registers: at batch 1
/// a fully connected layer is as fast as its weights come from memory.
/// </summary>
internal static class CodeProducts
{
    // Rows that share every input that is read.
    private const int RowsAtOnce = 4;

    /// <summary>Whether the machine can look up characters in registers.</summary>
    internal static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    /// <summary>Row by row Σ value(code) · input; only where <see cref="IsSupported"/>.</summary>
    /// <param name="codes">The characters, row by row.</param>
    /// <param name="values">The value of each character.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="sums">Receives one sum for each row.</param>
    internal static void Run(ReadOnlySpan<byte> codes, float[] values, ReadOnlySpan<float> inputs, Span<float> sums)
    {
        if (values.Length <= Table32.End)
        {
            Run(new Table32(values), codes, values, inputs, sums);
        }
        else
        {
            Run(new Table128(values), codes, values, inputs, sums);
        }
    }

    private static void Run<TTable>(TTable table, ReadOnlySpan<byte> codes, float[] values, ReadOnlySpan<float> inputs, Span<float> sums)
        where TTable : struct, ITable
    {
        var row = 0;
        for (; row + RowsAtOnce <= sums.Length; row += RowsAtOnce)
        {
            Four(table, codes.Slice(row * inputs.Length, RowsAtOnce * inputs.Length), inputs, sums.Slice(row, RowsAtOnce));
        }

        for (; row < sums.Length; row++)
        {
            One(table, codes.Slice(row * inputs.Length, inputs.Length), inputs, sums.Slice(row, 1));
        }

        // What does not fill a vector any more.
        for (var at = inputs.Length - (inputs.Length % Vector512<float>.Count); at < inputs.Length; at++)
        {
            for (row = 0; row < sums.Length; row++)
            {
                sums[row] += values[codes[(row * inputs.Length) + at]] * inputs[at];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TTable>(in TTable table, ReadOnlySpan<byte> codes, ReadOnlySpan<float> inputs, Span<float> sums)
        where TTable : struct, ITable
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var input = ref MemoryMarshal.GetReference(inputs);
        nint row = inputs.Length;
        var sum0 = Vector512<float>.Zero;
        var sum1 = Vector512<float>.Zero;
        var sum2 = Vector512<float>.Zero;
        var sum3 = Vector512<float>.Zero;
        for (var rest = inputs.Length; rest >= Vector512<float>.Count; rest -= Vector512<float>.Count)
        {
            var values = Vector512.LoadUnsafe(ref input);
            sum0 = Avx512F.FusedMultiplyAdd(table.LookUp(Load(ref code)), values, sum0);
            sum1 = Avx512F.FusedMultiplyAdd(table.LookUp(Load(ref Unsafe.Add(ref code, row))), values, sum1);
            sum2 = Avx512F.FusedMultiplyAdd(table.LookUp(Load(ref Unsafe.Add(ref code, 2 * row))), values, sum2);
            sum3 = Avx512F.FusedMultiplyAdd(table.LookUp(Load(ref Unsafe.Add(ref code, 3 * row))), values, sum3);
            input = ref Unsafe.Add(ref input, Vector512<float>.Count);
            code = ref Unsafe.Add(ref code, Vector512<float>.Count);
        }

        sums[3] = Vector512.Sum(sum3);
        sums[2] = Vector512.Sum(sum2);
        sums[1] = Vector512.Sum(sum1);
        sums[0] = Vector512.Sum(sum0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TTable>(in TTable table, ReadOnlySpan<byte> codes, ReadOnlySpan<float> inputs, Span<float> sums)
        where TTable : struct, ITable
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var input = ref MemoryMarshal.GetReference(inputs);
        var sum = Vector512<float>.Zero;
        for (var rest = inputs.Length; rest >= Vector512<float>.Count; rest -= Vector512<float>.Count)
        {
            sum = Avx512F.FusedMultiplyAdd(table.LookUp(Load(ref code)), Vector512.LoadUnsafe(ref input), sum);
            input = ref Unsafe.Add(ref input, Vector512<float>.Count);
            code = ref Unsafe.Add(ref code, Vector512<float>.Count);
        }

        sums[0] = Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(ref byte codes) => Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref codes));

    private interface ITable
    {
        Vector512<float> LookUp(Vector512<int> codes);
    }

    /// <summary>Characters below <see cref="End"/>: their lower five bits tell them apart.</summary>
    private readonly struct Table32 : ITable
    {
        internal const int End = CodeTable.First + 32;
        private readonly Vector512<float> lower;
        private readonly Vector512<float> upper;

        internal Table32(float[] values)
        {
            lower = Part(values, 0, 32, CodeTable.First);
            upper = Part(values, 16, 32, CodeTable.First);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> LookUp(Vector512<int> codes) => Avx512F.PermuteVar16x32x2(lower, codes, upper);
    }

    /// <summary>All characters.</summary>
    private readonly struct Table128 : ITable
    {
        private readonly Vector512<float> from32;
        private readonly Vector512<float> from48;
        private readonly Vector512<float> from64;
        private readonly Vector512<float> from80;
        private readonly Vector512<float> from96;
        private readonly Vector512<float> from112;

        internal Table128(float[] values)
        {
            from32 = Part(values, 32, 128, 0);
            from48 = Part(values, 48, 128, 0);
            from64 = Part(values, 64, 128, 0);
            from80 = Part(values, 80, 128, 0);
            from96 = Part(values, 96, 128, 0);
            from112 = Part(values, 112, 128, 0);
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

    // Sixteen places of a table of so many, where a character stands at its number modulo that; from the first character on.
    private static Vector512<float> Part(float[] values, int start, int size, int first)
    {
        Span<float> part = stackalloc float[Vector512<float>.Count];
        for (var i = 0; i < part.Length; i++)
        {
            var code = start + i;
            code += code < first ? (first - code + size - 1) / size * size : 0;
            part[i] = code < values.Length ? values[code] : 0;
        }

        return Vector512.Create<float>(part);
    }
}
#endif
