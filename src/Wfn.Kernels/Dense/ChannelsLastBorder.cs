using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The padding around an activation that convolutions read: it stands in memory, so that they need not look for it.</summary>
internal sealed class ChannelsLastBorder
{
    private readonly int head;
    private readonly int line;
    private readonly int gap;
    private readonly int gaps;
    private readonly int length;
    private readonly byte value;

    /// <summary>Makes a border; lengths in bytes.</summary>
    /// <param name="head">What stands before the first row's first pixel.</param>
    /// <param name="line">The pixels of a row.</param>
    /// <param name="gap">What stands between two rows' pixels.</param>
    /// <param name="gaps">Rows less one.</param>
    /// <param name="length">The whole memory.</param>
    /// <param name="value">The zero point: the byte that stands for 0.</param>
    internal ChannelsLastBorder(int head, int line, int gap, int gaps, int length, int value)
    {
        this.head = head;
        this.line = line;
        this.gap = gap;
        this.gaps = gaps;
        this.length = length;
        this.value = (byte)value;
    }

    /// <summary>Fills it around floats.</summary>
    internal void Run(Span<float> activation) => Run(MemoryMarshal.Cast<float, short>(activation));

    /// <summary>Fills it.</summary>
    internal void Run(Span<short> activation)
    {
        var memory = MemoryMarshal.AsBytes(activation).Slice(0, length);
        memory.Slice(0, head).Fill(value);
        var word = value * 0x0101_0101_0101_0101UL;
        var at = head + line;
        for (var i = 0; i < gaps && gap > 0; i++, at += gap + line)
        {
            // A gap is a few bytes, for which a call would take longer than they do.
            var bytes = memory.Slice(at, gap);
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            for (var j = 0; j < words.Length; j++)
            {
                words[j] = word;
            }

            for (var j = words.Length * sizeof(ulong); j < bytes.Length; j++)
            {
                bytes[j] = value;
            }
        }

        memory.Slice(head + line + (gaps * (gap + line))).Fill(value);
    }
}
