namespace Wfn.KernelCalls;

/// <summary>Windows of pools.</summary>
internal static class PoolCalls
{
    /// <summary>The geometry of a window.</summary>
    public static KernelObject Window(PoolLayout layout) => KernelObject.New(
        "PoolWindow",
        ("channels", layout.Channels),
        ("height", layout.Height),
        ("width", layout.Width),
        ("kernelHeight", layout.Window.KernelHeight),
        ("kernelWidth", layout.Window.KernelWidth),
        ("strideHeight", layout.Window.StrideHeight),
        ("strideWidth", layout.Window.StrideWidth),
        ("dilationHeight", layout.Window.DilationHeight),
        ("dilationWidth", layout.Window.DilationWidth),
        ("padTop", layout.Window.PadTop),
        ("padLeft", layout.Window.PadLeft),
        ("outputHeight", layout.OutputHeight),
        ("outputWidth", layout.OutputWidth),
        ("countedHeight", layout.CountedHeight),
        ("countedWidth", layout.CountedWidth));

    /// <summary>"max pool 2 x 2, stride 2 x 2".</summary>
    public static string What(PoolLayout layout, bool isMaximum) => $"{(isMaximum ? "max pool" : "average pool")} {Words.Window(layout.Window)}";
}
