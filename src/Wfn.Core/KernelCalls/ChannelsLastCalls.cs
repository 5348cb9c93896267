namespace Wfn.KernelCalls;

/// <summary>Calls of kernels over activations whose channels lie side by side.</summary>
internal static class ChannelsLastCalls
{
    /// <summary>An activation as kernels of fixed point see it.</summary>
    /// <param name="layout">How it lies.</param>
    /// <param name="top">Rows of padding that are read with it.</param>
    /// <param name="left">Columns of padding that are read with it.</param>
    /// <param name="joined">Pixels of a row that kernels take as one.</param>
    public static KernelObject Image(ChannelsLastLayout layout, int top = 0, int left = 0, int joined = 1) => KernelObject.Value(
        "ChannelsLastImage",
        ("start", layout.StartBytes - (top * layout.RowBytes) - (left * layout.PixelBytes)),
        ("row", layout.RowBytes),
        ("pixel", joined * layout.PixelBytes),
        ("isBytes", layout.IsBytes),
        ("zeroPoint", layout.Zero));

    /// <summary>What takes an input of the network in.</summary>
    public static KernelObject Intake(ChannelsLastLayout layout) => KernelObject.New(
        "ChannelsLastInput",
        ("image", Image(layout)),
        ("border", Padding(layout)),
        ("channels", layout.Channels),
        ("height", layout.Height),
        ("width", layout.Width));

    /// <summary>Adds the call that fills the padding of an activation, if it has any.</summary>
    public static void AddBorder(PlanBuilder builder, string node, ChannelsLastLayout layout, PlanMemory activation)
    {
        if (Padding(layout) is { } padding)
        {
            builder.Add(new KernelCall
            {
                Node = node,
                What = "padding of its result",
                State = padding,
                Type = padding.Type,
                Method = "Run",
                Arguments = [activation],
                Cost = null,
            });
        }
    }

    /// <summary>The largest value under a window.</summary>
    public static KernelCall MaxPool(string node, PoolLayout pool, ChannelsLastLayout source, ChannelsLastLayout result, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = PoolCalls.What(pool, isMaximum: true),
        State = KernelObject.New(
            "ChannelsLastMaxPool", ("window", PoolCalls.Window(pool)), ("input", Image(source)), ("output", Image(result))),
        Type = "ChannelsLastMaxPool",
        Method = "Run",
        Arguments = [from, to],
        Cost = new CallCost { Kernel = "max pool", Shape = Words.Shape(source.Extents, result.Extents) },
    };

    /// <summary>The mean under a window.</summary>
    /// <param name="node">The graph node.</param>
    /// <param name="pool">The window and how padding counts.</param>
    /// <param name="sumShift">Right shift of the sum.</param>
    /// <param name="reciprocals">Entry n is the integer near 2^k / n.</param>
    /// <param name="rescale">From the product with a reciprocal to the output.</param>
    /// <param name="source">How the input lies.</param>
    /// <param name="result">How the output lies.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    public static KernelCall AveragePool(
        string node,
        PoolLayout pool,
        int sumShift,
        EquatableArray<int> reciprocals,
        KernelObject rescale,
        ChannelsLastLayout source,
        ChannelsLastLayout result,
        PlanMemory from,
        PlanMemory to) => new()
        {
            Node = node,
            What = PoolCalls.What(pool, isMaximum: false),
            State = KernelObject.New(
                "ChannelsLastAveragePool",
                ("window", PoolCalls.Window(pool)),
                ("sumShift", sumShift),
                ("reciprocals", reciprocals),
                ("rescale", rescale),
                ("input", Image(source)),
                ("output", Image(result))),
            Type = "ChannelsLastAveragePool",
            Method = "Run",
            Arguments = [from, to],
            Cost = new CallCost { Kernel = "average pool", Shape = Words.Shape(source.Extents, result.Extents) },
        };

    /// <summary>From planes to channels side by side, or back.</summary>
    public static KernelCall Copy(string node, ChannelsLastLayout layout, bool toRowMajor, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = toRowMajor ? "to NCHW" : "to NHWC",
        State = KernelObject.New(
            "ChannelsLastCopy", ("image", Image(layout)), ("channels", layout.Channels), ("height", layout.Height), ("width", layout.Width)),
        Type = "ChannelsLastCopy",
        Method = toRowMajor ? "ToChannelsFirst" : "FromChannelsFirst",
        Arguments = [from, to],
        Cost = new CallCost { Kernel = toRowMajor ? "to NCHW" : "to NHWC", Shape = Words.Shape(layout.Extents) },
        Batch = layout is { Border: var border, Height: 1, Channels: 1 } && border == default ? new CopyBatch(layout, toRowMajor) : null,
    };

    private static KernelObject? Padding(ChannelsLastLayout layout)
    {
        var line = layout.Width * layout.PixelBytes;
        return layout.Border == default
            ? null
            : KernelObject.New(
                "ChannelsLastBorder",
                ("head", layout.StartBytes),
                ("line", line),
                ("gap", layout.RowBytes - line),
                ("gaps", layout.Height - 1),
                ("length", (int)layout.TotalBytes),
                ("value", layout.Zero));
    }
}
