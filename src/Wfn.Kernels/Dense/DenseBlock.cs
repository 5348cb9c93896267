using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>Output channels that one vector holds.</summary>
internal sealed class DenseBlock
{
    private DenseBlock(int firstOutput, int group, int valid, int lanes, int segment, int segments)
    {
        FirstOutput = firstOutput;
        Group = group;
        Valid = valid;
        Lanes = lanes;
        Segment = segment;
        SegmentCount = segments;
    }

    /// <summary>The first output channel.</summary>
    internal int FirstOutput { get; }

    /// <summary>The channel group; the first output where every output channel is a group.</summary>
    internal int Group { get; }

    /// <summary>Output channels that there are.</summary>
    internal int Valid { get; }

    /// <summary>Lanes of the vector.</summary>
    internal int Lanes { get; }

    /// <summary>The first of its segments.</summary>
    internal int Segment { get; }

    /// <summary>The number of its segments.</summary>
    internal int SegmentCount { get; }

    /// <summary>The first of its weights, in bytes.</summary>
    internal int WeightStart { get; set; }

    /// <summary>Whether all lanes of a vector are outputs.</summary>
    internal bool IsWhole => Lanes > 1 && Valid == Lanes;

    /// <summary>All blocks: the widest vectors that are more than half full.</summary>
    internal static DenseBlock[] Of(DenseShape shape, int lanes)
    {
        var blocks = new List<DenseBlock>();
        var groups = shape.IsDepthwise ? 1 : shape.Groups;
        var outputs = shape.Outputs / groups;
        var planned = 0;
        for (var group = 0; group < groups; group++)
        {
            for (var first = 0; first < outputs; first += DenseSizes.BlockOutputs, planned++)
            {
                var end = Math.Min(outputs, first + DenseSizes.BlockOutputs);
                var segment = planned == 0 ? 0 : shape.SegmentEnds[planned - 1];
                var segments = shape.SegmentEnds[planned] - segment;
                for (var output = first; output < end;)
                {
                    var width = lanes;
                    while (width > 4 && end - output <= width / 2)
                    {
                        width /= 2;
                    }

                    var valid = Math.Min(width, end - output);
                    var number = (group * outputs) + output;
                    blocks.Add(new DenseBlock(number, shape.IsDepthwise ? number : group, valid, width, segment, segments));
                    output += valid;
                }
            }
        }

        return blocks.ToArray();
    }
}
