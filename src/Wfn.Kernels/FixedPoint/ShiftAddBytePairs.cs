using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Writes terms of one power of two into a program of bytes, two at a time.</summary>
internal sealed class ShiftAddBytePairs
{
    private readonly int zeros;

    internal ShiftAddBytePairs(int zeros)
    {
        this.zeros = zeros;
        Reach = zeros;
    }

    /// <summary>The program.</summary>
    internal List<int> Code { get; } = new List<int>();

    /// <summary>The largest offset written.</summary>
    internal int Reach { get; private set; }

    /// <summary>Writes the numbers of pairs and their offsets; a term that is left over is paired with zeros.</summary>
    internal void Emit(List<int> plus, List<int> minus, int firstPlus, int plusCount, int firstMinus, int minusCount)
    {
        Code.Add(plusCount >> 1);
        Code.Add(minusCount >> 1);
        Code.Add((plusCount | minusCount) & 1);
        for (var i = 0; i < (plusCount & -2); i++)
        {
            Add(plus[firstPlus + i]);
        }

        for (var i = 0; i < (minusCount & -2); i++)
        {
            Add(minus[firstMinus + i]);
        }

        if (((plusCount | minusCount) & 1) != 0)
        {
            Add((plusCount & 1) != 0 ? plus[firstPlus + plusCount - 1] : zeros);
            Add((minusCount & 1) != 0 ? minus[firstMinus + minusCount - 1] : zeros);
        }
    }

    private void Add(int offset)
    {
        Code.Add(offset);
        Reach = Math.Max(Reach, offset);
    }
}
