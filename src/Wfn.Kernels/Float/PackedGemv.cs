using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
#endif

namespace Wfn.Kernels;

/// <summary>Rows of inputs times weights, 16 outputs after another; every sum starts with the bias and takes one input after another.</summary>
/// <remarks>
/// Weights lie block by block of 16 outputs (the last block may have fewer), in a block one group of inputs after another, in a group
/// output by output. Codes are in groups of four inputs, the last one filled up, and decoded a part at a time; floats are read as they lie.
/// After a block of fewer outputs there is as much more as whole vectors read.
/// </remarks>
internal static class PackedGemv
{
    /// <summary>Outputs of a block.</summary>
    internal const int Outputs = GemvSizes.BlockOutputs;

    /// <summary>Outputs that belong together: how their sums are built depends on their number.</summary>
    internal const int OutputsTogether = 4 * Outputs;

    /// <summary>Inputs of a group of codes.</summary>
    internal const int CodeInputs = GemvSizes.CodeInputs;

    /// <summary>Characters below this are told apart by their lower five bits.</summary>
    internal const int EndOfFew = Base91Decoder.First + 32;

    /// <summary>All characters that there are.</summary>
    internal const int Characters = 128;

    // Inputs that are decoded at once, and rows that share what is decoded.
    private const int Part = 64;
    private const int MostRows = 32;

    /// <summary>The number of codes or floats of a layer.</summary>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="group">Inputs of a group.</param>
    internal static int Length(int outputs, int inputs, int group)
    {
        var rest = outputs % Outputs;
        return checked((outputs * ((inputs + group - 1) / group * group)) + (rest == 0 ? 0 : (Outputs - rest) * group));
    }

    /// <summary>Some outputs of all rows, with vectors of a given width; the first one starts a block.</summary>
    internal static void Run(
        FloatWeights weights, float[] bias, FloatBounds bounds, int inputs, ReadOnlySpan<float> input, Span<float> output, int start, int end, VectorWidth vectorWidth)
    {
        Span<float> part = stackalloc float[weights.Codes.IsEmpty ? 0 : Part * Outputs];
        Span<float> values = stackalloc float[weights.Codes.IsEmpty ? 0 : Characters];
        if (!weights.Codes.IsEmpty)
        {
            MemoryExtensions.AsSpan(weights.Values).CopyTo(values);
        }

        var rows = output.Length / bias.Length;
        Span<float> sums = stackalloc float[Math.Min(MostRows, rows) * Outputs];
        for (var row = 0; row < rows; row += MostRows)
        {
            var count = Math.Min(MostRows, rows - row);
            for (var first = start; first < end; first += Outputs)
            {
                var valid = Math.Min(Outputs, end - first);
                for (var i = 0; i < count; i++)
                {
                    MemoryExtensions.AsSpan(bias, first, valid).CopyTo(sums.Slice(i * Outputs));
                }

                Block(weights, first, valid, inputs, input.Slice(row * inputs), count, values, part, sums, vectorWidth);
                for (var i = 0; i < count; i++)
                {
                    var results = output.Slice(((row + i) * bias.Length) + first, valid);
                    sums.Slice(i * Outputs, valid).CopyTo(results);
                    bounds.Apply(results);
                }
            }
        }
    }

    private static void Block(
        FloatWeights weights, int first, int valid, int inputs, ReadOnlySpan<float> input, int rows, ReadOnlySpan<float> values, Span<float> part, Span<float> sums, VectorWidth vectorWidth)
    {
        if (weights.Codes.IsEmpty)
        {
            Products(input, inputs, inputs, rows, MemoryExtensions.AsSpan(weights.Values, first * inputs), valid, valid, sums, vectorWidth);
            return;
        }

        var codes = weights.Codes.Slice(first * (Length(Outputs, inputs, CodeInputs) / Outputs));
        for (var start = 0; start < inputs; start += Part)
        {
            var count = Math.Min(Part, inputs - start);
            Decode(codes.Slice(start * valid), values, weights.Values.Length <= EndOfFew, valid, count, part);
            Products(input.Slice(start), inputs, count, rows, part, Outputs, valid, sums, vectorWidth);
        }
    }

