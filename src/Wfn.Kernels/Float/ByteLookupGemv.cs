#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Kernels;

/// <summary>
/// A row of inputs times weights that are read as the characters they are, 32 of them looked up at once, byte by byte, in registers of
/// 256 bits; for machines without vectors of 512 bits.
/// </summary>
/// <remarks>
/// Sums of few powers of two need few bits of a float: its upper two bytes, each of which a table of 16 bytes holds for 16 characters.
/// Every sum starts with the bias and takes one input after another. Weights lie as <see cref="PackedGemv"/> says.
/// </remarks>
internal static class ByteLookupGemv
{
    // Vectors of 8 outputs whose sums keep the multiply-add units busy: they take four cycles.
    private const int VectorsTogether = 4;
    private const int MostCharacters = PackedGemv.EndOfFew - Base91Decoder.First;
    private const int OutputsTogether = VectorsTogether * 8;

    /// <summary>Whether the machine and the values are such.</summary>
    /// <param name="values">The value of each character.</param>
    internal static bool CanRun(float[] values)
    {
        if (!Avx2.IsSupported || !Fma.IsSupported || values.Length > PackedGemv.EndOfFew)
        {
            return false;
        }

        var bits = 0;
        foreach (var value in values)
        {
            bits |= BitConverter.SingleToInt32Bits(value);
        }

        return (bits & 0xFFFF) == 0;
    }

    /// <summary>Some outputs of all rows; only where <see cref="CanRun"/>.</summary>
    /// <param name="codes">The characters, as many as <see cref="PackedGemv.Length"/> says.</param>
    /// <param name="values">The value of each character.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="input">The inputs, row by row.</param>
    /// <param name="output">Receives the outputs, row by row.</param>
    /// <param name="start">The first output, which starts a block.</param>
    /// <param name="end">The one after the last.</param>
    internal static void Run(
        ReadOnlySpan<byte> codes, float[] values, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output, int start, int end)
    {
        // Lower bits tell characters apart, whichever the first one is.
        Span<ushort> halves = stackalloc ushort[MostCharacters];
        for (var character = Base91Decoder.First; character < values.Length; character++)
        {
            halves[character % MostCharacters] = (ushort)(BitConverter.SingleToUInt32Bits(values[character]) >> 16);
            if (values.Length <= Base91Decoder.First + (MostCharacters / 2))
            {
                halves[character % (MostCharacters / 2)] = halves[character % MostCharacters];
            }
        }

        var first = Vector256.LoadUnsafe(ref halves[0]);
        var second = Vector256.LoadUnsafe(ref halves[MostCharacters / 2]);
        if (values.Length <= Base91Decoder.First + (MostCharacters / 2))
        {
            Run(new ByteLookupTable<ByteTable16>(new(Upper(first)), new(Lower(first))), codes, bias, bounds, inputs, input, output, start, end);
        }
        else
        {
            Run(new ByteLookupTable<ByteTable32>(new(Upper(first), Upper(second)), new(Lower(first), Lower(second))), codes, bias, bounds, inputs, input, output, start, end);
        }
    }

    private static Vector128<byte> Upper(Vector256<ushort> halves) => Lower(Vector256.ShiftRightLogical(halves, 8));

    private static Vector128<byte> Lower(Vector256<ushort> halves)
    {
        halves &= Vector256.Create((ushort)byte.MaxValue);
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }

    private static void Run<TTable>(
        in ByteLookupTable<TTable> table, ReadOnlySpan<byte> codes, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output, int start, int end)
        where TTable : struct, IByteTable
    {
        Span<float> biases = stackalloc float[PackedGemv.Outputs];
        Span<float> results = stackalloc float[PackedGemv.Outputs];
        ref var from = ref MemoryMarshal.GetReference(input);
        nint block = PackedGemv.Length(PackedGemv.Outputs, inputs, PackedGemv.CodeInputs);
        for (var row = output; row.Length >= bias.Length; row = row.Slice(bias.Length))
        {
            ref var code = ref Unsafe.Add(ref MemoryMarshal.GetReference(codes), start / PackedGemv.Outputs * block);
            var first = start;
            for (; first + OutputsTogether <= end; first += OutputsTogether)
            {
                Four(table, ref code, ref Unsafe.Add(ref code, block), inputs, ref from, ref bias[first], bounds, ref row[first]);
                code = ref Unsafe.Add(ref code, 2 * block);
            }

            for (; first < end; first += PackedGemv.Outputs)
            {
                var valid = Math.Min(PackedGemv.Outputs, end - first);
                MemoryExtensions.AsSpan(bias, first, valid).CopyTo(biases);
                Two(table, ref code, valid * PackedGemv.CodeInputs, inputs, ref from, ref biases[0], bounds, ref results[0]);
                results.Slice(0, valid).CopyTo(row.Slice(first));
                code = ref Unsafe.Add(ref code, block);
            }

            from = ref Unsafe.Add(ref from, inputs);
        }
    }

