using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>Functions of single integers as tables of their values, where one side or both lie in bytes; layouts make no difference.</summary>
internal static class ByteTable
{
    /// <summary>From bytes to bytes; entry n of the table belongs to byte n.</summary>
    internal static void Run(ReadOnlySpan<short> input, Span<short> output, short[] table, int count)
    {
        var from = MemoryMarshal.AsBytes(input).Slice(0, count);
        var to = MemoryMarshal.AsBytes(output).Slice(0, count);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = unchecked((byte)table[from[i]]);
        }
    }

    /// <summary>From bytes to 16-bit integers.</summary>
    internal static void Widen(ReadOnlySpan<short> input, Span<short> output, short[] table, int count)
    {
        var from = MemoryMarshal.AsBytes(input).Slice(0, count);
        for (var i = 0; i < from.Length; i++)
        {
            output[i] = table[from[i]];
        }
    }

    /// <summary>From 16-bit integers to bytes; entry 0 of the table belongs to <paramref name="first"/>.</summary>
    internal static void Narrow(ReadOnlySpan<short> input, Span<short> output, short[] table, int first, int count)
    {
        var to = MemoryMarshal.AsBytes(output).Slice(0, count);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = unchecked((byte)table[input[i] - first]);
        }
    }
}
