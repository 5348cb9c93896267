using ScottPlot;
using Wfn.Artifact;
using Wfn.Graph;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>The weights of a network before and after.</summary>
internal static class CodebookPicture
{
    private const double Widest = 1;
    private const double BinWidth = 1.0 / 128;

    /// <summary>Draws weights as a histogram before, and the codebook's values as lines after; both counts logarithmic.</summary>
    public static Plot Draw(string name, NetworkGraph before, WfnArtifact after)
    {
        var plot = Pictures.New($"{name}: all weights before and after", "value", "weights");
        var bins = Weights(before).GroupBy(weight => Math.Round(weight / BinWidth)).OrderBy(bin => bin.Key).ToArray();
        foreach (var bin in bins.Where(bin => Math.Abs(bin.Key * BinWidth) <= Widest))
        {
            var bar = plot.Add.Rectangle((bin.Key - 0.5) * BinWidth, (bin.Key + 0.5) * BinWidth, 0, Height(bin.Count()));
            (bar.FillColor, bar.LineWidth) = (Colors.SteelBlue.WithAlpha(0.5), 0);
            bar.LegendText = bin == bins[bins.Length / 2] ? "before: in bins of 1/128" : "";
        }

        var values = Weights(after.Graph).GroupBy(weight => weight).OrderBy(value => value.Key).ToArray();
        foreach (var value in values.Where(value => Math.Abs(value.Key) <= Widest))
        {
            var line = plot.Add.Line(value.Key, 0, value.Key, Height(value.Count()));
            (line.Color, line.LineWidth, line.MarkerSize) = (Colors.DarkRed, 2, 5);
            line.LegendText = value.Key == values[values.Length / 2].Key ? $"after: {values.Length} values in all" : "";
        }

        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, 6).Select(Convert.ToDouble)], ["1", "10", "100", "1000", "10 000", "100 000"]);
        plot.Axes.SetLimits(-Widest, Widest, 0, 5);
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    private static IEnumerable<float> Weights(NetworkGraph graph) =>
        graph.Parameters.Where(parameter => parameter.IsFixable).SelectMany(parameter => parameter.Values);

    // A single weight still shows.
    private static double Height(int count) => Math.Max(Math.Log10(count), 0.1);
}
