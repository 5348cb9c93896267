using Wfn.Graph;
using Wfn.Lowering;

namespace Wfn.Reference.Fixed;

/// <summary>Σ m·q + bias over the window, the sum checked, then rounded and saturated.</summary>
internal static class FixedConvolution
{
    public static void Run(
        FixedPointConvolution operation,
        int[] mantissas,
        int[] input,
        TensorShape inputShape,
        int[] output,
        FixedPointTensor result)
    {
        var window = operation.Window;
        var (height, width) = (inputShape[1], inputShape[2]);
        var (outputs, outputHeight, outputWidth) = (result.Shape[0], result.Shape[1], result.Shape[2]);
        var inputsOfGroup = inputShape[0] / operation.Groups;
        var outputsOfGroup = outputs / operation.Groups;
        var next = 0;
        for (var o = 0; o < outputs; o++)
        {
            var firstChannel = o / outputsOfGroup * inputsOfGroup;
            for (var y = 0; y < outputHeight; y++)
            {
                for (var x = 0; x < outputWidth; x++)
                {
                    var sum = operation.Bias[o];
                    for (var i = 0; i < inputsOfGroup; i++)
                    {
                        for (var ky = 0; ky < window.KernelHeight; ky++)
                        {
                            var row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                            if (row < 0 || row >= height)
                            {
                                continue;
                            }

                            var values = ((((firstChannel + i) * height) + row) * width) + (x * window.StrideWidth) - window.PadLeft;
                            var weights = ((((o * inputsOfGroup) + i) * window.KernelHeight) + ky) * window.KernelWidth;
                            for (var kx = 0; kx < window.KernelWidth; kx++)
                            {
                                var column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                                if (column >= 0 && column < width)
                                {
                                    sum = checked(sum + (mantissas[weights + kx] * input[values + (kx * window.DilationWidth)]));
                                }
                            }
                        }
                    }

                    output[next++] = Rescale.To(result.Format, sum, operation.Shift);
                }
            }
        }
    }
}
