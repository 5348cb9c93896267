namespace Wfn.Import.Onnx;

/// <summary>
/// The attributes that convolutions and pools describe their windows by: kernel_shape, strides, dilations, pads, auto_pad and
/// ceil_mode, over any number of spatial axes.
/// </summary>
internal static class WindowImport
{
    /// <summary>The window of a node along each spatial axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="spatial">The input's extents behind the channels.</param>
    /// <param name="kernel">The kernel's extents where a weight gives them, or null.</param>
    public static AxisWindow[] Axes(OnnxNode node, int[] spatial, int[]? kernel)
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

        return axis;
    }

    /// <summary>The window of a pool along each spatial axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="spatial">The input's extents behind the channels.</param>
    /// <returns>The windows, and how much of each one's padding behind the axis stands only for what ceil_mode reaches beyond.</returns>
    public static PoolWindow[] PoolAxes(OnnxNode node, int[] spatial)
    {
        var countsUp = node.Flag("ceil_mode", false);
        return [.. Axes(node, spatial, null).Select((axis, i) =>
        {
            var extra = countsUp ? axis.Beyond(spatial[i]) : 0;
            return new PoolWindow(axis with { After = axis.After + extra }, extra);
        })];
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

/// <summary>A pool's window along one axis.</summary>
/// <param name="Axis">The window.</param>
/// <param name="Uncounted">How much of its padding behind the axis stands only for what ceil_mode reaches beyond.</param>
internal readonly record struct PoolWindow(AxisWindow Axis, int Uncounted)
{
    /// <summary>The single tap that leaves an axis as it is.</summary>
    public static PoolWindow One => new(AxisWindow.One, 0);
}
