using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Numerics;

/// <summary>What an inference batch norm does to one channel: y = Factor · x + Offset.</summary>
/// <param name="Factor">γ / √(σ² + ε)</param>
/// <param name="Offset">β − μ · Factor</param>
public readonly record struct ChannelAffine(double Factor, double Offset)
{
    /// <summary>Factor and offset of every channel of a batch norm, worked out in double.</summary>
    public static ChannelAffine[] Of(BatchNormNode node, GraphIndex index)
    {
        var scale = index.Parameter(node.Scale).Values.AsSpan();
        var shift = index.Parameter(node.Shift).Values.AsSpan();
        var mean = index.Parameter(node.Mean).Values.AsSpan();
        var variance = index.Parameter(node.Variance).Values.AsSpan();
        var channels = new ChannelAffine[scale.Length];
        for (var c = 0; c < channels.Length; c++)
        {
            var factor = scale[c] / Math.Sqrt((double)variance[c] + node.Epsilon);
            channels[c] = new ChannelAffine(factor, shift[c] - (mean[c] * factor));
        }

        return channels;
    }
}