    // A part of a block's weights, input by input; there is a value at the place of every character.
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Decode(ReadOnlySpan<byte> codes, ReadOnlySpan<float> values, bool areFew, int outputs, int inputs, Span<float> part)
    {
        var groups = (inputs + CodeInputs - 1) / CodeInputs;
        ref var code = ref MemoryMarshal.GetReference(codes.Slice(0, groups * CodeInputs * outputs));
        ref var value = ref MemoryMarshal.GetReference(values.Slice(0, Characters));
        ref var to = ref MemoryMarshal.GetReference(part.Slice(0, groups * CodeInputs * Outputs));
        if (areFew && outputs == Outputs && Avx2.IsSupported)
        {
            LookUp(ref code, ref value, groups, ref to);
            return;
        }

        if (areFew && outputs == Outputs && AdvSimd.Arm64.IsSupported)
        {
            LookUpBytes(ref code, ref value, groups, ref to);
            return;
        }

        for (; groups > 0; groups--)
        {
            for (var output = 0; output < outputs; output++)
            {
                ref var place = ref Unsafe.Add(ref to, output);
                place = Unsafe.Add(ref value, code & (Characters - 1));
                Unsafe.Add(ref place, Outputs) = Unsafe.Add(ref value, Unsafe.Add(ref code, 1) & (Characters - 1));
                Unsafe.Add(ref place, 2 * Outputs) = Unsafe.Add(ref value, Unsafe.Add(ref code, 2) & (Characters - 1));
                Unsafe.Add(ref place, 3 * Outputs) = Unsafe.Add(ref value, Unsafe.Add(ref code, 3) & (Characters - 1));
                code = ref Unsafe.Add(ref code, CodeInputs);
            }

            to = ref Unsafe.Add(ref to, CodeInputs * Outputs);
        }
    }

    // The lower five bits tell few characters apart: three choose within a vector, two the vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUp(ref byte code, ref float values, int groups, ref float to)
    {
        var isFrom64 = Vector256.LessThan(Vector256.Create(64, 65, 66, 67, 68, 69, 70, 71), Vector256.Create(EndOfFew)).AsSingle();
        var table0 = Vector256.ConditionalSelect(isFrom64, Vector256.LoadUnsafe(ref values, 64), Vector256.LoadUnsafe(ref values, 32));
        var table1 = Vector256.LoadUnsafe(ref values, 40);
        var table2 = Vector256.LoadUnsafe(ref values, 48);
        var table3 = Vector256.LoadUnsafe(ref values, 56);
        for (var halves = 2 * groups; halves > 0; halves--)
        {
            var codes = Vector256.LoadUnsafe(ref code).AsInt32();
            ref var place = ref to;
            for (var i = 0; i < CodeInputs; i++)
            {
                var isOdd = Vector256.ShiftLeft(codes, 28).AsSingle();
                var lower = Avx.BlendVariable(Avx2.PermuteVar8x32(table0, codes), Avx2.PermuteVar8x32(table1, codes), isOdd);
                var upper = Avx.BlendVariable(Avx2.PermuteVar8x32(table2, codes), Avx2.PermuteVar8x32(table3, codes), isOdd);
                Avx.BlendVariable(lower, upper, Vector256.ShiftLeft(codes, 27).AsSingle()).StoreUnsafe(ref place);
                codes = Vector256.ShiftRightLogical(codes, 8);
                place = ref Unsafe.Add(ref place, Outputs);
            }

            code = ref Unsafe.Add(ref code, Vector256<byte>.Count);
            to = ref Unsafe.Add(ref to, (halves & 1) == 0 ? Vector256<float>.Count : (CodeInputs * Outputs) - Vector256<float>.Count);
        }
    }

