using Wfn.Graph;

namespace Wfn.Import;

/// <summary>A window along one axis.</summary>
/// <param name="Kernel">Its taps.</param>
/// <param name="Stride">The distance between two outputs.</param>
/// <param name="Dilation">The distance between two taps.</param>
/// <param name="Before">The padding before the axis.</param>
/// <param name="After">The padding after it.</param>
internal readonly record struct AxisWindow(int Kernel, int Stride, int Dilation, int Before, int After)
{
    /// <summary>The single tap that leaves an axis as it is.</summary>
    public static AxisWindow One => new(1, 1, 1, 0, 0);

    /// <summary>From the first tap to the last.</summary>
    public long Span => ((Kernel - 1L) * Dilation) + 1;

    /// <summary>The window over an image of a window for its rows and one for its columns.</summary>
    public static SlidingWindow Image(AxisWindow height, AxisWindow width) => new()
    {
        KernelHeight = height.Kernel,
        KernelWidth = width.Kernel,
        StrideHeight = height.Stride,
        StrideWidth = width.Stride,
        DilationHeight = height.Dilation,
        DilationWidth = width.Dilation,
        PadTop = height.Before,
        PadLeft = width.Before,
        PadBottom = height.After,
        PadRight = width.After,
    };

    /// <summary>Refuses ranges that no window has, so that what follows cannot overflow.</summary>
    public void Check(ModelNode node)
    {
        if (Before < 0 || After < 0)
        {
            throw new UnsupportedException($"negative pads ({Before} and {After})");
        }

        if (new[] { Kernel, Stride, Dilation }.Any(value => value is < 1 or > Limits.Window)
            || Before > Limits.Window || After > Limits.Window)
        {
            throw node.Invalid(
                $"has a window of {Kernel}, stride {Stride}, dilation {Dilation} and pads {Before} and {After}; "
                + $"kernels, strides and dilations go from 1 to {Limits.Window}, pads from 0 to {Limits.Window}");
        }
    }

    /// <summary>
    /// The window with the padding that gives ⌈extent / stride⌉ outputs; an odd one goes after (upper) or before (lower).
    /// </summary>
    public AxisWindow Same(int extent, bool upper)
    {
        var stride = Math.Max(1, Stride);
        var outputs = (extent + (long)stride - 1) / stride;

        // More than any window may have stays more than that, so that the check refuses it.
        var padding = Math.Min(Math.Max(((outputs - 1) * stride) + Span - extent, 0), 2L * (Limits.Window + 1));
        var less = (int)(padding / 2);
        var more = (int)(padding - less);
        return upper ? this with { Before = less, After = more } : this with { Before = more, After = less };
    }

    /// <summary>
    /// By how much the last window reaches beyond the padding when outputs are counted up; a window that would start behind
    /// the data and the padding before it is no output (as PyTorch and ONNX Runtime have it).
    /// </summary>
    public int Beyond(int extent)
    {
        var room = extent + (long)Before + After - Span;
        if (room < 0)
        {
            return 0;
        }

        var last = (room + Stride - 1) / Stride * Stride;
        last = last >= extent + (long)Before ? last - Stride : last;
        return (int)Math.Max(0, last - room);
    }
}
