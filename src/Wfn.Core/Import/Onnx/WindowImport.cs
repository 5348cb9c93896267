using Wfn.Graph;

namespace Wfn.Import.Onnx;

/// <summary>
/// The attributes that convolutions and pools describe their windows by: kernel_shape, strides, dilations, pads, auto_pad and
/// ceil_mode, over one or two spatial axes.
/// </summary>
internal static class WindowImport
{
    /// <summary>The window of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="spatial">The input's extents behind the channels: one or two.</param>
    /// <param name="kernel">The kernel's extents where a weight gives them, or null.</param>
    /// <param name="ceiling">Whether outputs are counted up, so that a last window may reach beyond the padding.</param>
    /// <returns>
    /// The window, and how much of its padding at the bottom and on the right stands only for what ceil_mode reaches beyond.
    /// One spatial axis is the width of an image of height 1.
    /// </returns>
    public static (SlidingWindow Window, int ExtraBottom, int ExtraRight) Read(OnnxNode node, int[] spatial, int[]? kernel, bool ceiling)
    {
        var axes = spatial.Length;
        var extents = List(node, "kernel_shape", axes, null) ?? kernel ?? throw node.Invalid("has no kernel_shape");
        if (kernel is not null && !extents.SequenceEqual(kernel))
        {
            throw node.Invalid($"has the kernel_shape [{string.Join(", ", extents)}] but a kernel of [{string.Join(", ", kernel)}]");
        }

        var strides = List(node, "strides", axes, 1)!;
        var dilations = List(node, "dilations", axes, 1)!;
        var pads = List(node, "pads", 2 * axes, 0)!;
        var autoPad = node.Text("auto_pad", "NOTSET");
        var axis = new AxisWindow[axes];
        for (var i = 0; i < axes; i++)
        {
            axis[i] = autoPad switch
            {
                "NOTSET" or "" => new AxisWindow(extents[i], strides[i], dilations[i], pads[i], pads[i + axes]),
                "VALID" => new AxisWindow(extents[i], strides[i], dilations[i], 0, 0),
                "SAME_UPPER" => new AxisWindow(extents[i], strides[i], dilations[i], 0, 0).Same(spatial[i], upper: true),
                "SAME_LOWER" => new AxisWindow(extents[i], strides[i], dilations[i], 0, 0).Same(spatial[i], upper: false),
                _ => throw new UnsupportedException($"auto_pad {Diagnostics.DataName.Quote(autoPad)}"),
            };
            axis[i].Check(node);
        }

        var height = axes == 2 ? axis[0] : new AxisWindow(1, 1, 1, 0, 0);
        var width = axis[axes - 1];
        var extraBottom = ceiling && axes == 2 ? height.Beyond(spatial[0]) : 0;
        var extraRight = ceiling ? width.Beyond(spatial[axes - 1]) : 0;
        var window = new SlidingWindow
        {
            KernelHeight = height.Kernel,
            KernelWidth = width.Kernel,
            StrideHeight = height.Stride,
            StrideWidth = width.Stride,
            DilationHeight = height.Dilation,
            DilationWidth = width.Dilation,
            PadTop = height.Before,
            PadLeft = width.Before,
            PadBottom = height.After + extraBottom,
            PadRight = width.After + extraRight,
        };
        return (window, extraBottom, extraRight);
    }

    /// <summary>An attribute of so many integers, or what stands for one that is missing.</summary>
    public static int[]? List(OnnxNode node, string name, int count, int? missing)
    {
        var given = node.Integers(name);
        if (given is null || given.Length == 0)
        {
            return missing is { } value ? [.. Enumerable.Repeat(value, count)] : null;
        }

        return given.Length == count
            ? [.. given.Select(value => node.ToInt(value, $"an entry of {name}"))]
            : throw node.Invalid($"has {given.Length} entries of {name}, not {count}");
    }
}
