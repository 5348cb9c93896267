using System.Globalization;
using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>Words that tell what calls do.</summary>
internal static class Words
{
    /// <summary>A number.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Extents as in "16 x 28 x 28".</summary>
    public static string Extents(params int[] extents) => string.Join(" x ", extents.Select(e => Number(e)));

    /// <summary>A window as in "3 x 3, stride 2 x 2".</summary>
    public static string Window(SlidingWindow window) =>
        $"{Extents(window.KernelHeight, window.KernelWidth)}, stride {Extents(window.StrideHeight, window.StrideWidth)}";

    /// <summary>What a layer makes of what, for the plan table.</summary>
    public static string Shape(int inputs, int outputs) => $"{Number(inputs)} → {Number(outputs)}";

    /// <summary>What a layer makes of which image, for the plan table.</summary>
    public static string Shape((int Channels, int Height, int Width) source, (int Channels, int Height, int Width) result) =>
        $"{Shape(source)} → {Shape(result)}";

    /// <summary>An image for the plan table.</summary>
    public static string Shape((int Channels, int Height, int Width) image) =>
        $"{Number(image.Channels)}×{Number(image.Height)}×{Number(image.Width)}";

    /// <summary>A fully connected layer.</summary>
    public static string FullyConnected(int inputs, int outputs) => $"fully connected, {Number(inputs)} to {Number(outputs)}";

    /// <summary>A convolution.</summary>
    public static string Convolution(SlidingWindow window, (int Channels, int Height, int Width) source, (int Channels, int Height, int Width) result, int groups) =>
        $"convolution {Window(window)}, {Extents(source.Channels, source.Height, source.Width)} to {Extents(result.Channels, result.Height, result.Width)}"
        + (groups == 1 ? "" : $", {Number(groups)} groups");
}
