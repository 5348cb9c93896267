using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>The sum under the window, shifted, times the reciprocal of the number of elements counted; checked, rounded, saturated.</summary>
internal static class FixedAveragePool
{
    public static void Run(
        AveragePoolOperation operation, int[] input, TensorShape inputShape, int[] output, FixedPointTensor result)
    {
        var window = operation.Window;
        var (height, width) = (inputShape[1], inputShape[2]);
        var countedBottom = height + window.PadBottom - operation.UncountedBottom;
        var countedRight = width + window.PadRight - operation.UncountedRight;
        var next = 0;
        for (var c = 0; c < result.Shape[0]; c++)
        {
            for (var y = 0; y < result.Shape[1]; y++)
            {
                for (var x = 0; x < result.Shape[2]; x++)
                {
                    var sum = 0;
                    var counted = 0;
                    for (var ky = 0; ky < window.KernelHeight; ky++)
                    {
                        var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                        for (var kx = 0; kx < window.KernelWidth; kx++)
                        {
                            var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                            {
                                sum = checked(sum + input[(((c * height) + row) * width) + column]);
                                counted++;
                            }
                            else if (operation.CountPadding && row < countedBottom && column < countedRight)
                            {
                                counted++;
                            }
                        }
                    }

                    var shifted = FixedPointRounding.ShiftRight(sum, operation.SumShift);
                    var product = checked((int)(shifted * operation.Reciprocals[counted]));
                    output[next++] = Rescale.To(result.Format, product, operation.Shift);
                }
            }
        }
    }
}
