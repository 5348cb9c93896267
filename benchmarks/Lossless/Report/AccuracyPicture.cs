using Lossless.Cells;
using Lossless.Rivals;
using ScottPlot;

namespace Lossless.Report;

/// <summary>Accuracy over entropy: every cell of a network is a point.</summary>
internal static class AccuracyPicture
{
    private const double MostBits = 8;

    /// <summary>Draws it; cells of more bits than the picture is wide, such as the original, are a line at their accuracy.</summary>
    public static Plot Draw(IReadOnlyList<Cell> cells, string network)
    {
        var plot = Pictures.New($"{network}: accuracy over entropy", "entropy of all weights, bits a weight", "top-1, % of the test images");
        var palette = new ScottPlot.Palettes.Category10();
        var rows = RivalRow.Of(cells, network);
        for (var i = 0; i < rows.Count; i++)
        {
            var bits = rows[i].Cells.Select(cell => cell.EntropyBits).ToArray();
            var accuracy = rows[i].Deployed.Select(one => 100 * one.TopOne).ToArray();
            if (bits.Max() > MostBits)
            {
                var line = plot.Add.HorizontalLine(accuracy[0], 1.5f, palette.GetColor(i));
                line.LegendText = rows[i].Rival is OriginalNetwork ? "original" : $"{rows[i].Rival.Name} ({bits[0]:F1} bits)";
                continue;
            }

            var points = plot.Add.ScatterPoints(bits, accuracy, palette.GetColor(i));
            points.LegendText = rows[i].Rival.Name;
            points.MarkerSize = 9;
            points.MarkerShape = rows[i].Rival.IsAblation ? MarkerShape.OpenCircle : MarkerShape.FilledCircle;
        }

        plot.ShowLegend(Edge.Right);
        plot.Axes.SetLimitsX(0, MostBitsShown(rows) + 0.5);
        return plot;
    }

    private static double MostBitsShown(IReadOnlyList<RivalRow> rows) =>
        rows.SelectMany(row => row.Cells).Select(cell => cell.EntropyBits).Where(bits => bits <= MostBits).DefaultIfEmpty(MostBits).Max();
}