    // The same by the bytes of floats: a table of two vectors for each of the four. Codes of an input are brought side by side before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUpBytes(ref byte code, ref float values, int groups, ref float to)
    {
        var isFrom64 = Vector128.LessThan(Vector128.Create(64, 65, 66, 67), Vector128.Create(EndOfFew)).AsSingle();
        var first = Vector128.ConditionalSelect(isFrom64, Vector128.LoadUnsafe(ref values, 64), Vector128.LoadUnsafe(ref values, 32));
        BytePlanes(first, ref Unsafe.Add(ref values, 36), out var lower0, out var lower1, out var lower2, out var lower3);
        BytePlanes(Vector128.LoadUnsafe(ref values, 48), ref Unsafe.Add(ref values, 52), out var upper0, out var upper1, out var upper2, out var upper3);
        var order = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        for (var quarters = 4 * groups; quarters > 0; quarters--)
        {
            var codes = AdvSimd.Arm64.VectorTableLookup(Vector128.LoadUnsafe(ref code), order) & Vector128.Create((byte)31);
            var byte0 = AdvSimd.Arm64.VectorTableLookup((lower0, upper0), codes);
            var byte1 = AdvSimd.Arm64.VectorTableLookup((lower1, upper1), codes);
            var byte2 = AdvSimd.Arm64.VectorTableLookup((lower2, upper2), codes);
            var byte3 = AdvSimd.Arm64.VectorTableLookup((lower3, upper3), codes);
            var low = AdvSimd.Arm64.ZipLow(byte0, byte1).AsInt16();
            var high = AdvSimd.Arm64.ZipLow(byte2, byte3).AsInt16();
            AdvSimd.Arm64.ZipLow(low, high).AsSingle().StoreUnsafe(ref to);
            AdvSimd.Arm64.ZipHigh(low, high).AsSingle().StoreUnsafe(ref to, Outputs);
            low = AdvSimd.Arm64.ZipHigh(byte0, byte1).AsInt16();
            high = AdvSimd.Arm64.ZipHigh(byte2, byte3).AsInt16();
            AdvSimd.Arm64.ZipLow(low, high).AsSingle().StoreUnsafe(ref to, 2 * Outputs);
            AdvSimd.Arm64.ZipHigh(low, high).AsSingle().StoreUnsafe(ref to, 3 * Outputs);
            code = ref Unsafe.Add(ref code, Vector128<byte>.Count);
            to = ref Unsafe.Add(ref to, (quarters & 3) == 1 ? (CodeInputs * Outputs) - (Outputs - 4) : 4);
        }
    }

    // The bytes of sixteen floats, of which the first four are in a vector: all lowest ones, all next ones, and so on.
    private static void BytePlanes(
        Vector128<float> first, ref float others, out Vector128<byte> plane0, out Vector128<byte> plane1, out Vector128<byte> plane2, out Vector128<byte> plane3)
    {
        var (value0, value1) = (first.AsByte(), Vector128.LoadUnsafe(ref others).AsByte());
        var (value2, value3) = (Vector128.LoadUnsafe(ref others, 4).AsByte(), Vector128.LoadUnsafe(ref others, 8).AsByte());
        var (even0, even1) = (AdvSimd.Arm64.UnzipEven(value0, value1), AdvSimd.Arm64.UnzipEven(value2, value3));
        var (odd0, odd1) = (AdvSimd.Arm64.UnzipOdd(value0, value1), AdvSimd.Arm64.UnzipOdd(value2, value3));
        plane0 = AdvSimd.Arm64.UnzipEven(even0, even1);
        plane1 = AdvSimd.Arm64.UnzipEven(odd0, odd1);
        plane2 = AdvSimd.Arm64.UnzipOdd(even0, even1);
        plane3 = AdvSimd.Arm64.UnzipOdd(odd0, odd1);
    }
#else
    private static void Decode(ReadOnlySpan<byte> codes, ReadOnlySpan<float> values, bool areFew, int outputs, int inputs, Span<float> part)
    {
        for (var group = 0; group < inputs; group += CodeInputs)
        {
            var own = codes.Slice(group * outputs, CodeInputs * outputs);
            var to = part.Slice(group * Outputs, CodeInputs * Outputs);
            for (int output = 0, at = 0; output < outputs; output++, at += CodeInputs)
            {
                to[output] = values[own[at]];
                to[Outputs + output] = values[own[at + 1]];
                to[(2 * Outputs) + output] = values[own[at + 2]];
                to[(3 * Outputs) + output] = values[own[at + 3]];
            }
        }
    }
#endif

    // Adds the products of some inputs to the sums of every row.
    private static void Products(
        ReadOnlySpan<float> input, int distance, int inputs, int rows, ReadOnlySpan<float> weights, int step, int valid, Span<float> sums, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var total = ref MemoryMarshal.GetReference(sums);
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                Rows<FloatVectors512, Vector512<float>>(ref x, distance, inputs, rows, ref weight, step, valid, ref total);
                return;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                Rows<FloatVectors256, Vector256<float>>(ref x, distance, inputs, rows, ref weight, step, valid, ref total);
                return;
            case VectorWidth.Bits128:
                Rows<FloatVectors128, Vector128<float>>(ref x, distance, inputs, rows, ref weight, step, valid, ref total);
                return;
        }

#endif
        for (var row = 0; row < rows; row++)
        {
            var own = sums.Slice(row * Outputs, valid);
            var values = input.Slice(row * distance, inputs);
            if (valid == 1)
            {
                var sum = own[0];
                for (int i = 0, at = 0; i < values.Length; i++, at += step)
                {
                    sum += values[i] * weights[at];
                }

                own[0] = sum;
                continue;
            }

            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                var factors = weights.Slice(i * step, valid);
                for (var output = 0; output < factors.Length; output++)
                {
                    own[output] += value * factors[output];
                }
            }
        }
    }

