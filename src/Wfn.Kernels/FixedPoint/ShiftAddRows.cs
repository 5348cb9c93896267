#if NET8_0_OR_GREATER
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// The weights of a fully connected layer as a power of two for each: every lane shifts its input by its own exponent. Digits
/// beyond a weight's first are few as a rule and are added one by one, or are a further plane of the same kind where they are many.
/// </summary>
internal sealed class ShiftAddRows
{
    // A code is the exponent in its low six bits, which from 32 on give 0; negative codes are of digits that are subtracted.
    private const int ExponentMask = 63;
    private const sbyte None = 32;

    private readonly int inputs;
    private readonly sbyte[][] planes;
    private readonly int[] singles;
    private readonly int[] singleStarts;
    private readonly int[] bias;

    /// <summary>Compiles the weights.</summary>
    internal ShiftAddRows(ushort[] indices, int[] mantissas, int[] bias)
    {
        inputs = indices.Length / bias.Length;
        var digits = new int[mantissas.Length][];
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = SignedDigits.Of(mantissas[i]);
        }

        var planeCount = Planes(indices, digits);
        planes = new sbyte[planeCount][];
        this.bias = (int[])bias.Clone();
        for (var plane = 0; plane < planeCount; plane++)
        {
            planes[plane] = Plane(indices, digits, plane);
        }

        singleStarts = new int[bias.Length + 1];
        var found = new List<int>();
        for (var i = 0; i < indices.Length; i++)
        {
            var weight = digits[indices[i]];
            for (var digit = planeCount; digit < weight.Length; digit++)
            {
                found.Add(i % inputs);
                found.Add(weight[digit]);
            }

            singleStarts[(i / inputs) + 1] = found.Count;
        }

        singles = found.ToArray();
    }

    /// <summary>Whether the weights have so few digits that adding them one by one is faster than any plane.</summary>
    internal static bool IsSparse(ushort[] indices, int[] mantissas)
    {
        var counts = new int[mantissas.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = SignedDigits.Of(mantissas[i]).Length;
        }

        var digits = 0L;
        foreach (var index in indices)
        {
            digits += counts[index];
        }

        return digits * ShiftAddSizes.WeightsADigit < indices.Length;
    }

    /// <summary>Runs some outputs of one row; there is no multiplication here.</summary>
    internal void Run<TVectors, TShort, TInt>(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale, int start, int end)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var first = start * inputs;
        for (var i = start; i < end; i++, first += inputs)
        {
            var total = bias[i] + Singles(i, input);
            foreach (var plane in planes)
            {
                total += Sum<TVectors, TShort, TInt>(MemoryExtensions.AsSpan(plane, first, inputs), input);
            }

            output[i] = rescale.Apply(total);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum<TVectors, TShort, TInt>(ReadOnlySpan<sbyte> codes, ReadOnlySpan<short> input)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var value = ref MemoryMarshal.GetReference(input);
        var mask = TVectors.Broadcast(ExponentMask);
        var step = TVectors.Count >> 1;
        TInt sum0 = default, sum1 = default;
        var at = 0;
        for (; at + step + step <= codes.Length; at += step + step)
        {
            sum0 = TVectors.Add(sum0, Term<TVectors, TShort, TInt>(ref code, ref value, at, mask));
            sum1 = TVectors.Add(sum1, Term<TVectors, TShort, TInt>(ref code, ref value, at + step, mask));
        }

        // What does not fill a vector any more.
        var total = TVectors.Sum(TVectors.Add(sum0, sum1));
        for (; at < codes.Length; at++)
        {
            var shift = codes[at] & ExponentMask;
            total += shift > 31 ? 0 : ((input[at] << shift) ^ (codes[at] >> 31)) - (codes[at] >> 31);
        }

        return total;
    }

    // x ^ -1 is -x - 1: a sign without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Term<TVectors, TShort, TInt>(ref sbyte codes, ref short input, nint offset, TInt mask)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var code = TVectors.LoadWide(ref codes, offset);
        var sign = TVectors.ShiftRight(code, 31);
        var shifted = TVectors.ShiftLeftEach(TVectors.LoadWide(ref input, offset), TVectors.And(code, mask));
        return TVectors.Subtract(TVectors.Xor(shifted, sign), sign);
    }

    // A plane for every digit that enough weights have, one at least.
    private static int Planes(ushort[] indices, int[][] digits)
    {
        var counts = new int[32];
        foreach (var index in indices)
        {
            for (var digit = 0; digit < digits[index].Length; digit++)
            {
                counts[digit]++;
            }
        }

        var planes = 1;
        while (planes < counts.Length && (long)counts[planes] * ShiftAddSizes.WeightsADigit > indices.Length)
        {
            planes++;
        }

        return planes;
    }

    private static sbyte[] Plane(ushort[] indices, int[][] digits, int plane)
    {
        var codes = new sbyte[indices.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var weight = digits[indices[i]];
            if (plane >= weight.Length)
            {
                codes[i] = None;
                continue;
            }

            var digit = weight[plane];
            codes[i] = (sbyte)(digit < 0 ? ~digit - 64 : digit);
        }

        return codes;
    }

    private int Singles(int output, ReadOnlySpan<short> input)
    {
        var total = 0;
        for (var i = singleStarts[output]; i < singleStarts[output + 1]; i += 2)
        {
            var value = input[singles[i]];
            var digit = singles[i + 1];
            total += digit < 0 ? -(value << ~digit) : value << digit;
        }

        return total;
    }
}
#endif
