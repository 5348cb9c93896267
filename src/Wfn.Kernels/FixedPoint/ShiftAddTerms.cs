using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// One output's weights at a time, as inputs that are added and subtracted: at each power of two, and, for values whose inputs are
/// summed once before the sum is added at each of the value's digits, at each such value.
/// </summary>
internal sealed class ShiftAddTerms
{
    /// <summary>Powers of two.</summary>
    internal const int Exponents = 32;

    private readonly ushort[] indices;
    private readonly int[] mantissas;
    private readonly int[] offsets;
    private readonly int groupOffset;
    private readonly int outputsPerGroup;

    // The signed digits of each codebook entry, each with the list of its power; an entry of a value by itself has one digit, the value's list.
    private readonly int[][] lists;

    /// <summary>Weights.</summary>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="offsets">The offset of each weight's input within an output's group of inputs.</param>
    /// <param name="groupOffset">What a further group adds to the offsets.</param>
    /// <param name="outputsPerGroup">Outputs that read the same group of inputs.</param>
    /// <param name="values">Values, none negative, whose inputs are summed by themselves.</param>
    internal ShiftAddTerms(ushort[] indices, int[] mantissas, int[] offsets, int groupOffset, int outputsPerGroup, params int[] values)
    {
        this.indices = indices;
        this.mantissas = mantissas;
        this.offsets = offsets;
        this.groupOffset = groupOffset;
        this.outputsPerGroup = outputsPerGroup;
        Values = values;
        lists = new int[mantissas.Length][];
        for (var i = 0; i < lists.Length; i++)
        {
            var value = Array.IndexOf(values, Math.Abs(mantissas[i]));
            lists[i] = value < 0 ? SignedDigits.Of(mantissas[i]) : new[] { mantissas[i] < 0 ? ~(Exponents + value) : Exponents + value };
        }

        Added = new List<int>[Exponents + values.Length];
        Subtracted = new List<int>[Added.Length];
        for (var i = 0; i < Added.Length; i++)
        {
            Added[i] = new List<int>();
            Subtracted[i] = new List<int>();
        }
    }

    /// <summary>Values whose inputs are summed by themselves.</summary>
    internal int[] Values { get; }

    /// <summary>Offsets of inputs that are added at each power of two, and after these at each value.</summary>
    internal List<int>[] Added { get; }

    /// <summary>Offsets of inputs that are subtracted.</summary>
    internal List<int>[] Subtracted { get; }

    /// <summary>The sum of the output's weights.</summary>
    internal long Weight { get; private set; }

    /// <summary>Takes an output's weights.</summary>
    internal void Read(int output)
    {
        for (var i = 0; i < Added.Length; i++)
        {
            Added[i].Clear();
            Subtracted[i].Clear();
        }

        Weight = 0;
        var group = output / outputsPerGroup * groupOffset;
        var first = output * offsets.Length;
        for (var i = 0; i < offsets.Length; i++)
        {
            var index = indices[first + i];
            Weight += mantissas[index];
            foreach (var list in lists[index])
            {
                (list < 0 ? Subtracted[~list] : Added[list]).Add(group + offsets[i]);
            }
        }
    }
}