#if NET8_0_OR_GREATER
    private static void Rows<TVectors, TFloat>(ref float input, int distance, int inputs, int rows, ref float weights, int step, int valid, ref float sums)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        for (; rows >= 4; rows -= 4)
        {
            for (var output = 0; output < valid; output += TVectors.Count)
            {
                Four<TVectors, TFloat>(ref input, distance, inputs, ref Unsafe.Add(ref weights, output), step, ref Unsafe.Add(ref sums, output));
            }

            input = ref Unsafe.Add(ref input, 4 * distance);
            sums = ref Unsafe.Add(ref sums, 4 * Outputs);
        }

        for (; rows > 0; rows--)
        {
            var done = 0;
            for (; done + TVectors.Count < valid; done += 2 * TVectors.Count)
            {
                OneOfTwo<TVectors, TFloat>(ref input, inputs, ref Unsafe.Add(ref weights, done), step, ref Unsafe.Add(ref sums, done));
            }

            if (done < valid)
            {
                One<TVectors, TFloat>(ref input, inputs, ref Unsafe.Add(ref weights, done), step, ref Unsafe.Add(ref sums, done));
            }

            input = ref Unsafe.Add(ref input, distance);
            sums = ref Unsafe.Add(ref sums, Outputs);
        }
    }

    // Four rows that share a vector of weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TVectors, TFloat>(ref float input, nint distance, int inputs, ref float weights, int step, ref float sums)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        var (row2, row3) = (2 * distance, 3 * distance);
        var sum0 = TVectors.Load(ref sums, 0);
        var sum1 = TVectors.Load(ref sums, Outputs);
        var sum2 = TVectors.Load(ref sums, 2 * Outputs);
        var sum3 = TVectors.Load(ref sums, 3 * Outputs);
        for (; inputs > 0; inputs--)
        {
            var weight = TVectors.Load(ref weights, 0);
            sum0 = TVectors.MultiplyAdd(TVectors.Broadcast(input), weight, sum0);
            sum1 = TVectors.MultiplyAdd(TVectors.Broadcast(Unsafe.Add(ref input, distance)), weight, sum1);
            sum2 = TVectors.MultiplyAdd(TVectors.Broadcast(Unsafe.Add(ref input, row2)), weight, sum2);
            sum3 = TVectors.MultiplyAdd(TVectors.Broadcast(Unsafe.Add(ref input, row3)), weight, sum3);
            weights = ref Unsafe.Add(ref weights, step);
            input = ref Unsafe.Add(ref input, 1);
        }

        TVectors.Store(sum0, ref sums, 0);
        TVectors.Store(sum1, ref sums, Outputs);
        TVectors.Store(sum2, ref sums, 2 * Outputs);
        TVectors.Store(sum3, ref sums, 3 * Outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneOfTwo<TVectors, TFloat>(ref float input, int inputs, ref float weights, int step, ref float sums)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        var sum0 = TVectors.Load(ref sums, 0);
        var sum1 = TVectors.Load(ref sums, TVectors.Count);
        for (; inputs > 0; inputs--)
        {
            var value = TVectors.Broadcast(input);
            sum0 = TVectors.MultiplyAdd(value, TVectors.Load(ref weights, 0), sum0);
            sum1 = TVectors.MultiplyAdd(value, TVectors.Load(ref weights, TVectors.Count), sum1);
            weights = ref Unsafe.Add(ref weights, step);
            input = ref Unsafe.Add(ref input, 1);
        }

        TVectors.Store(sum0, ref sums, 0);
        TVectors.Store(sum1, ref sums, TVectors.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TVectors, TFloat>(ref float input, int inputs, ref float weights, int step, ref float sums)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        var sum = TVectors.Load(ref sums, 0);
        for (; inputs > 0; inputs--)
        {
            sum = TVectors.MultiplyAdd(TVectors.Broadcast(input), TVectors.Load(ref weights, 0), sum);
            weights = ref Unsafe.Add(ref weights, step);
            input = ref Unsafe.Add(ref input, 1);
        }

        TVectors.Store(sum, ref sums, 0);
    }
#endif
}
