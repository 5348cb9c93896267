using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>Convolution of one sample in float32.</summary>
internal static class FloatConvolution
{
    /// <summary>
    /// out[o, y, x] = bias[o] + Σ weight[o, i, ky, kx] · in[i, y·stride + ky·dilation − pad, …], added up in the order i, ky, kx;
    /// one tap at a time for all positions.
    /// </summary>
    public static void Run(
        ConvolutionNode node,
        WindowTaps taps,
        ReadOnlySpan<float> input,
        TensorShape inputShape,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output,
        TensorShape outputShape)
    {
        var outputs = outputShape[0];
        var outputPlane = outputShape[1] * outputShape[2];
        var inputPlane = inputShape[1] * inputShape[2];
        var inputsOfGroup = inputShape[0] / node.Groups;
        var outputsOfGroup = outputs / node.Groups;
        for (var o = 0; o < outputs; o++)
        {
            output.Slice(o * outputPlane, outputPlane).Fill(bias.IsEmpty ? 0f : bias[o]);
        }

        var met = new float[outputPlane];
        for (var channel = 0; channel < inputShape[0]; channel++)
        {
            var firstOutput = channel / inputsOfGroup * outputsOfGroup;
            for (var tap = 0; tap < taps.Count; tap++)
            {
                taps.Gather(tap, input.Slice(channel * inputPlane, inputPlane), met.AsSpan());
                for (var o = firstOutput; o < firstOutput + outputsOfGroup; o++)
                {
                    var w = weight[(((o * inputsOfGroup) + (channel % inputsOfGroup)) * taps.Count) + tap];
                    ScaledSum.Add(output.Slice(o * outputPlane, outputPlane), met, w);
                }
            }
        }
    }
}