    // 32 outputs: two blocks.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TTable>(
        in ByteLookupTable<TTable> table, ref byte code, ref byte other, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output)
        where TTable : struct, IByteTable
    {
        var values = table;
        var sum0 = Vector256.LoadUnsafe(ref bias);
        var sum1 = Vector256.LoadUnsafe(ref bias, 8);
        var sum2 = Vector256.LoadUnsafe(ref bias, 16);
        var sum3 = Vector256.LoadUnsafe(ref bias, 24);
        for (; inputs >= PackedGemv.CodeInputs; inputs -= PackedGemv.CodeInputs)
        {
            sum0 = values.MultiplyAdd(Vector256.LoadUnsafe(ref code), ref input, sum0);
            sum1 = values.MultiplyAdd(Vector256.LoadUnsafe(ref code, 32), ref input, sum1);
            sum2 = values.MultiplyAdd(Vector256.LoadUnsafe(ref other), ref input, sum2);
            sum3 = values.MultiplyAdd(Vector256.LoadUnsafe(ref other, 32), ref input, sum3);
            code = ref Unsafe.Add(ref code, PackedGemv.Outputs * PackedGemv.CodeInputs);
            other = ref Unsafe.Add(ref other, PackedGemv.Outputs * PackedGemv.CodeInputs);
            input = ref Unsafe.Add(ref input, PackedGemv.CodeInputs);
        }

        if (inputs > 0)
        {
            sum0 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref code), inputs, ref input, sum0);
            sum1 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref code, 32), inputs, ref input, sum1);
            sum2 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref other), inputs, ref input, sum2);
            sum3 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref other, 32), inputs, ref input, sum3);
        }

        Store(sum0, sum1, bounds, ref output);
        Store(sum2, sum3, bounds, ref Unsafe.Add(ref output, PackedGemv.Outputs));
    }

    // A block, whose codes may be fewer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<TTable>(
        in ByteLookupTable<TTable> table, ref byte code, nint step, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output)
        where TTable : struct, IByteTable
    {
        var values = table;
        var sum0 = Vector256.LoadUnsafe(ref bias);
        var sum1 = Vector256.LoadUnsafe(ref bias, 8);
        for (; inputs >= PackedGemv.CodeInputs; inputs -= PackedGemv.CodeInputs)
        {
            sum0 = values.MultiplyAdd(Vector256.LoadUnsafe(ref code), ref input, sum0);
            sum1 = values.MultiplyAdd(Vector256.LoadUnsafe(ref code, 32), ref input, sum1);
            code = ref Unsafe.Add(ref code, step);
            input = ref Unsafe.Add(ref input, PackedGemv.CodeInputs);
        }

        if (inputs > 0)
        {
            sum0 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref code), inputs, ref input, sum0);
            sum1 = values.MultiplyAddSome(Vector256.LoadUnsafe(ref code, 32), inputs, ref input, sum1);
        }

        Store(sum0, sum1, bounds, ref output);
    }

    private static void Store(Vector256<float> sum0, Vector256<float> sum1, FloatBounds bounds, ref float output)
    {
        var minimum = Vector256.Create(bounds.Minimum);
        var maximum = Vector256.Create(bounds.Maximum);
        FloatVectors256.Bound(sum0, minimum, maximum).StoreUnsafe(ref output);
        FloatVectors256.Bound(sum1, minimum, maximum).StoreUnsafe(ref output, 8);
    }
}
#endif
