#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>Runs one output's shift-add program at many neighbouring positions, one a lane; there is no multiplication here.</summary>
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
    /// <param name="bias">What is added to every total.</param>
    /// <param name="rescale">From total to result.</param>
    internal static void RunNarrow(ref int code, ref short input, ref short output, int count, int bias, in Rescale rescale)
    {
        var position = 0;
        var step = TLanes.Count;
        for (; position + step + step + step < count; position += step << 2)
        {
            Narrow4(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }

        for (; position + step < count; position += step << 1)
        {
            Narrow2(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }

        for (; position < count; position += step)
        {
            Narrow1(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }
    }

    /// <summary>The same with sums of 32-bit lanes, for inputs that fill 16 bits.</summary>
    internal static void RunWide(ref int code, ref short input, ref short output, int count, int bias, in Rescale rescale)
    {
        for (var position = 0; position < count; position += TLanes.Count)
        {
            Wide1(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }
    }

    private static void Narrow4(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        ref var input1 = ref Unsafe.Add(ref input, step);
        ref var input2 = ref Unsafe.Add(ref input1, step);
        ref var input3 = ref Unsafe.Add(ref input2, step);
        TInt even0 = default, odd0 = default, even1 = default, odd1 = default;
        TInt even2 = default, odd2 = default, even3 = default, odd3 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            TShort sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            var wideShift = at;
            var narrow = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                    sum1 = TLanes.ShiftLeft(sum1, shift);
                    sum2 = TLanes.ShiftLeft(sum2, shift);
                    sum3 = TLanes.ShiftLeft(sum3, shift);
                }

                for (; added > 0; added--)
                {
                    nint offset = at;
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref input, offset));
                    sum1 = TLanes.Add(sum1, TLanes.Load(ref input1, offset));
                    sum2 = TLanes.Add(sum2, TLanes.Load(ref input2, offset));
                    sum3 = TLanes.Add(sum3, TLanes.Load(ref input3, offset));
                    at = ref Unsafe.Add(ref at, 1);
                }

                for (; subtracted > 0; subtracted--)
                {
                    nint offset = at;
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref input, offset));
                    sum1 = TLanes.Subtract(sum1, TLanes.Load(ref input1, offset));
                    sum2 = TLanes.Subtract(sum2, TLanes.Load(ref input2, offset));
                    sum3 = TLanes.Subtract(sum3, TLanes.Load(ref input3, offset));
                    at = ref Unsafe.Add(ref at, 1);
                }
            }

            even0 = TLanes.Add(TLanes.ShiftLeft(even0, wideShift), TLanes.Even(sum0));
            odd0 = TLanes.Add(TLanes.ShiftLeft(odd0, wideShift), TLanes.Odd(sum0));
            even1 = TLanes.Add(TLanes.ShiftLeft(even1, wideShift), TLanes.Even(sum1));
            odd1 = TLanes.Add(TLanes.ShiftLeft(odd1, wideShift), TLanes.Odd(sum1));
            even2 = TLanes.Add(TLanes.ShiftLeft(even2, wideShift), TLanes.Even(sum2));
            odd2 = TLanes.Add(TLanes.ShiftLeft(odd2, wideShift), TLanes.Odd(sum2));
            even3 = TLanes.Add(TLanes.ShiftLeft(even3, wideShift), TLanes.Even(sum3));
            odd3 = TLanes.Add(TLanes.ShiftLeft(odd3, wideShift), TLanes.Odd(sum3));
        }

        Finish(even0, odd0, ref output, 0, closing, bias, rescale);
        Finish(even1, odd1, ref output, step, closing, bias, rescale);
        Finish(even2, odd2, ref output, step + step, closing, bias, rescale);
        Finish(even3, odd3, ref output, step + step + step, closing, bias, rescale);
    }

    private static void Narrow2(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        ref var input1 = ref Unsafe.Add(ref input, step);
        TInt even0 = default, odd0 = default, even1 = default, odd1 = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            TShort sum0 = default, sum1 = default;
            var wideShift = at;
            var narrow = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; narrow > 0; narrow--)
            {
                var shift = at;
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
                if (shift != 0)
                {
                    sum0 = TLanes.ShiftLeft(sum0, shift);
                    sum1 = TLanes.ShiftLeft(sum1, shift);
                }

                for (; added > 0; added--)
                {
                    nint offset = at;
                    sum0 = TLanes.Add(sum0, TLanes.Load(ref input, offset));
                    sum1 = TLanes.Add(sum1, TLanes.Load(ref input1, offset));
                    at = ref Unsafe.Add(ref at, 1);
                }

                for (; subtracted > 0; subtracted--)
                {
                    nint offset = at;
                    sum0 = TLanes.Subtract(sum0, TLanes.Load(ref input, offset));
                    sum1 = TLanes.Subtract(sum1, TLanes.Load(ref input1, offset));
                    at = ref Unsafe.Add(ref at, 1);
                }
            }

            even0 = TLanes.Add(TLanes.ShiftLeft(even0, wideShift), TLanes.Even(sum0));
            odd0 = TLanes.Add(TLanes.ShiftLeft(odd0, wideShift), TLanes.Odd(sum0));
            even1 = TLanes.Add(TLanes.ShiftLeft(even1, wideShift), TLanes.Even(sum1));
            odd1 = TLanes.Add(TLanes.ShiftLeft(odd1, wideShift), TLanes.Odd(sum1));
        }

        Finish(even0, odd0, ref output, 0, closing, bias, rescale);
        Finish(even1, odd1, ref output, step, closing, bias, rescale);
    }

    private static void Narrow1(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        TInt even = default, odd = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            TShort sum = default;
            var wideShift = at;
            var narrow = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
            for (; narrow > 0; narrow--)
            {
                sum = TLanes.ShiftLeft(sum, at);
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
                for (; added > 0; added--)
                {
                    sum = TLanes.Add(sum, TLanes.Load(ref input, at));
                    at = ref Unsafe.Add(ref at, 1);
                }

                for (; subtracted > 0; subtracted--)
                {
                    sum = TLanes.Subtract(sum, TLanes.Load(ref input, at));
                    at = ref Unsafe.Add(ref at, 1);
                }
            }

            even = TLanes.Add(TLanes.ShiftLeft(even, wideShift), TLanes.Even(sum));
            odd = TLanes.Add(TLanes.ShiftLeft(odd, wideShift), TLanes.Odd(sum));
        }

        Finish(even, odd, ref output, 0, closing, bias, rescale);
    }

    private static void Wide1(ref int code, ref short input, ref short output, int bias, in Rescale rescale)
    {
        TInt even = default, odd = default;
        var closing = Unsafe.Add(ref code, 1);
        ref var at = ref Unsafe.Add(ref code, 2);
        for (var wide = code; wide > 0; wide--)
        {
            TInt sumEven = default, sumOdd = default;
            var wideShift = at;
            var narrow = Unsafe.Add(ref at, 1);
            at = ref Unsafe.Add(ref at, 2);
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

        Finish(even, odd, ref output, 0, closing, bias, rescale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TInt even, TInt odd, ref short output, nint offset, int closing, int bias, in Rescale rescale)
    {
        var addend = TLanes.Broadcast(bias);
        even = rescale.Apply<TLanes, TShort, TInt>(TLanes.Add(TLanes.ShiftLeft(even, closing), addend));
        odd = rescale.Apply<TLanes, TShort, TInt>(TLanes.Add(TLanes.ShiftLeft(odd, closing), addend));
        TLanes.Store(TLanes.Interleave(even, odd), ref output, offset);
    }
}
#endif
