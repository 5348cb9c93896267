namespace Wfn.Graph;

/// <summary>What a sliding window has to meet before anything computes with it.</summary>
internal static class WindowRules
{
    /// <summary>Checks ranges, and that the window fits the padded input at least once.</summary>
    public static void Check(Node node, SlidingWindow window, TensorShape input)
    {
        CheckAxis(node, "height", window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PadTop, window.PadBottom, input[input.Rank - 2]);
        CheckAxis(node, "width", window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PadLeft, window.PadRight, input[input.Rank - 1]);
    }

    /// <summary>Checks that no window lies over padding alone (whose maximum or mean would be undefined).</summary>
    public static void CheckEveryWindowTouchesData(Node node, SlidingWindow window, TensorShape input)
    {
        var touches = EveryWindowTouchesData(
                window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PadTop, input[input.Rank - 2], window.OutputHeight(input[input.Rank - 2]))
            && EveryWindowTouchesData(
                window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PadLeft, input[input.Rank - 1], window.OutputWidth(input[input.Rank - 1]));
        if (!touches)
        {
            throw NodeError.Make(node, $"has windows over nothing but the padding of its input {input}");
        }
    }

    private static void CheckAxis(Node node, string axis, int kernel, int stride, int dilation, int before, int after, int extent)
    {
        if (kernel is < 1 or > Limits.Window || stride is < 1 or > Limits.Window || dilation is < 1 or > Limits.Window
            || before is < 0 or > Limits.Window || after is < 0 or > Limits.Window)
        {
            throw NodeError.Make(
                node,
                $"has a window of {axis} {kernel}, stride {stride}, dilation {dilation} and padding {before} and {after}; "
                + $"extents, strides and dilations go from 1 to {Limits.Window}, paddings from 0 to {Limits.Window}");
        }

        var padded = (long)extent + before + after;
        var spanned = ((kernel - 1L) * dilation) + 1;
        if (padded > Limits.Elements || spanned > padded)
        {
            throw NodeError.Make(node, $"has a window that spans {spanned} elements of {axis}, which does not fit the {padded} elements of its padded input");
        }
    }

    private static bool EveryWindowTouchesData(int kernel, int stride, int dilation, int before, int extent, int outputs)
    {
        // Windows that start in the data touch it; so only those that start before it and the last one need a look.
        for (var output = 0; output < outputs && ((long)output * stride) < before; output++)
        {
            var start = (output * stride) - before;
            var firstTapInside = (-start + dilation - 1) / dilation;
            if (firstTapInside >= kernel || start + ((long)firstTapInside * dilation) >= extent)
            {
                return false;
            }
        }

        return ((outputs - 1L) * stride) - before < extent;
    }
}
