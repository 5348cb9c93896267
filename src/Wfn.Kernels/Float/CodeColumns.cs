#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>
/// Rows of inputs times weights that are read as the characters they are and looked up in registers: the lanes of a vector are 16
/// outputs. A single row is as fast as its weights come from memory and out of the table, several rows share what is looked up.
/// </summary>
/// <remarks>
/// Every sum starts with the bias and takes one input after another; blocks that four at a time have left over have four sums, of every
/// fourth input, because one would wait for itself. It is so whatever the number of rows: they come out the same, together or alone.
/// Weights lie as <see cref="FloatColumns"/> says, four inputs of an output in the bytes of a 32-bit lane; looking up takes a lane's lowest
/// bits and leaves the others alone. Tables are copied: behind a reference the JIT reads them from memory again and again. Sums are variables of their own, not arrays: only so they stay in registers.
/// </remarks>
internal static class CodeColumns
{
    // Blocks whose sums keep a single row busy.
    private const int BlocksTogether = 4;

    private const int StepBytes = FloatColumns.Outputs * FloatColumns.CodeInputs;

    /// <summary>Whether the machine can look up characters in registers.</summary>
    internal static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    /// <summary>All rows; only where <see cref="IsSupported"/>.</summary>
    /// <param name="codes">The characters, as many as <see cref="FloatColumns.Length"/> says.</param>
    /// <param name="values">The value of each character.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="input">The inputs, row by row.</param>
    /// <param name="output">Receives the outputs, row by row.</param>
    internal static void Run(
        ReadOnlySpan<byte> codes, float[] values, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output)
    {
        Span<float> places = stackalloc float[FloatColumns.Characters];
        values.AsSpan().CopyTo(places);
        if (values.Length <= FloatColumns.EndOfFew)
        {
            Run(new Table32(places), codes, bias, bounds, inputs, input, output);
        }
        else
        {
            Run(new Table128(places), codes, bias, bounds, inputs, input, output);
        }
    }

    private static void Run<TTable>(
        in TTable table, ReadOnlySpan<byte> codes, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output)
        where TTable : struct, ITable
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var from = ref MemoryMarshal.GetReference(input);
        ref var to = ref MemoryMarshal.GetReference(output);
        ref var start = ref MemoryMarshal.GetArrayDataReference(bias);
        nint block = FloatColumns.Length(FloatColumns.Outputs, inputs, FloatColumns.CodeInputs);
        var outputs = bias.Length;
        var rows = output.Length / outputs;
        var rest = outputs;
        for (; rest >= BlocksTogether * FloatColumns.Outputs; rest -= BlocksTogether * FloatColumns.Outputs)
        {
            var width = rows >= 8 ? 8 : rows >= 4 ? 4 : 1;
            for (var row = 0; row < rows; row += width)
            {
                // The last rows may be among those before them, too: they come out the same.
                var at = Math.Min(row, rows - width);
                RunBlocks(table, ref code, block, width, inputs, ref Unsafe.Add(ref from, at * inputs), ref start, bounds, ref Unsafe.Add(ref to, at * outputs), outputs);
            }

            code = ref Unsafe.Add(ref code, BlocksTogether * block);
            start = ref Unsafe.Add(ref start, BlocksTogether * FloatColumns.Outputs);
            to = ref Unsafe.Add(ref to, BlocksTogether * FloatColumns.Outputs);
        }

