using TorchSharp;
using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>The operations that move a window over [batch, channels, height, width].</summary>
internal static class TorchWindows
{
    public static Tensor Convolution(ConvolutionNode node, Tensor input, Tensor weight, Tensor? bias)
    {
        var (padded, padding) = Padded(input, node.Window, 0);
        return nn.functional.conv2d(padded, weight, bias, Stride(node.Window), padding, Dilation(node.Window), node.Groups);
    }

    public static Tensor MaxPool(SlidingWindow window, Tensor input)
    {
        // TorchSharp's own padding may be half a window at most; padding by hand has no such limit.
        var padded = Pad(input, window, double.NegativeInfinity);
        return nn.functional.max_pool2d(padded, Kernel(window), Stride(window), [0, 0], Dilation(window));
    }

    /// <summary>
    /// Sum of the window over the number of elements that count. The divisors depend on shapes only.
    /// </summary>
    public static Tensor AveragePool(AveragePoolNode node, Tensor input)
    {
        var window = node.Window;
        var divisors = Sum(window, Counted(node, input)).clamp_min(1);
        return Sum(window, Pad(input, window, 0)) / divisors;
    }

    // 1 for every element of the padded plane that counts in the divisor, [1, 1, height, width].
    private static Tensor Counted(AveragePoolNode node, Tensor input)
    {
        var window = node.Window;
        var plane = ones(1, 1, input.shape[2], input.shape[3], device: input.device);
        if (!node.CountPadding)
        {
            return Pad(plane, window, 0);
        }

        var counted = window with
        {
            PadBottom = window.PadBottom - node.UncountedBottom,
            PadRight = window.PadRight - node.UncountedRight,
        };
        return nn.functional.pad(Pad(plane, counted, 1), [0, node.UncountedRight, 0, node.UncountedBottom], PaddingModes.Constant, 0);
    }

    private static Tensor Sum(SlidingWindow window, Tensor padded)
    {
        if (window is { DilationHeight: 1, DilationWidth: 1 })
        {
            return nn.functional.avg_pool2d(padded, Kernel(window), Stride(window), [0, 0], divisor_override: 1);
        }

        var channels = padded.shape[1];
        var kernel = ones(channels, 1, window.KernelHeight, window.KernelWidth, device: padded.device);
        return nn.functional.conv2d(padded, kernel, null, Stride(window), [0, 0], Dilation(window), channels);
    }

    // Equal padding on opposite sides is left to the operation itself, which need not copy its input for it.
    private static (Tensor Input, long[] Padding) Padded(Tensor input, SlidingWindow window, double value) =>
        window.PadTop == window.PadBottom && window.PadLeft == window.PadRight
            ? (input, [window.PadTop, window.PadLeft])
            : (Pad(input, window, value), [0, 0]);

    private static Tensor Pad(Tensor input, SlidingWindow window, double value) =>
        window is { PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 }
            ? input
            : nn.functional.pad(input, [window.PadLeft, window.PadRight, window.PadTop, window.PadBottom], PaddingModes.Constant, value);

    private static long[] Kernel(SlidingWindow window) => [window.KernelHeight, window.KernelWidth];

    private static long[] Stride(SlidingWindow window) => [window.StrideHeight, window.StrideWidth];

    private static long[] Dilation(SlidingWindow window) => [window.DilationHeight, window.DilationWidth];
}
