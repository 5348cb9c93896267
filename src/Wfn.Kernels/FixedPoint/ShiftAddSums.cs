#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>Runs one output's shift-add program at many neighbouring positions, one a lane; there is no multiplication of data here.</summary>
/// <typeparam name="TVectors">The width.</typeparam>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
/// <typeparam name="TInt">The vector of 32-bit lanes.</typeparam>
internal static class ShiftAddSums<TVectors, TShort, TInt>
    where TVectors : struct, IIntegerVectors<TShort, TInt>
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
        var step = TVectors.Count;
        for (; count > 3 * step; count -= 4 * step)
        {
            ShiftAddTile<TVectors, TShort, TInt>.Run4(ref code, ref input, ref output, bias, rescale);
            input = ref Unsafe.Add(ref input, 4 * step);
            output = ref Unsafe.Add(ref output, 4 * step);
        }

        if (count > 2 * step)
        {
            ShiftAddTile<TVectors, TShort, TInt>.Run3(ref code, ref input, ref output, bias, rescale);
        }
        else if (count > step)
        {
            ShiftAddTile<TVectors, TShort, TInt>.Run2(ref code, ref input, ref output, bias, rescale);
        }
        else if (count > 0)
        {
            ShiftAddTile<TVectors, TShort, TInt>.Run1(ref code, ref input, ref output, bias, rescale);
        }
    }

    /// <summary>The same with sums of 32-bit lanes, for inputs that fill 16 bits; here the sums start with 0.</summary>
    internal static void RunWide(ref int code, ref short input, ref short output, int count, int bias, in Rescale rescale)
    {
        for (var position = 0; position < count; position += TVectors.Count)
        {
            Wide1(ref code, ref Unsafe.Add(ref input, position), ref Unsafe.Add(ref output, position), bias, rescale);
        }
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
                sumEven = TVectors.ShiftLeft(sumEven, at);
                sumOdd = TVectors.ShiftLeft(sumOdd, at);
                var added = Unsafe.Add(ref at, 1);
                var subtracted = Unsafe.Add(ref at, 2);
                at = ref Unsafe.Add(ref at, 3);
                for (; added > 0; added--)
                {
                    var value = TVectors.Load(ref input, at);
                    sumEven = TVectors.Add(sumEven, TVectors.Even(value));
                    sumOdd = TVectors.Add(sumOdd, TVectors.Odd(value));
                    at = ref Unsafe.Add(ref at, 1);
                }

                for (; subtracted > 0; subtracted--)
                {
                    var value = TVectors.Load(ref input, at);
                    sumEven = TVectors.Subtract(sumEven, TVectors.Even(value));
                    sumOdd = TVectors.Subtract(sumOdd, TVectors.Odd(value));
                    at = ref Unsafe.Add(ref at, 1);
                }
            }

            even = TVectors.Add(TVectors.ShiftLeft(even, wideShift), sumEven);
            odd = TVectors.Add(TVectors.ShiftLeft(odd, wideShift), sumOdd);
        }

        var addend = TVectors.Broadcast(bias);
        even = TVectors.Add(TVectors.ShiftLeft(even, closing), addend);
        odd = TVectors.Add(TVectors.ShiftLeft(odd, closing), addend);
        TVectors.Store(rescale.ApplyPairs<TVectors, TShort, TInt>(even, odd), ref output, 0);
    }
}
#endif
