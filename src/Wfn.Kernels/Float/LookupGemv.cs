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
/// Weights lie as <see cref="PackedGemv"/> says, four inputs of an output in the bytes of a 32-bit lane; looking up takes a lane's lowest
/// bits and leaves the others alone.
/// </remarks>
internal static class LookupGemv
{
    // Blocks whose sums keep a single row busy.
    private const int BlocksTogether = PackedGemv.OutputsTogether / PackedGemv.Outputs;

    /// <summary>Whether the machine can look up characters in registers.</summary>
    internal static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    /// <summary>Some outputs of all rows; only where <see cref="IsSupported"/>.</summary>
    /// <param name="codes">The characters, as many as <see cref="PackedGemv.Length"/> says.</param>
    /// <param name="values">The value of each character.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="input">The inputs, row by row.</param>
    /// <param name="output">Receives the outputs, row by row.</param>
    /// <param name="first">The first output, a multiple of <see cref="PackedGemv.OutputsTogether"/>.</param>
    /// <param name="end">The one after the last: another multiple, or the number of outputs.</param>
    internal static void Run(
        ReadOnlySpan<byte> codes, float[] values, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output, int first, int end)
    {
        Span<float> outputOffsets = stackalloc float[PackedGemv.Characters];
        MemoryExtensions.AsSpan(values).CopyTo(outputOffsets);
        if (values.Length <= PackedGemv.EndOfFew)
        {
            Run(new LookupTable32(outputOffsets), codes, bias, bounds, inputs, input, output, first, end);
        }
        else
        {
            Run(new LookupTable128(outputOffsets), codes, bias, bounds, inputs, input, output, first, end);
        }
    }

    private static void Run<TTable>(
        in TTable table, ReadOnlySpan<byte> codes, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output, int first, int end)
        where TTable : struct, ILookupTable
    {
        nint block = PackedGemv.Length(PackedGemv.Outputs, inputs, PackedGemv.CodeInputs);
        ref var code = ref Unsafe.Add(ref MemoryMarshal.GetReference(codes), first / PackedGemv.Outputs * block);
        ref var from = ref MemoryMarshal.GetReference(input);
        ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), first);
        ref var start = ref bias[first];
        var outputs = bias.Length;
        var rows = output.Length / outputs;
        var rest = end - first;
        for (; rest >= BlocksTogether * PackedGemv.Outputs; rest -= BlocksTogether * PackedGemv.Outputs)
        {
            var width = rows >= 8 ? 8 : rows >= 4 ? 4 : 1;
            for (var row = 0; row < rows; row += width)
            {
                // The last rows may be among those before them, too: they come out the same.
                var at = Math.Min(row, rows - width);
                RunBlocks(table, ref code, block, width, inputs, ref Unsafe.Add(ref from, at * inputs), ref start, bounds, ref Unsafe.Add(ref to, at * outputs), outputs);
            }

            code = ref Unsafe.Add(ref code, BlocksTogether * block);
            start = ref Unsafe.Add(ref start, BlocksTogether * PackedGemv.Outputs);
            to = ref Unsafe.Add(ref to, BlocksTogether * PackedGemv.Outputs);
        }

        for (; rest > 0; rest -= PackedGemv.Outputs)
        {
            RunBlock(table, ref code, Math.Min(rest, PackedGemv.Outputs), inputs, rows, ref from, ref start, bounds, ref to, outputs);
            code = ref Unsafe.Add(ref code, block);
            start = ref Unsafe.Add(ref start, PackedGemv.Outputs);
            to = ref Unsafe.Add(ref to, PackedGemv.Outputs);
        }
    }

    private static void RunBlocks<TTable>(
        in TTable table, ref byte code, nint block, int rows, int inputs, ref float input, ref float bias, FloatBounds bounds, ref float output, int outputs)
        where TTable : struct, ILookupTable
    {
        ref var otherCode = ref Unsafe.Add(ref code, 2 * block);
        ref var otherBias = ref Unsafe.Add(ref bias, 2 * PackedGemv.Outputs);
        ref var otherOutput = ref Unsafe.Add(ref output, 2 * PackedGemv.Outputs);
        switch (rows)
        {
            case 8:
                LookupGemvTile.Run8x2(table, ref code, block, inputs, ref input, ref bias, bounds, ref output, outputs);
                LookupGemvTile.Run8x2(table, ref otherCode, block, inputs, ref input, ref otherBias, bounds, ref otherOutput, outputs);
                break;
            case 4:
                LookupGemvTile.Run4x2(table, ref code, block, inputs, ref input, ref bias, bounds, ref output, outputs);
                LookupGemvTile.Run4x2(table, ref otherCode, block, inputs, ref input, ref otherBias, bounds, ref otherOutput, outputs);
                break;
            default:
                LookupGemvTile.Run1x4(table, ref code, block, inputs, ref input, ref bias, bounds, ref output);
                break;
        }
    }

    // A block by itself; the last one may have fewer outputs than a vector has lanes.
    private static void RunBlock<TTable>(
        in TTable table, ref byte code, int valid, int inputs, int rows, ref float from, ref float bias, FloatBounds bounds, ref float to, int outputs)
        where TTable : struct, ILookupTable
    {
        Span<float> start = stackalloc float[PackedGemv.Outputs];
        Span<float> results = stackalloc float[4 * PackedGemv.Outputs];
        MemoryMarshal.CreateSpan(ref bias, valid).CopyTo(start);
        var step = valid * PackedGemv.CodeInputs;
        ref var result = ref MemoryMarshal.GetReference(results);
        ref var first = ref MemoryMarshal.GetReference(start);
        for (var row = 0; row < rows;)
        {
            var width = rows - row >= 4 ? 4 : 1;
            ref var input = ref Unsafe.Add(ref from, row * inputs);
            if (width == 4)
            {
                LookupGemvTile.Run4x1(table, ref code, step, inputs, ref input, ref first, bounds, ref result);
            }
            else
            {
                LookupGemvTile.Run1x1(table, ref code, step, inputs, ref input, ref first, bounds, ref result);
            }

            for (var i = 0; i < width; i++, row++)
            {
                results.Slice(i * PackedGemv.Outputs, valid).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, row * outputs), valid));
            }
        }
    }
}
#endif
