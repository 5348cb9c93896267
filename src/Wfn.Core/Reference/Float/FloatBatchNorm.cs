using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Reference.Float;

/// <summary>Batch norm of one sample in float32: factor and offset of a channel are rounded once, from double.</summary>
internal static class FloatBatchNorm
{
    public static void Run(BatchNormNode node, GraphIndex index, ReadOnlySpan<float> input, Span<float> output)
    {
        var affine = ChannelAffine.Of(node, index);
        var plane = input.Length / affine.Length;
        for (var channel = 0; channel < affine.Length; channel++)
        {
            var (factor, offset) = ((float)affine[channel].Factor, (float)affine[channel].Offset);
            for (var i = channel * plane; i < (channel + 1) * plane; i++)
            {
                output[i] = (factor * input[i]) + offset;
            }
        }
    }
}
