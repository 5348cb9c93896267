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
    /// <summary>Results of positions 0 to <paramref name="count"/>, rounded up to whole vectors of bytes, of a narrow program.</summary>
    /// <param name="code">The output's program.</param>
    /// <param name="input">The input that offset 0 has at position 0.</param>
    /// <param name="output">Receives as many results, in the order of positions.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="minimum">The smallest result.</param>
    /// <param name="maximum">The largest result.</param>
    internal static void RunNarrow(ref int code, ref byte input, ref short output, int count, int minimum, int maximum)
    {
        var step = 2 * TLanes.Count;
        if (TLanes.HasManyRegisters)
        {
            for (; count > 3 * step; count -= 4 * step)
            {
                Narrow4(ref code, ref input, ref output, minimum, maximum);
                input = ref Unsafe.Add(ref input, 4 * step);
                output = ref Unsafe.Add(ref output, 4 * step);
            }
        }

        for (; count > step; count -= 2 * step)
        {
            Narrow2(ref code, ref input, ref output, minimum, maximum);
            input = ref Unsafe.Add(ref input, 2 * step);
            output = ref Unsafe.Add(ref output, 2 * step);
        }

        if (count > 0)
        {
            Narrow1(ref code, ref input, ref output, minimum, maximum);
        }
    }

    /// <summary>The same of a program whose totals have 32 bits.</summary>
    /// <param name="code">The output's program.</param>
    /// <param name="input">The input that offset 0 has at position 0.</param>
    /// <param name="output">Receives as many results, in the order of positions.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="bias">What is added to every total.</param>
    /// <param name="rescale">From total to result.</param>
    internal static void RunWide(ref int code, ref byte input, ref short output, int count, int bias, in Rescale rescale)
    {
        var step = 2 * TLanes.Count;
        if (TLanes.HasManyRegisters)
        {
            for (; count > 3 * step; count -= 4 * step)
            {
                Wide4(ref code, ref input, ref output, bias, rescale);
                input = ref Unsafe.Add(ref input, 4 * step);
                output = ref Unsafe.Add(ref output, 4 * step);
            }
        }

        for (; count > step; count -= 2 * step)
        {
            Wide2(ref code, ref input, ref output, bias, rescale);
            input = ref Unsafe.Add(ref input, 2 * step);
            output = ref Unsafe.Add(ref output, 2 * step);
        }

        if (count > 0)
        {
            Wide1(ref code, ref input, ref output, bias, rescale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow4(ref int code, ref byte input, ref short output, int minimum, int maximum)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        var step3 = step2 + step;
        TShort even0 = default, uneven0 = default;
        TShort even1 = default, uneven1 = default;
        TShort even2 = default, uneven2 = default;
        TShort even3 = default, uneven3 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var stages = code; stages > 0; stages--)
        {
            var down = at;
            var left = Unsafe.Add(ref at, 2);
            var added = Unsafe.Add(ref at, 3);
            var subtracted = Unsafe.Add(ref at, 4);
            var mixed = Unsafe.Add(ref at, 5);
            var odd0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            var (all1, odd1) = (all0, odd0);
            var (all2, odd2) = (all0, odd0);
            var (all3, odd3) = (all0, odd0);
            at = ref Unsafe.Add(ref at, ShiftAddByteProgram.NarrowStageLength);
            for (; added > 0; added--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                Add(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                Add(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; subtracted > 0; subtracted--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                Subtract(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                Subtract(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                Subtract(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; mixed > 0; mixed--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                AddDifference(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                AddDifference(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                AddDifference(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                at = ref Unsafe.Add(ref at, 2);
            }

            EndStage(all0, odd0, down, left, ref even0, ref uneven0);
            EndStage(all1, odd1, down, left, ref even1, ref uneven1);
            EndStage(all2, odd2, down, left, ref even2, ref uneven2);
            EndStage(all3, odd3, down, left, ref even3, ref uneven3);
        }

        var shift = at;
        var bias = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
        var least = TLanes.BroadcastShort((short)minimum);
        var most = TLanes.BroadcastShort((short)maximum);
        End(even0, uneven0, shift, bias, least, most, ref output, 0);
        End(even1, uneven1, shift, bias, least, most, ref output, 2 * step);
        End(even2, uneven2, shift, bias, least, most, ref output, 2 * step2);
        End(even3, uneven3, shift, bias, least, most, ref output, 2 * step3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow2(ref int code, ref byte input, ref short output, int minimum, int maximum)
    {
        var step = TLanes.Count;
        TShort even0 = default, uneven0 = default;
        TShort even1 = default, uneven1 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var stages = code; stages > 0; stages--)
        {
            var down = at;
            var left = Unsafe.Add(ref at, 2);
            var added = Unsafe.Add(ref at, 3);
            var subtracted = Unsafe.Add(ref at, 4);
            var mixed = Unsafe.Add(ref at, 5);
            var odd0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            var (all1, odd1) = (all0, odd0);
            at = ref Unsafe.Add(ref at, ShiftAddByteProgram.NarrowStageLength);
            for (; added > 0; added--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                Add(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; subtracted > 0; subtracted--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                Subtract(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; mixed > 0; mixed--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                AddDifference(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                at = ref Unsafe.Add(ref at, 2);
            }

            EndStage(all0, odd0, down, left, ref even0, ref uneven0);
            EndStage(all1, odd1, down, left, ref even1, ref uneven1);
        }

        var shift = at;
        var bias = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
        var least = TLanes.BroadcastShort((short)minimum);
        var most = TLanes.BroadcastShort((short)maximum);
        End(even0, uneven0, shift, bias, least, most, ref output, 0);
        End(even1, uneven1, shift, bias, least, most, ref output, 2 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow1(ref int code, ref byte input, ref short output, int minimum, int maximum)
    {
        TShort even0 = default, uneven0 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var stages = code; stages > 0; stages--)
        {
            var down = at;
            var left = Unsafe.Add(ref at, 2);
            var added = Unsafe.Add(ref at, 3);
            var subtracted = Unsafe.Add(ref at, 4);
            var mixed = Unsafe.Add(ref at, 5);
            var odd0 = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            at = ref Unsafe.Add(ref at, ShiftAddByteProgram.NarrowStageLength);
            for (; added > 0; added--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; subtracted > 0; subtracted--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                at = ref Unsafe.Add(ref at, 2);
            }

            for (; mixed > 0; mixed--)
            {
                ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                at = ref Unsafe.Add(ref at, 2);
            }

            EndStage(all0, odd0, down, left, ref even0, ref uneven0);
        }

        var shift = at;
        var bias = TLanes.BroadcastShort(unchecked((short)Unsafe.Add(ref at, 1)));
        var least = TLanes.BroadcastShort((short)minimum);
        var most = TLanes.BroadcastShort((short)maximum);
        End(even0, uneven0, shift, bias, least, most, ref output, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide4(ref int code, ref byte input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        var step2 = step + step;
        var step3 = step2 + step;
        TInt first0 = default, second0 = default, third0 = default, fourth0 = default;
        TInt first1 = default, second1 = default, third1 = default, fourth1 = default;
        TInt first2 = default, second2 = default, third2 = default, fourth2 = default;
        TInt first3 = default, second3 = default, third3 = default, fourth3 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var groups = code; groups > 0; groups--)
        {
            var stages = Unsafe.Add(ref at, 1);
            ref var digit = ref Unsafe.Add(ref at, ShiftAddByteProgram.GroupLength);
            ref var lastDigit = ref Unsafe.Add(ref digit, Unsafe.Add(ref at, 2) - 1);
            var odd0 = TLanes.BroadcastShort(unchecked((short)at));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            var (all1, odd1) = (all0, odd0);
            var (all2, odd2) = (all0, odd0);
            var (all3, odd3) = (all0, odd0);
            at = ref Unsafe.Add(ref lastDigit, 1);
            for (; stages > 0; stages--)
            {
                var shift = at;
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                var mixed = Unsafe.Add(ref at, 3);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.StageLength);
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

                for (; added > 0; added--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    Add(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    Add(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                    Add(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; subtracted > 0; subtracted--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    Subtract(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    Subtract(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                    Subtract(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; mixed > 0; mixed--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    AddDifference(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    AddDifference(TLanes.Load(ref first, step2), TLanes.Load(ref second, step2), ref all2, ref odd2);
                    AddDifference(TLanes.Load(ref first, step3), TLanes.Load(ref second, step3), ref all3, ref odd3);
                    at = ref Unsafe.Add(ref at, 2);
                }
            }

            for (; !Unsafe.IsAddressGreaterThan(ref digit, ref lastDigit); digit = ref Unsafe.Add(ref digit, 1))
            {
                if (digit < 0)
                {
                    WidenSubtracted(all0, odd0, ~digit, ref first0, ref second0, ref third0, ref fourth0);
                    WidenSubtracted(all1, odd1, ~digit, ref first1, ref second1, ref third1, ref fourth1);
                    WidenSubtracted(all2, odd2, ~digit, ref first2, ref second2, ref third2, ref fourth2);
                    WidenSubtracted(all3, odd3, ~digit, ref first3, ref second3, ref third3, ref fourth3);
                }
                else
                {
                    Widen(all0, odd0, digit, ref first0, ref second0, ref third0, ref fourth0);
                    Widen(all1, odd1, digit, ref first1, ref second1, ref third1, ref fourth1);
                    Widen(all2, odd2, digit, ref first2, ref second2, ref third2, ref fourth2);
                    Widen(all3, odd3, digit, ref first3, ref second3, ref third3, ref fourth3);
                }
            }
        }

        var addend = TLanes.Broadcast(bias);
        End(first0, second0, third0, fourth0, addend, rescale, ref output, 0);
        End(first1, second1, third1, fourth1, addend, rescale, ref output, 2 * step);
        End(first2, second2, third2, fourth2, addend, rescale, ref output, 2 * step2);
        End(first3, second3, third3, fourth3, addend, rescale, ref output, 2 * step3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide2(ref int code, ref byte input, ref short output, int bias, in Rescale rescale)
    {
        var step = TLanes.Count;
        TInt first0 = default, second0 = default, third0 = default, fourth0 = default;
        TInt first1 = default, second1 = default, third1 = default, fourth1 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var groups = code; groups > 0; groups--)
        {
            var stages = Unsafe.Add(ref at, 1);
            ref var digit = ref Unsafe.Add(ref at, ShiftAddByteProgram.GroupLength);
            ref var lastDigit = ref Unsafe.Add(ref digit, Unsafe.Add(ref at, 2) - 1);
            var odd0 = TLanes.BroadcastShort(unchecked((short)at));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            var (all1, odd1) = (all0, odd0);
            at = ref Unsafe.Add(ref lastDigit, 1);
            for (; stages > 0; stages--)
            {
                var shift = at;
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                var mixed = Unsafe.Add(ref at, 3);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.StageLength);
                if (shift != 0)
                {
                    all0 = TLanes.ShiftLeft(all0, shift);
                    odd0 = TLanes.ShiftLeft(odd0, shift);
                    all1 = TLanes.ShiftLeft(all1, shift);
                    odd1 = TLanes.ShiftLeft(odd1, shift);
                }

                for (; added > 0; added--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    Add(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; subtracted > 0; subtracted--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    Subtract(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; mixed > 0; mixed--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    AddDifference(TLanes.Load(ref first, step), TLanes.Load(ref second, step), ref all1, ref odd1);
                    at = ref Unsafe.Add(ref at, 2);
                }
            }

            for (; !Unsafe.IsAddressGreaterThan(ref digit, ref lastDigit); digit = ref Unsafe.Add(ref digit, 1))
            {
                if (digit < 0)
                {
                    WidenSubtracted(all0, odd0, ~digit, ref first0, ref second0, ref third0, ref fourth0);
                    WidenSubtracted(all1, odd1, ~digit, ref first1, ref second1, ref third1, ref fourth1);
                }
                else
                {
                    Widen(all0, odd0, digit, ref first0, ref second0, ref third0, ref fourth0);
                    Widen(all1, odd1, digit, ref first1, ref second1, ref third1, ref fourth1);
                }
            }
        }

        var addend = TLanes.Broadcast(bias);
        End(first0, second0, third0, fourth0, addend, rescale, ref output, 0);
        End(first1, second1, third1, fourth1, addend, rescale, ref output, 2 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide1(ref int code, ref byte input, ref short output, int bias, in Rescale rescale)
    {
        TInt first0 = default, second0 = default, third0 = default, fourth0 = default;
        ref var at = ref Unsafe.Add(ref code, 1);
        for (var groups = code; groups > 0; groups--)
        {
            var stages = Unsafe.Add(ref at, 1);
            ref var digit = ref Unsafe.Add(ref at, ShiftAddByteProgram.GroupLength);
            ref var lastDigit = ref Unsafe.Add(ref digit, Unsafe.Add(ref at, 2) - 1);
            var odd0 = TLanes.BroadcastShort(unchecked((short)at));
            var all0 = TLanes.Add(odd0, TLanes.ShiftLeft(odd0, 8));
            at = ref Unsafe.Add(ref lastDigit, 1);
            for (; stages > 0; stages--)
            {
                var shift = at;
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                var mixed = Unsafe.Add(ref at, 3);
                at = ref Unsafe.Add(ref at, ShiftAddByteProgram.StageLength);
                if (shift != 0)
                {
                    all0 = TLanes.ShiftLeft(all0, shift);
                    odd0 = TLanes.ShiftLeft(odd0, shift);
                }

                for (; added > 0; added--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Add(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; subtracted > 0; subtracted--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    Subtract(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    at = ref Unsafe.Add(ref at, 2);
                }

                for (; mixed > 0; mixed--)
                {
                    ref var first = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, at));
                    ref var second = ref Unsafe.As<byte, short>(ref Unsafe.Add(ref input, Unsafe.Add(ref at, 1)));
                    AddDifference(TLanes.Load(ref first, 0), TLanes.Load(ref second, 0), ref all0, ref odd0);
                    at = ref Unsafe.Add(ref at, 2);
                }
            }

            for (; !Unsafe.IsAddressGreaterThan(ref digit, ref lastDigit); digit = ref Unsafe.Add(ref digit, 1))
            {
                if (digit < 0)
                {
                    WidenSubtracted(all0, odd0, ~digit, ref first0, ref second0, ref third0, ref fourth0);
                }
                else
                {
                    Widen(all0, odd0, digit, ref first0, ref second0, ref third0, ref fourth0);
                }
            }
        }

        var addend = TLanes.Broadcast(bias);
        End(first0, second0, third0, fourth0, addend, rescale, ref output, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TShort first, TShort second, ref TShort all, ref TShort odd)
    {
        all = TLanes.Add(all, TLanes.Add(first, second));
        odd = TLanes.Add(odd, TLanes.Add(TLanes.ShiftRightLogical(first, 8), TLanes.ShiftRightLogical(second, 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(TShort first, TShort second, ref TShort all, ref TShort odd)
    {
        all = TLanes.Subtract(all, TLanes.Add(first, second));
        odd = TLanes.Subtract(odd, TLanes.Add(TLanes.ShiftRightLogical(first, 8), TLanes.ShiftRightLogical(second, 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddDifference(TShort first, TShort second, ref TShort all, ref TShort odd)
    {
        all = TLanes.Add(all, TLanes.Subtract(first, second));
        odd = TLanes.Add(odd, TLanes.Subtract(TLanes.ShiftRightLogical(first, 8), TLanes.ShiftRightLogical(second, 8)));
    }

    // What is not odd is even.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndStage(TShort all, TShort odd, int down, int left, ref TShort evens, ref TShort odds)
    {
        var even = TLanes.Subtract(all, TLanes.ShiftLeft(odd, 8));
        if (left != 0)
        {
            even = TLanes.ShiftLeft(even, left);
            odd = TLanes.ShiftLeft(odd, left);
        }

        evens = TLanes.Add(TLanes.ShiftRight(evens, down), even);
        odds = TLanes.Add(TLanes.ShiftRight(odds, down), odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(TShort evens, TShort odds, int shift, TShort bias, TShort least, TShort most, ref short output, nint offset)
    {
        evens = TLanes.Add(TLanes.ShiftRight(evens, shift), bias);
        odds = TLanes.Add(TLanes.ShiftRight(odds, shift), bias);
        Store(TLanes.Min(TLanes.Max(evens, least), most), TLanes.Min(TLanes.Max(odds, least), most), ref output, offset);
    }

    // A quarter of a vector's positions each: those at 4 n, 4 n + 2, 4 n + 1 and 4 n + 3. A sum lies between 0 and 65535, so that its
    // pairs of lanes add up as 32-bit numbers, and its upper lanes once more alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(TShort all, TShort odd, int shift, ref TInt first, ref TInt second, ref TInt third, ref TInt fourth)
    {
        var evenPairs = TLanes.Pairs(TLanes.Subtract(all, TLanes.ShiftLeft(odd, 8)));
        var oddPairs = TLanes.Pairs(odd);
        first = TLanes.Add(first, TLanes.ShiftLeft(evenPairs, shift));
        second = TLanes.Add(second, TLanes.ShiftLeft(TLanes.ShiftRightLogical(evenPairs, 16), shift));
        third = TLanes.Add(third, TLanes.ShiftLeft(oddPairs, shift));
        fourth = TLanes.Add(fourth, TLanes.ShiftLeft(TLanes.ShiftRightLogical(oddPairs, 16), shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenSubtracted(TShort all, TShort odd, int shift, ref TInt first, ref TInt second, ref TInt third, ref TInt fourth)
    {
        var evenPairs = TLanes.Pairs(TLanes.Subtract(all, TLanes.ShiftLeft(odd, 8)));
        var oddPairs = TLanes.Pairs(odd);
        first = TLanes.Subtract(first, TLanes.ShiftLeft(evenPairs, shift));
        second = TLanes.Subtract(second, TLanes.ShiftLeft(TLanes.ShiftRightLogical(evenPairs, 16), shift));
        third = TLanes.Subtract(third, TLanes.ShiftLeft(oddPairs, shift));
        fourth = TLanes.Subtract(fourth, TLanes.ShiftLeft(TLanes.ShiftRightLogical(oddPairs, 16), shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(TInt first, TInt second, TInt third, TInt fourth, TInt bias, in Rescale rescale, ref short output, nint offset)
    {
        first = TLanes.Subtract(first, TLanes.ShiftLeft(second, 16));
        third = TLanes.Subtract(third, TLanes.ShiftLeft(fourth, 16));
        var evens = rescale.ApplyPairs<TLanes, TShort, TInt>(TLanes.Add(first, bias), TLanes.Add(second, bias));
        var odds = rescale.ApplyPairs<TLanes, TShort, TInt>(TLanes.Add(third, bias), TLanes.Add(fourth, bias));
        Store(evens, odds, ref output, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TShort evens, TShort odds, ref short output, nint offset)
    {
        TLanes.Store(TLanes.ZipLower(evens, odds), ref output, offset);
        TLanes.Store(TLanes.ZipUpper(evens, odds), ref output, offset + TLanes.Count);
    }
}
#endif
