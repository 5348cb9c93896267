using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>In which layouts each value stands in memory, row-major or with its channels last, and what brings it from one into the other.</summary>
internal sealed class ValuePlacement
{
    // No value has such a name.
    private const string Suffix = "\0channelsLast";

    private readonly LoweredNetwork network;
    private readonly UseDef useDef;
    private readonly PlanBuilder builder;
    private readonly HashSet<string> rowMajor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastLayout> channelsLast = new(StringComparer.Ordinal);

    /// <summary>Begins with nothing in memory.</summary>
    public ValuePlacement(LoweredNetwork network, UseDef useDef, PlanBuilder builder) =>
        (this.network, this.useDef, this.builder) = (network, useDef, builder);

    /// <summary>Declares an input of the network that is there row-major.</summary>
    public void AddInput(string value)
    {
        builder.AddInput(value, Length(value));
        rowMajor.Add(value);
    }

    /// <summary>Declares an input of the network that is taken in with its channels last.</summary>
    public void AddInput(string value, ChannelsLastLayout layout)
    {
        builder.AddInput(value, layout.Length);
        builder.Alias(value, Name(value, layout));
        channelsLast.Add(value, layout);
    }

    /// <summary>How a value lies whose channels are last; null where it does not stand there so.</summary>
    public ChannelsLastLayout? FindChannelsLast(string value) => channelsLast.TryGetValue(value, out var layout) ? layout : null;

    /// <summary>Whether a value stands there row-major.</summary>
    public bool IsRowMajor(string value) => rowMajor.Contains(value);

    /// <summary>The memory of a value that is there row-major.</summary>
    public PlanMemory RowMajor(string value) => builder.Find(value);

    /// <summary>The memory of a value that is there with its channels last.</summary>
    public PlanMemory ChannelsLast(string value) => builder.Find(Name(value, channelsLast[value]));

    /// <summary>Memory for a value that is made row-major.</summary>
    public PlanMemory MakeRowMajor(string value)
    {
        rowMajor.Add(value);
        return builder.Make(value, Length(value), network[value].Format.Storage);
    }

    /// <summary>Memory for a value that is made with its channels last.</summary>
    public PlanMemory MakeChannelsLast(string value, ChannelsLastLayout layout)
    {
        if (IsRowMajorToo(value, layout))
        {
            rowMajor.Add(value);
        }

        channelsLast.Add(value, layout);
        return builder.Make(Name(value, layout), layout.Length, network[value].Format.Storage);
    }

    /// <summary>Lets a value be the row-major elements of another.</summary>
    public void Alias(string value, string of)
    {
        if (rowMajor.Add(value))
        {
            builder.Alias(of, value);
        }
    }

    /// <summary>Sees to it that a value stands there row-major.</summary>
    public void NeedRowMajor(string value)
    {
        if (rowMajor.Contains(value))
        {
            return;
        }

        var definition = useDef.Definition(value)!;
        if (!channelsLast.TryGetValue(value, out var layout))
        {
            // A view of another value, which nobody asked for until now.
            NeedRowMajor(definition.Inputs[0]);
            Alias(value, definition.Inputs[0]);
            return;
        }

        var (from, to) = (ChannelsLast(value), MakeRowMajor(value));
        builder.Add(network[value].Format.Storage == StorageType.Fixed16
            ? ChannelsLastCalls.Copy(definition.Name, Copied(value, layout), toRowMajor: true, from, to)
            : DataMovementCalls.Move(definition.Name, RowMajorOf(layout), from, to));
    }

    /// <summary>Sees to it that a value of integers stands there with its channels last.</summary>
    public void NeedChannelsLast(string value, ChannelsLastLayout layout, string node)
    {
        if (channelsLast.ContainsKey(value))
        {
            return;
        }

        NeedRowMajor(value);
        if (IsRowMajorToo(value, layout))
        {
            channelsLast.Add(value, layout);
            return;
        }

        var (from, to) = (RowMajor(value), MakeChannelsLast(value, layout));
        var copied = Copied(value, layout);
        ChannelsLastCalls.AddBorder(builder, node, copied, to);
        builder.Add(ChannelsLastCalls.Copy(node, copied, toRowMajor: false, from, to));
    }

    /// <summary>Whether elements with the channels last are in row-major order.</summary>
    public bool IsRowMajorToo(string value, ChannelsLastLayout layout) =>
        layout.IsPlain && (network[value].Shape.Rank < 3 || layout.Height * layout.Width == 1 || layout.Channels == 1);

    // Of fewer than three axes, elements have the same order on both sides.
    private ChannelsLastLayout Copied(string value, ChannelsLastLayout layout) =>
        network[value].Shape.Rank < 3 ? layout with { Channels = 1, Width = layout.Width * layout.Channels } : layout;

    private static StridedCopyLayout RowMajorOf(ChannelsLastLayout layout)
    {
        var extents = new[] { layout.Channels, layout.Height, layout.Width };
        return StridedCopyLayout.Of(
            extents,
            layout.StartBytes / layout.ElementBytes,
            [1, layout.RowBytes / layout.ElementBytes, layout.PixelBytes / layout.ElementBytes],
            0,
            AxisCoalescing.Strides(extents));
    }

    private string Name(string value, ChannelsLastLayout layout) => IsRowMajorToo(value, layout) ? value : value + Suffix;

    private int Length(string value) => network[value].Shape.ElementCount;
}
