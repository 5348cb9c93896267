#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// Runs one output's program of bytes: a 16-bit lane has two neighbouring positions, whose bytes are summed as they lie, and the
/// odd positions' once more alone, so that one load serves twice as many positions as lanes. There is no multiplication of
/// data here.
/// </summary>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ShiftAddByteSums<TLanes, TShort, TInt>
    where TLanes : struct, IIntegerLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    /// <summary>Totals of positions 0 to <paramref name="count"/>, rounded up to whole vectors of bytes.</summary>
    /// <param name="code">The output's program.</param>
    /// <param name="input">The input that offset 0 has at position 0.</param>
    /// <param name="totals">Receives as many totals, for <see cref="Finish"/>.</param>
    /// <param name="count">The number of positions.</param>
    internal static void Run(ref int code, ref byte input, ref int totals, int count)
    {
        var step = 2 * TLanes.Count;
        if (TLanes.HasManyRegisters)
        {
            for (; count > 3 * step; count -= 4 * step)
            {
                Run4(ref code, ref input, ref totals);
                input = ref Unsafe.Add(ref input, 4 * step);
                totals = ref Unsafe.Add(ref totals, 4 * step);
            }
        }

        for (; count > step; count -= 2 * step)
        {
            Run2(ref code, ref input, ref totals);
            input = ref Unsafe.Add(ref input, 2 * step);
            totals = ref Unsafe.Add(ref totals, 2 * step);
        }

        if (count > 0)
        {
            Run1(ref code, ref input, ref totals);
        }
    }

    /// <summary>From totals to results.</summary>
    /// <param name="totals">What <see cref="Run"/> gave.</param>
    /// <param name="output">Receives as many results, in the order of positions.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="closing">The left shift of a total.</param>
    /// <param name="bias">What is added to every total.</param>
    /// <param name="rescale">From total to result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Finish(ref int totals, ref short output, int count, int closing, int bias, in Rescale rescale)
    {
        var addend = TLanes.Broadcast(bias);
        var step = 2 * TLanes.Count;
        for (var position = 0; position < count; position += step)
        {
            // A quarter of a vector's positions each: those at 4 n, 4 n + 2, 4 n + 1 and 4 n + 3.
            var second = TLanes.Load(ref totals, position + (step >> 2));
            var fourth = TLanes.Load(ref totals, position + step - (step >> 2));
            var first = TLanes.Subtract(TLanes.Load(ref totals, position), TLanes.ShiftLeft(second, 16));
            var third = TLanes.Subtract(TLanes.Load(ref totals, position + (step >> 1)), TLanes.ShiftLeft(fourth, 16));
            if (closing != 0)
            {
                first = TLanes.ShiftLeft(first, closing);
                second = TLanes.ShiftLeft(second, closing);
                third = TLanes.ShiftLeft(third, closing);
                fourth = TLanes.ShiftLeft(fourth, closing);
            }

            var even = rescale.ApplyPairs<TLanes, TShort, TInt>(TLanes.Add(first, addend), TLanes.Add(second, addend));
            var odd = rescale.ApplyPairs<TLanes, TShort, TInt>(TLanes.Add(third, addend), TLanes.Add(fourth, addend));
            TLanes.Store(TLanes.ZipLower(even, odd), ref output, position);
            TLanes.Store(TLanes.ZipUpper(even, odd), ref output, position + (step >> 1));
        }
    }


    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run4(ref int code, ref byte input, ref int totals)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        var step3 = step2 + step;
        var step4 = step2 + step2;
        var step6 = step4 + step2;
        TInt evens0 = default, evensOdd0 = default, odds0 = default, oddsOdd0 = default;
        TInt evens1 = default, evensOdd1 = default, odds1 = default, oddsOdd1 = default;
        TInt evens2 = default, evensOdd2 = default, odds2 = default, oddsOdd2 = default;
        TInt evens3 = default, evensOdd3 = default, odds3 = default, oddsOdd3 = default;
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var groups = code; groups > 0; groups--)
        {
            TShort all0 = default, odd0 = default, all1 = default, odd1 = default, all2 = default, odd2 = default, all3 = default, odd3 = default;
            var groupShift = at;
            var chunks = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; chunks > 0; chunks--)
            {
                var shift = at;
                if (shift != 0)
                {
                    all0 = TLanes.ShiftLeft(all0, shift);
                    odd0 = TLanes.ShiftLeft(odd0, shift);
                    all1 = TLanes.ShiftLeft(all1, shift);
                    odd1 = TLanes.ShiftLeft(odd1, shift);
                    all2 = TLanes.ShiftLeft(all2, shift);
                    odd2 = TLanes.ShiftLeft(odd2, shift);
                    all3 = TLanes.ShiftLeft(all3, shift);
                    odd3 = TLanes.ShiftLeft(odd3, shift);
                }

                ref var from1 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref from1, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from1, step), ref all1, ref odd1);
                Add(TLanes.Load(ref from1, step2), ref all2, ref odd2);
                Add(TLanes.Load(ref from1, step3), ref all3, ref odd3);
                ref var from2 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 2)));
                Add(TLanes.Load(ref from2, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from2, step), ref all1, ref odd1);
                Add(TLanes.Load(ref from2, step2), ref all2, ref odd2);
                Add(TLanes.Load(ref from2, step3), ref all3, ref odd3);
                ref var from3 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 3)));
                Add(TLanes.Load(ref from3, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from3, step), ref all1, ref odd1);
                Add(TLanes.Load(ref from3, step2), ref all2, ref odd2);
                Add(TLanes.Load(ref from3, step3), ref all3, ref odd3);
                ref var from4 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 4)));
                Add(TLanes.Load(ref from4, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from4, step), ref all1, ref odd1);
                Add(TLanes.Load(ref from4, step2), ref all2, ref odd2);
                Add(TLanes.Load(ref from4, step3), ref all3, ref odd3);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.ChunkLength);
            }

            Widen(all0, odd0, groupShift, ref evens0, ref evensOdd0, ref odds0, ref oddsOdd0);
            Widen(all1, odd1, groupShift, ref evens1, ref evensOdd1, ref odds1, ref oddsOdd1);
            Widen(all2, odd2, groupShift, ref evens2, ref evensOdd2, ref odds2, ref oddsOdd2);
            Widen(all3, odd3, groupShift, ref evens3, ref evensOdd3, ref odds3, ref oddsOdd3);
        }

        Store(evens0, evensOdd0, odds0, oddsOdd0, ref totals, 0);
        Store(evens1, evensOdd1, odds1, oddsOdd1, ref totals, step2);
        Store(evens2, evensOdd2, odds2, oddsOdd2, ref totals, step4);
        Store(evens3, evensOdd3, odds3, oddsOdd3, ref totals, step6);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run2(ref int code, ref byte input, ref int totals)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        TInt evens0 = default, evensOdd0 = default, odds0 = default, oddsOdd0 = default;
        TInt evens1 = default, evensOdd1 = default, odds1 = default, oddsOdd1 = default;
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var groups = code; groups > 0; groups--)
        {
            TShort all0 = default, odd0 = default, all1 = default, odd1 = default;
            var groupShift = at;
            var chunks = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; chunks > 0; chunks--)
            {
                var shift = at;
                if (shift != 0)
                {
                    all0 = TLanes.ShiftLeft(all0, shift);
                    odd0 = TLanes.ShiftLeft(odd0, shift);
                    all1 = TLanes.ShiftLeft(all1, shift);
                    odd1 = TLanes.ShiftLeft(odd1, shift);
                }

                ref var from1 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref from1, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from1, step), ref all1, ref odd1);
                ref var from2 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 2)));
                Add(TLanes.Load(ref from2, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from2, step), ref all1, ref odd1);
                ref var from3 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 3)));
                Add(TLanes.Load(ref from3, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from3, step), ref all1, ref odd1);
                ref var from4 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 4)));
                Add(TLanes.Load(ref from4, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref from4, step), ref all1, ref odd1);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.ChunkLength);
            }

            Widen(all0, odd0, groupShift, ref evens0, ref evensOdd0, ref odds0, ref oddsOdd0);
            Widen(all1, odd1, groupShift, ref evens1, ref evensOdd1, ref odds1, ref oddsOdd1);
        }

        Store(evens0, evensOdd0, odds0, oddsOdd0, ref totals, 0);
        Store(evens1, evensOdd1, odds1, oddsOdd1, ref totals, step2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run1(ref int code, ref byte input, ref int totals)
    {
        var step = TLanes.Count;
        TInt evens0 = default, evensOdd0 = default, odds0 = default, oddsOdd0 = default;
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var groups = code; groups > 0; groups--)
        {
            TShort all0 = default, odd0 = default;
            var groupShift = at;
            var chunks = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; chunks > 0; chunks--)
            {
                var shift = at;
                if (shift != 0)
                {
                    all0 = TLanes.ShiftLeft(all0, shift);
                    odd0 = TLanes.ShiftLeft(odd0, shift);
                }

                ref var from1 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref from1, 0), ref all0, ref odd0);
                ref var from2 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 2)));
                Add(TLanes.Load(ref from2, 0), ref all0, ref odd0);
                ref var from3 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 3)));
                Add(TLanes.Load(ref from3, 0), ref all0, ref odd0);
                ref var from4 = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 4)));
                Add(TLanes.Load(ref from4, 0), ref all0, ref odd0);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.ChunkLength);
            }

            Widen(all0, odd0, groupShift, ref evens0, ref evensOdd0, ref odds0, ref oddsOdd0);
        }

        Store(evens0, evensOdd0, odds0, oddsOdd0, ref totals, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TShort pairs, ref TShort all, ref TShort odd)
    {
        all = TLanes.Add(all, pairs);
        odd = TLanes.Add(odd, TLanes.ShiftRightLogical(pairs, 8));
    }

    // What is not odd is even; and a sum lies between 0 and 65535, so that its pairs of lanes add up as 32-bit numbers, and
    // its upper lanes once more alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(TShort all, TShort odd, int shift, ref TInt evens, ref TInt evensOdd, ref TInt odds, ref TInt oddsOdd)
    {
        if (shift != 0)
        {
            evens = TLanes.ShiftLeft(evens, shift);
            evensOdd = TLanes.ShiftLeft(evensOdd, shift);
            odds = TLanes.ShiftLeft(odds, shift);
            oddsOdd = TLanes.ShiftLeft(oddsOdd, shift);
        }

        var evenPairs = TLanes.Pairs(TLanes.Subtract(all, TLanes.ShiftLeft(odd, 8)));
        var oddPairs = TLanes.Pairs(odd);
        evens = TLanes.Add(evens, evenPairs);
        evensOdd = TLanes.Add(evensOdd, TLanes.ShiftRightLogical(evenPairs, 16));
        odds = TLanes.Add(odds, oddPairs);
        oddsOdd = TLanes.Add(oddsOdd, TLanes.ShiftRightLogical(oddPairs, 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TInt evens, TInt evensOdd, TInt odds, TInt oddsOdd, ref int totals, nint offset)
    {
        var quarter = TLanes.Count >> 1;
        TLanes.Store(evens, ref totals, offset);
        TLanes.Store(evensOdd, ref totals, offset + quarter);
        TLanes.Store(odds, ref totals, offset + quarter + quarter);
        TLanes.Store(oddsOdd, ref totals, offset + quarter + quarter + quarter);
    }
}
#endif
