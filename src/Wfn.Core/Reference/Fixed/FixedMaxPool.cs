using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Largest q under the window, padding excluded.</summary>
internal static class FixedMaxPool
{
    public static void Run(MaxPoolOperation operation, int[] input, TensorShape inputShape, int[] output, FixedPointTensor result)
    {
        var window = operation.Window;
        var (height, width) = (inputShape[1], inputShape[2]);
        var next = 0;
        for (var c = 0; c < result.Shape[0]; c++)
        {
            for (var y = 0; y < result.Shape[1]; y++)
            {
                for (var x = 0; x < result.Shape[2]; x++)
                {
                    var largest = int.MinValue;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                largest = Math.Max(largest, input[(((c * height) + row) * width) + column]);
                            }
                        }
                    }

                    output[next++] = largest;
                }
            }
        }
    }
}
