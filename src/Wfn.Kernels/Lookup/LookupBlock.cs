using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Output channels whose products are looked up together.</summary>
internal sealed class LookupBlock
{
    // Outputs of a vector of codes: a byte each.
    private const int CodeBits = 8;

    private LookupBlock(int firstOutput, int valid, VectorWidth width, bool isHalf)
    {
        FirstOutput = firstOutput;
        Valid = valid;
        Width = width;
        IsHalf = isHalf;
        var lanes = (int)width / 32;
        VectorOffsets = new[] { 0, lanes, 2 * lanes, 3 * lanes };
    }

    /// <summary>The first output channel.</summary>
    internal int FirstOutput { get; }

    /// <summary>Output channels that there are.</summary>
    internal int Valid { get; }

    /// <summary>The width of vectors; scalar for one output channel by itself.</summary>
    internal VectorWidth Width { get; }

    /// <summary>Whether only every other code is one.</summary>
    internal bool IsHalf { get; }

    /// <summary>Bytes of a step's codes.</summary>
    internal int CodeBytes => Width == VectorWidth.Scalar ? 1 : (int)Width / CodeBits;

    /// <summary>The input of each step, in bytes from a pixel's first input.</summary>
    internal int[] Offsets { get; set; } = Array.Empty<int>();

    /// <summary>Numbers of steps after which sums of 16 bits are added to totals.</summary>
    internal int[] Flushes { get; set; } = Array.Empty<int>();

    /// <summary>The distances of four vectors of output channels from the first, in bytes.</summary>
    internal int[] VectorOffsets { get; }

    /// <summary>Where the codes of its first step are.</summary>
    internal int CodeStart { get; set; }

    /// <summary>All blocks: the widest vectors, and at the end narrower ones that hold all that are left.</summary>
    internal static LookupBlock[] Of(int outputs, VectorWidth width)
    {
        var blocks = new List<LookupBlock>();
        for (var first = 0; first < outputs;)
        {
            var (rest, own, isHalf) = (outputs - first, width, false);
            var room = width == VectorWidth.Scalar ? 1 : (int)width / CodeBits;
            if (own == VectorWidth.Bits512 && rest <= room / 2)
            {
                (room, isHalf) = (room / 2, true);
            }
            else if (own == VectorWidth.Bits256 && rest <= room / 2)
            {
                (room, own) = (room / 2, VectorWidth.Bits128);
            }

            var valid = rest < room ? rest : room;
            blocks.Add(new LookupBlock(first, valid, own, isHalf));
            first += valid;
        }

        return blocks.ToArray();
    }

    /// <summary>
    /// Where the code of an output channel stands among a step's: sums of 16 bits become two vectors of 32 bits, of the lanes at even places and
    /// of those at odd ones, and these then hold output channels in their order.
    /// </summary>
    internal int Place(int output)
    {
        if (Width == VectorWidth.Scalar)
        {
            return 0;
        }

        var lanes = (int)Width / 32;
        var vector = output / lanes;
        var word = ((output % lanes) << 1) + (vector & 1);
        var second = vector >> 1;

        // By even and odd bytes, or by halves of 16 bytes.
        return Width == VectorWidth.Bits512 ? (word << 1) + second : ((word >> 3) << 4) + (second << 3) + (word & 7);
    }
}
