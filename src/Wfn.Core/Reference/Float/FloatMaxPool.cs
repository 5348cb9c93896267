using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Reference.Float;

/// <summary>Largest value under the window, padding excluded, of one sample in float32.</summary>
internal static class FloatMaxPool
{
    public static void Run(
        SlidingWindow window, ReadOnlySpan<float> input, TensorShape inputShape, Span<float> output, TensorShape outputShape)
    {
        var (channels, height, width) = (inputShape[0], inputShape[1], inputShape[2]);
        var next = 0;
        for (var c = 0; c < channels; c++)
        {
            var plane = input.Slice(c * height * width, height * width);
            for (var y = 0; y < outputShape[1]; y++)
            {
                for (var x = 0; x < outputShape[2]; x++)
                {
                    var largest = float.NegativeInfinity;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                largest = Math.Max(largest, plane[(row * width) + column]);
                            }
                        }
                    }

                    output[next++] = largest;
                }
            }
        }
    }
}
