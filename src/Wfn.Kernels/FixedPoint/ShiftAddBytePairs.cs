using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Writes terms of one power of two into a program of bytes, two at a time.</summary>
internal sealed class ShiftAddBytePairs
{
    private readonly int zeros;
    private readonly bool isMixed;

    /// <summary>A writer of a program.</summary>
    /// <param name="zeros">Where a plane of zeros is.</param>
    /// <param name="isMixed">
    /// Whether each pair has a term of each sign, or zeros in its place; otherwise pairs have one sign where they can.
    /// </param>
    internal ShiftAddBytePairs(int zeros, bool isMixed)
    {
        this.zeros = zeros;
        this.isMixed = isMixed;
        LargestOffset = zeros;
    }

    /// <summary>
    /// Whether pairs of one kind are better: where there are few terms of a power of two, and about as many of both signs, they spare
    /// the processor two loops whose ends it cannot foresee.
    /// </summary>
    internal static bool AreBestMixed(ShiftAddTerms terms, int outputs)
    {
        long mixed = 0, apart = 0, all = 0, signs = 0;
        for (var output = 0; output < outputs; output++)
        {
            terms.Read(output);
            for (var i = 0; i < terms.Added.Length; i++)
            {
                var (plus, minus) = (terms.Added[i].Count, terms.Subtracted[i].Count);
                all += plus + minus;
                signs += Math.Min(plus, 1) + Math.Min(minus, 1);
                mixed += Math.Max(plus, minus);
                apart += (plus >> 1) + (minus >> 1) + ((plus | minus) & 1);
            }
        }

        // Measured: up to three tenths more pairs, and up to 15 terms in a loop.
        return 10 * mixed <= 13 * apart && all <= 15 * signs;
    }

    /// <summary>The program.</summary>
    internal List<int> Code { get; } = new List<int>();

    /// <summary>The largest offset written.</summary>
    internal int LargestOffset { get; private set; }

    /// <summary>Writes the numbers of pairs and their offsets; terms that are left over are paired with zeros.</summary>
    internal void Emit(List<int> plus, List<int> minus, int firstPlus, int plusCount, int firstMinus, int minusCount)
    {
        var (plusAlone, minusAlone) = isMixed ? (0, 0) : (plusCount & -2, minusCount & -2);
        var mixed = isMixed ? Math.Max(plusCount, minusCount) : (plusCount | minusCount) & 1;
        Code.Add(plusAlone >> 1);
        Code.Add(minusAlone >> 1);
        Code.Add(mixed);
        for (var i = 0; i < plusAlone; i++)
        {
            Add(plus[firstPlus + i]);
        }

        for (var i = 0; i < minusAlone; i++)
        {
            Add(minus[firstMinus + i]);
        }

        for (var i = 0; i < mixed; i++)
        {
            Add(plusAlone + i < plusCount ? plus[firstPlus + plusAlone + i] : zeros);
            Add(minusAlone + i < minusCount ? minus[firstMinus + minusAlone + i] : zeros);
        }
    }

    private void Add(int offset)
    {
        Code.Add(offset);
        LargestOffset = Math.Max(LargestOffset, offset);
    }
}
