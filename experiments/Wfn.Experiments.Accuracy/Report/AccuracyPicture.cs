using ScottPlot;
using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Results;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>Accuracy over entropy: every result of a network is a point.</summary>
internal static class AccuracyPicture
{
    private const double MostBits = 8;

    /// <summary>Draws it; results of more bits than the picture is wide, such as the original, are a line at their accuracy.</summary>
    public static Plot Draw(IReadOnlyList<RunResult> results, string network)
    {
        var plot = Pictures.New(
            $"{network}: accuracy over entropy", "entropy of all weights, bits a weight", "top-1, % of the test images");
        var palette = new ScottPlot.Palettes.Category10();
        var rows = MethodRow.Of(results, network);
        for (var i = 0; i < rows.Count; i++)
        {
            var bits = rows[i].Results.Select(result => result.EntropyBits).ToArray();
            var accuracy = rows[i].Deployed.Select(one => 100 * one.TopOne).ToArray();
            if (bits.Max() > MostBits)
            {
                var line = plot.Add.HorizontalLine(accuracy[0], 1.5f, palette.GetColor(i));
                line.LegendText = rows[i].Method is OriginalNetwork ? "original" : $"{rows[i].Method.Name} ({bits[0]:F1} bits)";
                continue;
            }

            var points = plot.Add.ScatterPoints(bits, accuracy, palette.GetColor(i));
            points.LegendText = rows[i].Method.Name;
            points.MarkerSize = 9;
            points.MarkerShape = rows[i].Method.IsAblation ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
        }

        plot.ShowLegend(Edge.Right);
        plot.Axes.SetLimitsX(0, MostBitsShown(rows) + 0.5);
        return plot;
    }

    private static double MostBitsShown(IReadOnlyList<MethodRow> rows) =>
        rows.SelectMany(row => row.Results)
            .Select(result => result.EntropyBits)
            .Where(bits => bits <= MostBits)
            .DefaultIfEmpty(MostBits)
            .Max();
}
