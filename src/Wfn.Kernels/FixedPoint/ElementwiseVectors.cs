#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// Elementwise fixed-point operations on vectors. Each returns how many elements it has done: all of them, the last vector
/// overlapping the one before, or none where there are fewer than a vector holds.
/// </summary>
/// <typeparam name="TVectors">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ElementwiseVectors<TVectors, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>a · 2^leftShift + b · 2^rightShift, each with its sign (0 or −1); b is one element where it is repeated.</summary>
    internal static int Sum(
        ReadOnlySpan<short> left,
        ReadOnlySpan<short> right,
        Span<short> output,
        int leftShift,
        int leftSign,
        int rightShift,
        int rightSign,
        in Rescale rescale)
    {
        if (output.Length < TVectors.Count)
        {
            return 0;
        }

        ref var a = ref MemoryMarshal.GetReference(left.Slice(0, output.Length));
        ref var b = ref MemoryMarshal.GetReference(right.Slice(0, right.Length == 1 ? 1 : output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        var isRepeated = right.Length == 1;
        var repeated = TVectors.BroadcastInt16(b);
        var signA = TVectors.Broadcast(leftSign);
        var signB = TVectors.Broadcast(rightSign);
        for (var at = 0; at < output.Length; at += TVectors.Count)
        {
            var start = Math.Min(at, output.Length - TVectors.Count);
            var first = TVectors.Load(ref a, start);
            var second = isRepeated ? repeated : TVectors.Load(ref b, start);
            var even = TVectors.Add(
                Signed(TVectors.Even(first), signA, leftShift), Signed(TVectors.Even(second), signB, rightShift));
            var odd = TVectors.Add(
                Signed(TVectors.Odd(first), signA, leftShift), Signed(TVectors.Odd(second), signB, rightShift));
            Store(even, odd, ref to, start, rescale);
        }

        return output.Length;
    }

    /// <summary>a · 2^leftShift with its sign (0 or −1), plus a constant.</summary>
    internal static int SumConstant(ReadOnlySpan<short> left, int constant, Span<short> output, int leftShift, int leftSign, in Rescale rescale)
    {
        if (output.Length < TVectors.Count)
        {
            return 0;
        }

        ref var a = ref MemoryMarshal.GetReference(left.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        var addend = TVectors.Broadcast(constant);
        var sign = TVectors.Broadcast(leftSign);
        for (var at = 0; at < output.Length; at += TVectors.Count)
        {
            var start = Math.Min(at, output.Length - TVectors.Count);
            var first = TVectors.Load(ref a, start);
            Store(
                TVectors.Add(Signed(TVectors.Even(first), sign, leftShift), addend),
                TVectors.Add(Signed(TVectors.Odd(first), sign, leftShift), addend),
                ref to,
                start,
                rescale);
        }

        return output.Length;
    }

    /// <summary>x · factor + offset, the factor as signed digits.</summary>
    internal static int Affine(ReadOnlySpan<short> input, SignedDigits factor, int offset, Span<short> output, in Rescale rescale)
    {
        if (output.Length < TVectors.Count)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(input.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        for (var at = 0; at < output.Length; at += TVectors.Count)
        {
            var start = Math.Min(at, output.Length - TVectors.Count);
            var value = TVectors.Load(ref from, start);
            var valueEven = TVectors.Even(value);
            var valueOdd = TVectors.Odd(value);
            var even = TVectors.Broadcast(offset);
            var odd = even;
            foreach (var digit in factor.Digits)
            {
                if (digit < 0)
                {
                    even = TVectors.Subtract(even, TVectors.ShiftLeft(valueEven, ~digit));
                    odd = TVectors.Subtract(odd, TVectors.ShiftLeft(valueOdd, ~digit));
                }
                else
                {
                    even = TVectors.Add(even, TVectors.ShiftLeft(valueEven, digit));
                    odd = TVectors.Add(odd, TVectors.ShiftLeft(valueOdd, digit));
                }
            }

            Store(even, odd, ref to, start, rescale);
        }

        return output.Length;
    }

    /// <summary>Change of format.</summary>
    internal static int Change(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale)
    {
        if (output.Length < TVectors.Count)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(input.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        for (var at = 0; at < output.Length; at += TVectors.Count)
        {
            var start = Math.Min(at, output.Length - TVectors.Count);
            var value = TVectors.Load(ref from, start);
            Store(TVectors.Even(value), TVectors.Odd(value), ref to, start, rescale);
        }

        return output.Length;
    }

    // x ^ -1 is -x - 1: a sign without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Signed(TInt value, TInt sign, int shift) =>
        TVectors.ShiftLeft(TVectors.Subtract(TVectors.Xor(value, sign), sign), shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TInt even, TInt odd, ref short to, int start, in Rescale rescale) => TVectors.Store(
        TVectors.Interleave(rescale.Apply<TVectors, TShort, TInt>(even), rescale.Apply<TVectors, TShort, TInt>(odd)), ref to, start);
}
#endif