        for (; rest > 0; rest -= FloatColumns.Outputs)
        {
            RunBlock(table, ref code, Math.Min(rest, FloatColumns.Outputs), inputs, rows, ref from, ref start, bounds, ref to, outputs);
            code = ref Unsafe.Add(ref code, block);
            start = ref Unsafe.Add(ref start, FloatColumns.Outputs);
            to = ref Unsafe.Add(ref to, FloatColumns.Outputs);
        }
    }

    private static void RunBlocks<TTable>(
        in TTable table, ref byte code, nint block, int rows, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output, int outputs)
        where TTable : struct, ITable
    {
        ref var otherCode = ref Unsafe.Add(ref code, 2 * block);
        ref var otherBias = ref Unsafe.Add(ref bias, 2 * FloatColumns.Outputs);
        ref var otherOutput = ref Unsafe.Add(ref output, 2 * FloatColumns.Outputs);
        switch (rows)
        {
            case 8:
                Run8x2(table, ref code, block, inputs, ref input, ref bias, bounds, ref output, outputs);
                Run8x2(table, ref otherCode, block, inputs, ref input, ref otherBias, bounds, ref otherOutput, outputs);
                break;
            case 4:
                Run4x2(table, ref code, block, inputs, ref input, ref bias, bounds, ref output, outputs);
                Run4x2(table, ref otherCode, block, inputs, ref input, ref otherBias, bounds, ref otherOutput, outputs);
                break;
            default:
                Run1x4(table, ref code, block, inputs, ref input, ref bias, bounds, ref output);
                break;
        }
    }

    // A block by itself; the last one may have fewer outputs than a vector has lanes.
    private static void RunBlock<TTable>(
        in TTable table, ref byte code, int valid, int inputs, int rows, ref float from, ref float bias, FloatBounds bounds, ref float to, int outputs)
        where TTable : struct, ITable
    {
        Span<float> start = stackalloc float[FloatColumns.Outputs];
        Span<float> results = stackalloc float[4 * FloatColumns.Outputs];
        MemoryMarshal.CreateSpan(ref bias, valid).CopyTo(start);
        var step = valid * FloatColumns.CodeInputs;
        ref var result = ref MemoryMarshal.GetReference(results);
        ref var first = ref MemoryMarshal.GetReference(start);
        for (var row = 0; row < rows;)
        {
            var width = rows - row >= 4 ? 4 : 1;
            ref var input = ref Unsafe.Add(ref from, row * inputs);
            if (width == 4)
            {
                Run4(table, ref code, step, inputs, ref input, ref first, bounds, ref result);
            }
            else
            {
                Run1(table, ref code, step, inputs, ref input, ref first, bounds, ref result);
            }

            for (var i = 0; i < width; i++, row++)
            {
                results.Slice(i * FloatColumns.Outputs, valid).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, row * outputs), valid));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run8x2<TTable>(
        in TTable table, ref byte code, nint block, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output, nint outputs)
        where TTable : struct, ITable
    {
        var values = table;
        nint row = inputs;
        var row2 = 2 * row;
        var row3 = 3 * row;
        ref var lower = ref input;
        ref var upper = ref Unsafe.Add(ref input, 4 * row);
        var bias0 = Vector512.LoadUnsafe(ref bias);
        var bias1 = Vector512.LoadUnsafe(ref bias, FloatColumns.Outputs);
        Vector512<float> sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0, sum40 = bias0, sum50 = bias0, sum60 = bias0, sum70 = bias0;
        Vector512<float> sum01 = bias1, sum11 = bias1, sum21 = bias1, sum31 = bias1, sum41 = bias1, sum51 = bias1, sum61 = bias1, sum71 = bias1;
        for (var rest = inputs; rest > 0; rest -= FloatColumns.CodeInputs)
        {
            var codes0 = Load(ref code);
            var codes1 = Load(ref Unsafe.Add(ref code, block));
            for (var i = Math.Min(rest, FloatColumns.CodeInputs); i > 0; i--)
            {
                var weight0 = values.LookUp(codes0);
                var weight1 = values.LookUp(codes1);
                codes0 = Next(codes0);
                codes1 = Next(codes1);
                var value0 = Vector512.Create(lower);
                sum00 = Avx512F.FusedMultiplyAdd(value0, weight0, sum00);
                sum01 = Avx512F.FusedMultiplyAdd(value0, weight1, sum01);
                var value1 = Vector512.Create(Unsafe.Add(ref lower, row));
                sum10 = Avx512F.FusedMultiplyAdd(value1, weight0, sum10);
                sum11 = Avx512F.FusedMultiplyAdd(value1, weight1, sum11);
                var value2 = Vector512.Create(Unsafe.Add(ref lower, row2));
                sum20 = Avx512F.FusedMultiplyAdd(value2, weight0, sum20);
                sum21 = Avx512F.FusedMultiplyAdd(value2, weight1, sum21);
                var value3 = Vector512.Create(Unsafe.Add(ref lower, row3));
                sum30 = Avx512F.FusedMultiplyAdd(value3, weight0, sum30);
                sum31 = Avx512F.FusedMultiplyAdd(value3, weight1, sum31);
                var value4 = Vector512.Create(upper);
                sum40 = Avx512F.FusedMultiplyAdd(value4, weight0, sum40);
                sum41 = Avx512F.FusedMultiplyAdd(value4, weight1, sum41);
                var value5 = Vector512.Create(Unsafe.Add(ref upper, row));
                sum50 = Avx512F.FusedMultiplyAdd(value5, weight0, sum50);
                sum51 = Avx512F.FusedMultiplyAdd(value5, weight1, sum51);
                var value6 = Vector512.Create(Unsafe.Add(ref upper, row2));
                sum60 = Avx512F.FusedMultiplyAdd(value6, weight0, sum60);
                sum61 = Avx512F.FusedMultiplyAdd(value6, weight1, sum61);
                var value7 = Vector512.Create(Unsafe.Add(ref upper, row3));
                sum70 = Avx512F.FusedMultiplyAdd(value7, weight0, sum70);
                sum71 = Avx512F.FusedMultiplyAdd(value7, weight1, sum71);
                lower = ref Unsafe.Add(ref lower, 1);
                upper = ref Unsafe.Add(ref upper, 1);
            }

            code = ref Unsafe.Add(ref code, StepBytes);
        }

        Store(sum00, sum01, bounds, ref output);
        Store(sum10, sum11, bounds, ref Unsafe.Add(ref output, outputs));
        Store(sum20, sum21, bounds, ref Unsafe.Add(ref output, 2 * outputs));
        Store(sum30, sum31, bounds, ref Unsafe.Add(ref output, 3 * outputs));
        Store(sum40, sum41, bounds, ref Unsafe.Add(ref output, 4 * outputs));
        Store(sum50, sum51, bounds, ref Unsafe.Add(ref output, 5 * outputs));
        Store(sum60, sum61, bounds, ref Unsafe.Add(ref output, 6 * outputs));
        Store(sum70, sum71, bounds, ref Unsafe.Add(ref output, 7 * outputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run4x2<TTable>(
        in TTable table, ref byte code, nint block, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output, nint outputs)
        where TTable : struct, ITable
    {
        var values = table;
        nint row = inputs;
        var row2 = 2 * row;
        var row3 = 3 * row;
        var bias0 = Vector512.LoadUnsafe(ref bias);
        var bias1 = Vector512.LoadUnsafe(ref bias, FloatColumns.Outputs);
        Vector512<float> sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0;
        Vector512<float> sum01 = bias1, sum11 = bias1, sum21 = bias1, sum31 = bias1;
        for (var rest = inputs; rest > 0; rest -= FloatColumns.CodeInputs)
        {
            var codes0 = Load(ref code);
            var codes1 = Load(ref Unsafe.Add(ref code, block));
            for (var i = Math.Min(rest, FloatColumns.CodeInputs); i > 0; i--)
            {
                var weight0 = values.LookUp(codes0);
                var weight1 = values.LookUp(codes1);
                codes0 = Next(codes0);
                codes1 = Next(codes1);
                var value0 = Vector512.Create(input);
                sum00 = Avx512F.FusedMultiplyAdd(value0, weight0, sum00);
                sum01 = Avx512F.FusedMultiplyAdd(value0, weight1, sum01);
                var value1 = Vector512.Create(Unsafe.Add(ref input, row));
                sum10 = Avx512F.FusedMultiplyAdd(value1, weight0, sum10);
                sum11 = Avx512F.FusedMultiplyAdd(value1, weight1, sum11);
                var value2 = Vector512.Create(Unsafe.Add(ref input, row2));
                sum20 = Avx512F.FusedMultiplyAdd(value2, weight0, sum20);
                sum21 = Avx512F.FusedMultiplyAdd(value2, weight1, sum21);
                var value3 = Vector512.Create(Unsafe.Add(ref input, row3));
                sum30 = Avx512F.FusedMultiplyAdd(value3, weight0, sum30);
                sum31 = Avx512F.FusedMultiplyAdd(value3, weight1, sum31);
                input = ref Unsafe.Add(ref input, 1);
            }

            code = ref Unsafe.Add(ref code, StepBytes);
        }

        Store(sum00, sum01, bounds, ref output);
        Store(sum10, sum11, bounds, ref Unsafe.Add(ref output, outputs));
        Store(sum20, sum21, bounds, ref Unsafe.Add(ref output, 2 * outputs));
        Store(sum30, sum31, bounds, ref Unsafe.Add(ref output, 3 * outputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run1x4<TTable>(
        in TTable table, ref byte code, nint block, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output)
        where TTable : struct, ITable
    {
        var values = table;
        var (block2, block3) = (2 * block, 3 * block);
        var sum0 = Vector512.LoadUnsafe(ref bias);
        var sum1 = Vector512.LoadUnsafe(ref bias, FloatColumns.Outputs);
        var sum2 = Vector512.LoadUnsafe(ref bias, 2 * FloatColumns.Outputs);
        var sum3 = Vector512.LoadUnsafe(ref bias, 3 * FloatColumns.Outputs);
        for (var rest = inputs; rest > 0; rest -= FloatColumns.CodeInputs)
        {
            var codes0 = Load(ref code);
            var codes1 = Load(ref Unsafe.Add(ref code, block));
            var codes2 = Load(ref Unsafe.Add(ref code, block2));
            var codes3 = Load(ref Unsafe.Add(ref code, block3));
            for (var i = Math.Min(rest, FloatColumns.CodeInputs); i > 0; i--)
            {
                var value = Vector512.Create(input);
                sum0 = Avx512F.FusedMultiplyAdd(value, values.LookUp(codes0), sum0);
                sum1 = Avx512F.FusedMultiplyAdd(value, values.LookUp(codes1), sum1);
                sum2 = Avx512F.FusedMultiplyAdd(value, values.LookUp(codes2), sum2);
                sum3 = Avx512F.FusedMultiplyAdd(value, values.LookUp(codes3), sum3);
                codes0 = Next(codes0);
                codes1 = Next(codes1);
                codes2 = Next(codes2);
                codes3 = Next(codes3);
                input = ref Unsafe.Add(ref input, 1);
            }

            code = ref Unsafe.Add(ref code, StepBytes);
        }

        Store(sum0, sum1, bounds, ref output);
        Store(sum2, sum3, bounds, ref Unsafe.Add(ref output, 2 * FloatColumns.Outputs));
    }

    // Four rows, one block, four sums an output.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run4<TTable>(in TTable table, ref byte code, int step, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output)
        where TTable : struct, ITable
    {
        var values = table;
        nint row = inputs;
        var row2 = 2 * row;
        var row3 = 3 * row;
        Vector512<float> sum01 = default, sum02 = default, sum03 = default, sum11 = default, sum12 = default, sum13 = default;
        Vector512<float> sum21 = default, sum22 = default, sum23 = default, sum31 = default, sum32 = default, sum33 = default;
        var sum00 = Vector512.LoadUnsafe(ref bias);
        Vector512<float> sum10 = sum00, sum20 = sum00, sum30 = sum00;
        for (; inputs > 0; inputs -= FloatColumns.CodeInputs)
        {
            var codes = Load(ref code);
            var weight = values.LookUp(codes);
            sum00 = Avx512F.FusedMultiplyAdd(Vector512.Create(input), weight, sum00);
            sum10 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row)), weight, sum10);
            sum20 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row2)), weight, sum20);
            sum30 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row3)), weight, sum30);
            if (inputs == 1)
            {
                break;
            }

            codes = Next(codes);
            weight = values.LookUp(codes);
            input = ref Unsafe.Add(ref input, 1);
            sum01 = Avx512F.FusedMultiplyAdd(Vector512.Create(input), weight, sum01);
            sum11 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row)), weight, sum11);
            sum21 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row2)), weight, sum21);
            sum31 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row3)), weight, sum31);
            if (inputs == 2)
            {
                break;
            }

            codes = Next(codes);
            weight = values.LookUp(codes);
            input = ref Unsafe.Add(ref input, 1);
            sum02 = Avx512F.FusedMultiplyAdd(Vector512.Create(input), weight, sum02);
            sum12 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row)), weight, sum12);
            sum22 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row2)), weight, sum22);
            sum32 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row3)), weight, sum32);
            if (inputs == 3)
            {
                break;
            }

            weight = values.LookUp(Next(codes));
            input = ref Unsafe.Add(ref input, 1);
            sum03 = Avx512F.FusedMultiplyAdd(Vector512.Create(input), weight, sum03);
            sum13 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row)), weight, sum13);
            sum23 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row2)), weight, sum23);
            sum33 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, row3)), weight, sum33);
            input = ref Unsafe.Add(ref input, 1);
            code = ref Unsafe.Add(ref code, step);
        }

        Store((sum00 + sum01) + (sum02 + sum03), bounds, ref output);
        Store((sum10 + sum11) + (sum12 + sum13), bounds, ref Unsafe.Add(ref output, FloatColumns.Outputs));
        Store((sum20 + sum21) + (sum22 + sum23), bounds, ref Unsafe.Add(ref output, 2 * FloatColumns.Outputs));
        Store((sum30 + sum31) + (sum32 + sum33), bounds, ref Unsafe.Add(ref output, 3 * FloatColumns.Outputs));
    }

    // One row, one block, four sums an output.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run1<TTable>(in TTable table, ref byte code, int step, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output)
        where TTable : struct, ITable
    {
        var values = table;
        var sum0 = Vector512.LoadUnsafe(ref bias);
        Vector512<float> sum1 = default, sum2 = default, sum3 = default;
        for (; inputs > 0; inputs -= FloatColumns.CodeInputs)
        {
            var codes = Load(ref code);
            sum0 = Avx512F.FusedMultiplyAdd(Vector512.Create(input), values.LookUp(codes), sum0);
            if (inputs == 1)
            {
                break;
            }

            sum1 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, 1)), values.LookUp(Vector512.ShiftRightLogical(codes, 8)), sum1);
            if (inputs == 2)
            {
                break;
            }

            sum2 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, 2)), values.LookUp(Vector512.ShiftRightLogical(codes, 16)), sum2);
            if (inputs == 3)
            {
                break;
            }

            sum3 = Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref input, 3)), values.LookUp(Vector512.ShiftRightLogical(codes, 24)), sum3);
            input = ref Unsafe.Add(ref input, FloatColumns.CodeInputs);
            code = ref Unsafe.Add(ref code, step);
        }

        Store((sum0 + sum1) + (sum2 + sum3), bounds, ref output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(ref byte codes) => Vector512.LoadUnsafe(ref codes).AsInt32();

    // What lies above a code's own bits makes no difference.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Next(Vector512<int> codes) => Vector512.ShiftRightLogical(codes, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> value0, Vector512<float> value1, FloatBounds bounds, ref float output)
    {
        Store(value0, bounds, ref output);
        Store(value1, bounds, ref Unsafe.Add(ref output, FloatColumns.Outputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> value, FloatBounds bounds, ref float output) =>
        FloatLanes512.Bound(value, Vector512.Create(bounds.Minimum), Vector512.Create(bounds.Maximum)).StoreUnsafe(ref output);

    private interface ITable
    {
        /// <summary>The values of the characters in the lowest bytes of the lanes.</summary>
        Vector512<float> LookUp(Vector512<int> codes);
    }

    /// <summary>Characters below <see cref="FloatColumns.EndOfFew"/>: their lower five bits tell them apart.</summary>
    private readonly struct Table32 : ITable
    {
        private readonly Vector512<float> lower;
        private readonly Vector512<float> upper;

        // Characters from 64 on take the places of those before the first.
        internal Table32(ReadOnlySpan<float> places)
        {
            var isFrom64 = Vector512.LessThan(Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create(FloatColumns.EndOfFew - 64)).AsSingle();
            lower = Vector512.ConditionalSelect(isFrom64, Part(places, 64), Part(places, 32));
            upper = Part(places, 48);
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

        internal Table128(ReadOnlySpan<float> places)
        {
            from32 = Part(places, 32);
            from48 = Part(places, 48);
            from64 = Part(places, 64);
            from80 = Part(places, 80);
            from96 = Part(places, 96);
            from112 = Part(places, 112);
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

    private static Vector512<float> Part(ReadOnlySpan<float> places, int start) => Vector512.Create(places.Slice(start, FloatColumns.Outputs));
}
#endif
