#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// Runs one output's program of bytes: a 16-bit lane has two neighbouring positions, whose bytes are summed as they lie, and the
/// odd positions' once more alone, so that one load serves twice as many positions as lanes. There is no multiplication of
/// data here.
/// </summary>
/// <typeparam name="TVectors">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ShiftAddByteSums<TVectors, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
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
        var step = 2 * TVectors.Count;
        if (TVectors.HasManyRegisters)
        {
            for (; count > 3 * step; count -= 4 * step)
            {
                ShiftAddByteTile<TVectors, TShort, TInt>.Narrow4(ref code, ref input, ref output, minimum, maximum);
                input = ref Unsafe.Add(ref input, 4 * step);
                output = ref Unsafe.Add(ref output, 4 * step);
            }
        }

        for (; count > step; count -= 2 * step)
        {
            ShiftAddByteTile<TVectors, TShort, TInt>.Narrow2(ref code, ref input, ref output, minimum, maximum);
            input = ref Unsafe.Add(ref input, 2 * step);
            output = ref Unsafe.Add(ref output, 2 * step);
        }

        if (count > 0)
        {
            ShiftAddByteTile<TVectors, TShort, TInt>.Narrow1(ref code, ref input, ref output, minimum, maximum);
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
        var step = 2 * TVectors.Count;
        if (TVectors.HasManyRegisters)
        {
            for (; count > 3 * step; count -= 4 * step)
            {
                ShiftAddByteTile<TVectors, TShort, TInt>.Wide4(ref code, ref input, ref output, bias, rescale);
                input = ref Unsafe.Add(ref input, 4 * step);
                output = ref Unsafe.Add(ref output, 4 * step);
            }
        }

        for (; count > step; count -= 2 * step)
        {
            ShiftAddByteTile<TVectors, TShort, TInt>.Wide2(ref code, ref input, ref output, bias, rescale);
            input = ref Unsafe.Add(ref input, 2 * step);
            output = ref Unsafe.Add(ref output, 2 * step);
        }

        if (count > 0)
        {
            ShiftAddByteTile<TVectors, TShort, TInt>.Wide1(ref code, ref input, ref output, bias, rescale);
        }
    }
}
#endif
