using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Reference.Float;

/// <summary>Mean of the values under the window of one sample, added up in double.</summary>
internal static class FloatAveragePool
{
    public static void Run(
        AveragePoolNode node, ReadOnlySpan<float> input, TensorShape inputShape, Span<float> output, TensorShape outputShape)
    {
        var window = node.Window;
        var (channels, height, width) = (inputShape[0], inputShape[1], inputShape[2]);
        var countedBottom = height + window.PadBottom - node.UncountedBottom;
        var countedRight = width + window.PadRight - node.UncountedRight;
        var next = 0;
        for (var c = 0; c < channels; c++)
        {
            var plane = input.Slice(c * height * width, height * width);
            for (var y = 0; y < outputShape[1]; y++)
            {
                for (var x = 0; x < outputShape[2]; x++)
                {
                    var sum = 0.0;
                    var counted = 0;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                sum += plane[(row * width) + column];
                                counted++;
                            }
                            else if (node.CountPadding && row < countedBottom && column < countedRight)
                            {
                                counted++;
                            }
                        }
                    }

                    output[next++] = counted == 0 ? 0f : (float)(sum / counted);
                }
            }
        }
    }
}
