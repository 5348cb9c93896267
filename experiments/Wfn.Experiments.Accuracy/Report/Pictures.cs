using ScottPlot;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>What all pictures have in common.</summary>
internal static class Pictures
{
    private const int Width = 760;
    private const int Height = 440;
    private const int LabelSize = 14;

    // Letters have fixed places in the picture: where the font is missing, one of the same widths stands in.
    private const string Font = "DejaVu Sans";
    private const string StandIns = ", Verdana, sans-serif";

    /// <summary>An empty picture.</summary>
    public static Plot New(string title, string bottom, string left)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(bottom);
        plot.YLabel(left);
        (plot.Axes.Bottom.Label.FontSize, plot.Axes.Left.Label.FontSize) = (LabelSize, LabelSize);
        plot.Font.Set(Font);
        return plot;
    }

    /// <summary>Writes a picture as SVG.</summary>
    public static void Write(Plot plot, string folder, string name) =>
        File.WriteAllText(Path.Combine(folder, name + ".svg"), Svg(plot));

    private static string Svg(Plot plot) =>
        plot.GetSvgXml(Width, Height)
            .Replace($"\"{Font}\"", $"\"{Font}{StandIns}\"", StringComparison.Ordinal)
            .ReplaceLineEndings("\n")
            .TrimEnd() + "\n";
}
