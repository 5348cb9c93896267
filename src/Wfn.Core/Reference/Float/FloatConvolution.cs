using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Reference.Float;

/// <summary>Convolution of one sample in float32.</summary>
internal static class FloatConvolution
{
    /// <summary>
    /// out[o, y, x] = bias[o] + Σ weight[o, i, ky, kx] · in[i, y·stride + ky·dilation − pad, …], added up in the order i, ky, kx.
    /// </summary>
    public static void Run(
        ConvolutionNode node,
        ReadOnlySpan<float> input,
        TensorShape inputShape,
        ReadOnlySpan<float> weight,
        ReadOnlySpan<float> bias,
        Span<float> output,
        TensorShape outputShape)
    {
        var window = node.Window;
        var (height, width) = (inputShape[1], inputShape[2]);
        var (outputs, outputHeight, outputWidth) = (outputShape[0], outputShape[1], outputShape[2]);
        var inputsOfGroup = inputShape[0] / node.Groups;
        var outputsOfGroup = outputs / node.Groups;
        for (var o = 0; o < outputs; o++)
        {
            var plane = output.Slice(o * outputHeight * outputWidth, outputHeight * outputWidth);
            plane.Fill(bias.IsEmpty ? 0f : bias[o]);
            for (var i = 0; i < inputsOfGroup; i++)
            {
                var channel = input.Slice(((o / outputsOfGroup * inputsOfGroup) + i) * height * width, height * width);
                for (var ky = 0; ky < window.KernelHeight; ky++)
                {
                    for (var kx = 0; kx < window.KernelWidth; kx++)
                    {
                        var w = weight[(((((o * inputsOfGroup) + i) * window.KernelHeight) + ky) * window.KernelWidth) + kx];
                        var left = (kx * window.DilationWidth) - window.PadLeft;
                        var (first, end) = Inside(left, window.StrideWidth, width, outputWidth);
                        for (var y = 0; y < outputHeight && first < end; y++)
                        {
                            var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                            if (row >= 0 && row < height)
                            {
                                AddScaled(
                                    plane.Slice((y * outputWidth) + first, end - first),
                                    channel.Slice((row * width) + left + (first * window.StrideWidth)),
                                    window.StrideWidth,
                                    w);
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>The output positions whose tap at <paramref name="offset"/> lies inside the input.</summary>
    private static (int First, int End) Inside(int offset, int stride, int extent, int outputExtent)
    {
        var first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        var last = extent - 1 - offset;
        return (first, last < 0 ? 0 : Math.Min(outputExtent, (last / stride) + 1));
    }

    private static void AddScaled(Span<float> sums, ReadOnlySpan<float> values, int stride, float factor)
    {
        if (stride == 1)
        {
            ScaledSum.Add(sums, values.Slice(0, sums.Length), factor);
            return;
        }

        for (var x = 0; x < sums.Length; x++)
        {
            sums[x] += factor * values[x * stride];
        }
    }
}
