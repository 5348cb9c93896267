using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Consecutive blocks of output channels that run alike: whole vectors of one width by themselves or in pairs, or others one by one.</summary>
internal sealed class DenseBlockSpan
{
    private DenseBlockSpan(int first, int end, bool isPaired)
    {
        First = first;
        End = end;
        IsPaired = isPaired;
    }

    /// <summary>The first block.</summary>
    internal int First { get; }

    /// <summary>The one after the last.</summary>
    internal int End { get; private set; }

    /// <summary>Whether two blocks run at once, which have one accumulation schedule; the widest vectors have one each.</summary>
    internal bool IsPaired { get; }

    /// <summary>Blocks that run at once.</summary>
    internal int Step => IsPaired ? 2 : 1;

    /// <summary>All spans of the blocks from a first one on.</summary>
    internal static List<DenseBlockSpan> Of(DenseShape shape, DenseBlock[] blocks, int first)
    {
        var canPair = !shape.IsDepthwise && shape.Accumulation != DotAccumulation.Int32SignedInputs;
        var spans = new List<DenseBlockSpan>();
        for (var i = first; i < blocks.Length;)
        {
            var block = blocks[i];
            var isPaired = canPair && block.IsWhole && i + 1 < blocks.Length && blocks[i + 1].IsWhole && blocks[i + 1].Lanes == block.Lanes
                && blocks[i + 1].Segment == block.Segment && blocks[i + 1].Group == block.Group;
            var end = isPaired ? i + 2 : i + 1;
            var last = spans.Count == 0 ? null : spans[spans.Count - 1];
            if (last != null && last.IsPaired == isPaired && block.IsWhole && blocks[last.First].IsWhole && blocks[last.First].Lanes == block.Lanes)
            {
                last.End = end;
            }
            else
            {
                spans.Add(new DenseBlockSpan(i, end, isPaired));
            }

            i = end;
        }

        return spans;
    }
}
