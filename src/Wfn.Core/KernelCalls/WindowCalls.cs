namespace Wfn.KernelCalls;

/// <summary>What convolutions over padded planes need.</summary>
internal static class WindowCalls
{
    /// <summary>The copy that makes padded planes, or null where the input is read as it lies.</summary>
    public static KernelObject? PlaneCopy(WindowLayout layout) => layout.Pieces.IsEmpty
        ? null
        : KernelObject.New(
            "PlaneCopy",
            ("channels", layout.Channels),
            ("sourceHeight", layout.Height),
            ("sourceWidth", layout.Width),
            ("strideHeight", layout.Window.StrideHeight),
            ("strideWidth", layout.Window.StrideWidth),
            ("pitch", layout.Pitch),
            ("channelLength", layout.ChannelLength),
            ("pieces", layout.Pieces.SelectMany(p => new[] { p.SourceRow, p.SourceColumn, p.Rows, p.Columns, p.Destination }).ToEquatableArray()));

    /// <summary>Where the inputs of an output lie: every tap of every channel.</summary>
    public static KernelObject TapOffsets(int channels, int channelLength, EquatableArray<int> taps) => KernelObject.Made(
        "TapOffsets", "Of", "int[]", ("channels", channels), ("channelLength", channelLength), ("taps", taps));
}
