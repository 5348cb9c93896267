#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>Runs one output's shift-add program at many neighbouring positions, one a lane; there is no multiplication of data here.</summary>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ShiftAddSums<TLanes, TShort, TInt>
    where TLanes : struct, IIntegerLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Positions 0 to <paramref name="count"/> (rounded up to whole vectors), with sums of 16-bit lanes.</summary>
    /// <param name="code">The output's program.</param>
    /// <param name="input">The input that offset 0 has at position 0.</param>
    /// <param name="output">The result at position 0.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="bias">What is added to every total, less what the sums start with.</param>
    /// <param name="rescale">From total to result.</param>
    internal static void RunNarrow(ref int code, ref short input, ref short output, int count, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        for (; count > 3 * step; count -= 4 * step)
        {
            Narrow4(ref code, ref input, ref output, bias, rescale);
            input = ref Unsafe.Add(ref input, 4 * step);
            output = ref Unsafe.Add(ref output, 4 * step);
        }

        if (count > 2 * step)
        {
            Narrow3(ref code, ref input, ref output, bias, rescale);
        }
        else if (count > step)
        {
            Narrow2(ref code, ref input, ref output, bias, rescale);
        }
        else if (count > 0)
        {
            Narrow1(ref code, ref input, ref output, bias, rescale);
        }
    }

    /// <summary>The same with sums of 32-bit lanes, for inputs that fill 16 bits; here the sums start with 0.</summary>
    internal static void RunWide(ref int code, ref short input, ref short output, int count, int bias, in Rescale rescale)
    {
        for (var position = 0; position < count; position += TLanes.Count)
        {
            Wide1(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow4(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        var step3 = step2 + step;
        TInt all0 = default, odd0 = default, all1 = default, odd1 = default, all2 = default, odd2 = default, all3 = default, odd3 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            var wideShift = at;
            var sum0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var (sum1, sum2, sum3) = (sum0, sum0, sum0);
            var narrow = Unsafe.Add(ref at, 2);
            at = ref Unsafe.Add(ref at, 3);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                ref var firstSubtracted = ref Unsafe.Add(ref at, 3 + Unsafe.Add(ref at, 1));
                ref var end = ref Unsafe.Add(ref firstSubtracted, Unsafe.Add(ref at, 2));
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                    sum1 = TLanes.ShiftLeft(sum1, shift);
                    sum2 = TLanes.ShiftLeft(sum2, shift);
                    sum3 = TLanes.ShiftLeft(sum3, shift);
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref firstSubtracted); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Add(sum1, TLanes.Load(ref from, step));
                    sum2 = TLanes.Add(sum2, TLanes.Load(ref from, step2));
                    sum3 = TLanes.Add(sum3, TLanes.Load(ref from, step3));
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref end); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Subtract(sum1, TLanes.Load(ref from, step));
                    sum2 = TLanes.Subtract(sum2, TLanes.Load(ref from, step2));
                    sum3 = TLanes.Subtract(sum3, TLanes.Load(ref from, step3));
                }
            }

            Widen(sum0, wideShift, ref all0, ref odd0);
            Widen(sum1, wideShift, ref all1, ref odd1);
            Widen(sum2, wideShift, ref all2, ref odd2);
            Widen(sum3, wideShift, ref all3, ref odd3);
        }

        TLanes.Store(Finish(all0, odd0, closing, bias, rescale), ref output, 0);
        TLanes.Store(Finish(all1, odd1, closing, bias, rescale), ref output, step);
        TLanes.Store(Finish(all2, odd2, closing, bias, rescale), ref output, step2);
        TLanes.Store(Finish(all3, odd3, closing, bias, rescale), ref output, step3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow3(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        TInt all0 = default, odd0 = default, all1 = default, odd1 = default, all2 = default, odd2 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            var wideShift = at;
            var sum0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var (sum1, sum2) = (sum0, sum0);
            var narrow = Unsafe.Add(ref at, 2);
            at = ref Unsafe.Add(ref at, 3);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                ref var firstSubtracted = ref Unsafe.Add(ref at, 3 + Unsafe.Add(ref at, 1));
                ref var end = ref Unsafe.Add(ref firstSubtracted, Unsafe.Add(ref at, 2));
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                    sum1 = TLanes.ShiftLeft(sum1, shift);
                    sum2 = TLanes.ShiftLeft(sum2, shift);
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref firstSubtracted); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Add(sum1, TLanes.Load(ref from, step));
                    sum2 = TLanes.Add(sum2, TLanes.Load(ref from, step2));
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref end); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Subtract(sum1, TLanes.Load(ref from, step));
                    sum2 = TLanes.Subtract(sum2, TLanes.Load(ref from, step2));
                }
            }

            Widen(sum0, wideShift, ref all0, ref odd0);
            Widen(sum1, wideShift, ref all1, ref odd1);
            Widen(sum2, wideShift, ref all2, ref odd2);
        }

        TLanes.Store(Finish(all0, odd0, closing, bias, rescale), ref output, 0);
        TLanes.Store(Finish(all1, odd1, closing, bias, rescale), ref output, step);
        TLanes.Store(Finish(all2, odd2, closing, bias, rescale), ref output, step2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow2(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        TInt all0 = default, odd0 = default, all1 = default, odd1 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            var wideShift = at;
            var sum0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var sum1 = sum0;
            var narrow = Unsafe.Add(ref at, 2);
            at = ref Unsafe.Add(ref at, 3);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                ref var firstSubtracted = ref Unsafe.Add(ref at, 3 + Unsafe.Add(ref at, 1));
                ref var end = ref Unsafe.Add(ref firstSubtracted, Unsafe.Add(ref at, 2));
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                    sum1 = TLanes.ShiftLeft(sum1, shift);
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref firstSubtracted); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Add(sum1, TLanes.Load(ref from, step));
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref end); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref from, 0));
                    sum1 = TLanes.Subtract(sum1, TLanes.Load(ref from, step));
                }
            }

            Widen(sum0, wideShift, ref all0, ref odd0);
            Widen(sum1, wideShift, ref all1, ref odd1);
        }

        TLanes.Store(Finish(all0, odd0, closing, bias, rescale), ref output, 0);
        TLanes.Store(Finish(all1, odd1, closing, bias, rescale), ref output, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow1(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        TInt all0 = default, odd0 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            var wideShift = at;
            var sum0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var narrow = Unsafe.Add(ref at, 2);
            at = ref Unsafe.Add(ref at, 3);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                ref var firstSubtracted = ref Unsafe.Add(ref at, 3 + Unsafe.Add(ref at, 1));
                ref var end = ref Unsafe.Add(ref firstSubtracted, Unsafe.Add(ref at, 2));
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref firstSubtracted); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref from, 0));
                }

                for (; Unsafe.IsAddressLessThan(ref at, ref end); at = ref Unsafe.Add(ref at, 1))
                {
                    ref var from = ref Unsafe.Add(ref input, at);
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref from, 0));
                }
            }

            Widen(sum0, wideShift, ref all0, ref odd0);
        }

        TLanes.Store(Finish(all0, odd0, closing, bias, rescale), ref output, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide1(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        TInt even = default, odd = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            TInt sumEven = default, sumOdd = default;
            var wideShift = at;
            var narrow = Unsafe.Add(ref at, 2);
            at = ref Unsafe.Add(ref at, 3);
            for (; narrow > 0; narrow--)
            {
                sumEven = TLanes.ShiftLeft(sumEven, at);
                sumOdd = TLanes.ShiftLeft(sumOdd, at);
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
                for (; added > 0; added--)
                {
                    var value = TLanes.Load(ref input, at);
                    sumEven = TLanes.Add(sumEven, TLanes.Even(value));
                    sumOdd = TLanes.Add(sumOdd, TLanes.Odd(value));
                    at = ref Unsafe.Add(ref at, 1);
                }

                for (; subtracted > 0; subtracted--)
                {
                    var value = TLanes.Load(ref input, at);
                    sumEven = TLanes.Subtract(sumEven, TLanes.Even(value));
                    sumOdd = TLanes.Subtract(sumOdd, TLanes.Odd(value));
                    at = ref Unsafe.Add(ref at, 1);
                }
            }

            even = TLanes.Add(TLanes.ShiftLeft(even, wideShift), sumEven);
            odd = TLanes.Add(TLanes.ShiftLeft(odd, wideShift), sumOdd);
        }

        var addend = TLanes.Broadcast(bias);
        even = TLanes.Add(TLanes.ShiftLeft(even, closing), addend);
        odd = TLanes.Add(TLanes.ShiftLeft(odd, closing), addend);
        TLanes.Store(rescale.ApplyPairs<TLanes, TShort, TInt>(even, odd), ref output, 0);
    }

    // A sum lies between 0 and 65535, so that its pairs of lanes add up as 32-bit numbers, and its upper lanes once more alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(TShort sum, int wideShift, ref TInt all, ref TInt odd)
    {
        if (wideShift != 0)
        {
            all = TLanes.ShiftLeft(all, wideShift);
            odd = TLanes.ShiftLeft(odd, wideShift);
        }

        var pairs = TLanes.Pairs(sum);
        all = TLanes.Add(all, pairs);
        odd = TLanes.Add(odd, TLanes.ShiftRightLogical(pairs, 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TShort Finish(TInt all, TInt odd, int closing, int bias, in Rescale rescale)
    {
        var addend = TLanes.Broadcast(bias);
        var even = TLanes.Subtract(all, TLanes.ShiftLeft(odd, 16));
        if (closing != 0)
        {
            even = TLanes.ShiftLeft(even, closing);
            odd = TLanes.ShiftLeft(odd, closing);
        }

        return rescale.ApplyPairs<TLanes, TShort, TInt>(TLanes.Add(even, addend), TLanes.Add(odd, addend));
    }
}
#endif
