#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// Elementwise fixed-point operations on vectors. Each returns how many elements it has done: all of them, the last vector
/// overlapping the one before, or none where there are fewer than a vector holds.
/// </summary>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ElementwiseLanes<TLanes, TShort, TInt>
    where TLanes : struct, IIntegerLanes<TShort, TInt>
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
        if (output.Length < TLanes.Count)
        {
            return 0;
        }

        ref var a = ref MemoryMarshal.GetReference(left.Slice(0, output.Length));
        ref var b = ref MemoryMarshal.GetReference(right.Slice(0, right.Length == 1 ? 1 : output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        var isRepeated = right.Length == 1;
        var repeated = TLanes.BroadcastShort(b);
        var signA = TLanes.Broadcast(leftSign);
        var signB = TLanes.Broadcast(rightSign);
        for (var at = 0; at < output.Length; at += TLanes.Count)
        {
            var start = Math.Min(at, output.Length - TLanes.Count);
            var first = TLanes.Load(ref a, start);
            var second = isRepeated ? repeated : TLanes.Load(ref b, start);
            var even = TLanes.Add(
                Signed(TLanes.Even(first), signA, leftShift), Signed(TLanes.Even(second), signB, rightShift));
            var odd = TLanes.Add(
                Signed(TLanes.Odd(first), signA, leftShift), Signed(TLanes.Odd(second), signB, rightShift));
            Store(even, odd, ref to, start, rescale);
        }

        return output.Length;
    }

    /// <summary>a · 2^leftShift with its sign (0 or −1), plus a constant.</summary>
    internal static int SumConstant(ReadOnlySpan<short> left, int constant, Span<short> output, int leftShift, int leftSign, in Rescale rescale)
    {
        if (output.Length < TLanes.Count)
        {
            return 0;
        }

        ref var a = ref MemoryMarshal.GetReference(left.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        var addend = TLanes.Broadcast(constant);
        var sign = TLanes.Broadcast(leftSign);
        for (var at = 0; at < output.Length; at += TLanes.Count)
        {
            var start = Math.Min(at, output.Length - TLanes.Count);
            var first = TLanes.Load(ref a, start);
            Store(
                TLanes.Add(Signed(TLanes.Even(first), sign, leftShift), addend),
                TLanes.Add(Signed(TLanes.Odd(first), sign, leftShift), addend),
                ref to,
                start,
                rescale);
        }

        return output.Length;
    }

    /// <summary>x · factor + offset, the factor as signed digits.</summary>
    internal static int Affine(ReadOnlySpan<short> input, SignedDigits factor, int offset, Span<short> output, in Rescale rescale)
    {
        if (output.Length < TLanes.Count)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(input.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        for (var at = 0; at < output.Length; at += TLanes.Count)
        {
            var start = Math.Min(at, output.Length - TLanes.Count);
            var value = TLanes.Load(ref from, start);
            var valueEven = TLanes.Even(value);
            var valueOdd = TLanes.Odd(value);
            var even = TLanes.Broadcast(offset);
            var odd = even;
            foreach (var digit in factor.Digits)
            {
                if (digit < 0)
                {
                    even = TLanes.Subtract(even, TLanes.ShiftLeft(valueEven, ~digit));
                    odd = TLanes.Subtract(odd, TLanes.ShiftLeft(valueOdd, ~digit));
                }
                else
                {
                    even = TLanes.Add(even, TLanes.ShiftLeft(valueEven, digit));
                    odd = TLanes.Add(odd, TLanes.ShiftLeft(valueOdd, digit));
                }
            }

            Store(even, odd, ref to, start, rescale);
        }

        return output.Length;
    }

    /// <summary>Change of format.</summary>
    internal static int Change(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale)
    {
        if (output.Length < TLanes.Count)
        {
            return 0;
        }

        ref var from = ref MemoryMarshal.GetReference(input.Slice(0, output.Length));
        ref var to = ref MemoryMarshal.GetReference(output);
        for (var at = 0; at < output.Length; at += TLanes.Count)
        {
            var start = Math.Min(at, output.Length - TLanes.Count);
            var value = TLanes.Load(ref from, start);
            Store(TLanes.Even(value), TLanes.Odd(value), ref to, start, rescale);
        }

        return output.Length;
    }

    // x ^ -1 is -x - 1: a sign without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TInt Signed(TInt value, TInt sign, int shift) =>
        TLanes.ShiftLeft(TLanes.Subtract(TLanes.Xor(value, sign), sign), shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TInt even, TInt odd, ref short to, int start, in Rescale rescale) => TLanes.Store(
        TLanes.Interleave(rescale.Apply<TLanes, TShort, TInt>(even), rescale.Apply<TLanes, TShort, TInt>(odd)), ref to, start);
}
#endif
