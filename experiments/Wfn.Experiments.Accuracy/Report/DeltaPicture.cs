using System.Globalization;
using ScottPlot;
using Wfn.Fixing;
using Wfn.Graph;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>Unique weights over δ, all rounds without training.</summary>
internal static class DeltaPicture
{
    private static readonly double[] Deltas = [0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05];

    /// <summary>Draws a line for each network.</summary>
    public static Plot Draw(IEnumerable<(string Name, NetworkGraph Graph)> networks)
    {
        var plot = Pictures.New("Unique weights over δ, without training", "δ", "unique weights, zero included");
        foreach (var (name, graph) in networks)
        {
            var fixedNetworks = Deltas.Select(delta =>
                NetworkStatistics.Of(NetworkFixing.Fix(graph, new FixingOptions { Delta = delta, Recluster = true }, [])).Total).ToArray();
            var line = plot.Add.Scatter(
                Deltas.Select(Math.Log2).ToArray(), fixedNetworks.Select(one => (double)one.UniqueWeights).ToArray());
            line.LegendText = string.Create(
                CultureInfo.InvariantCulture, $"{name} ({fixedNetworks[0].EntropyBits:F1} to "
                    + $"{fixedNetworks[^1].EntropyBits:F1} bits a weight)");
            line.LineWidth = 2;
            line.MarkerSize = 7;
        }

        plot.Axes.Bottom.SetTicks(
            [.. Deltas.Select(Math.Log2)], [.. Deltas.Select(delta => delta.ToString(CultureInfo.InvariantCulture))]);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }
}
