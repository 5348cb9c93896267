using System.Globalization;
using System.Text;
using Lossless.Cells;
using Lossless.Rivals;

namespace Lossless.Report;

/// <summary>The cells as Markdown.</summary>
internal static class ResultTables
{
    /// <summary>A sentence on each rival.</summary>
    public static string Rivals()
    {
        var text = new StringBuilder("| name | what it is | seeds |\n|---|---|---|\n");
        foreach (var rival in RivalCatalogue.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {rival.Name} | {rival.Description} | {rival.Seeds} |\n");
        }

        return text.ToString();
    }

    /// <summary>The tables of all networks, and where their figures are from.</summary>
    public static string Results(IReadOnlyList<Cell> cells)
    {
        if (cells.Count == 0)
        {
            return "No cell is filled yet.";
        }

        var text = new StringBuilder();
        foreach (var network in cells.Select(cell => cell.Network).Distinct())
        {
            Table(text, network, RivalRow.Of(cells, network));
        }

        Sources(text, cells);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string network, IReadOnlyList<RivalRow> rows)
    {
        var original = rows.FirstOrDefault(row => row.Rival is OriginalNetwork);
        var ours = rows.FirstOrDefault(row => row.Rival.Name == RivalCatalogue.NameOfOurs);
        text.Append(CultureInfo.InvariantCulture, $"### {network}\n\n");
        text.Append("| rival | seeds | unique weights | × ours | entropy, bits | × ours | payload, bits | weights of 1 / 2 / 3+ powers | top-1, float | top-1, generated code | difference to the original, points | p | epochs | training |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            string[] columns =
            [
                row.Rival.Name,
                Text(row.Cells.Count, "F0"),
                Spread(row, cell => cell.UniqueWeights, "F0"),
                Ratio(row, ours, cell => cell.UniqueWeights),
                Spread(row, cell => cell.EntropyBits, "F2"),
                Ratio(row, ours, cell => cell.EntropyBits),
                Spread(row, cell => cell.PayloadBitsPerWeight, "F2"),
                Powers(row),
                TopOne(row, [.. row.Cells.Select(cell => cell.Float)]),
                row.Cells.All(cell => cell.FixedPoint is not null) ? TopOne(row, row.Deployed) : "–",
                row == original || original is null ? "–" : Difference(row, original),
                row == original || original is null ? "–" : Probabilities(row),
                Spread(row, cell => cell.Epochs, "F0"),
                row.Mean(cell => cell.Epochs) == 0 ? "–" : Text(row.Mean(cell => cell.TrainingSeconds) / 60, "F0") + " min",
            ];
            text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
        }

        text.Append('\n');
    }

    // One run fills all cells or, with a pattern, some: each comes out the same.
    private static string Command(Cell cell) => cell.Command.Split(" --only ")[0];

    private static void Sources(StringBuilder text, IReadOnlyList<Cell> cells)
    {
        text.Append("### Where the figures are from\n\n");
        foreach (var line in cells
            .Select(cell => string.Create(
                CultureInfo.InvariantCulture,
                $"- Machine: {cell.Machine}; {cell.Threads} thread(s). {cell.TrainingSamples} training samples ({cell.TrainingData}), {cell.Float.Samples} test samples ({cell.TestData}). `{Command(cell)}`"))
            .Distinct().Order(StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"- Finished between {cells.Min(cell => cell.Date)} and {cells.Max(cell => cell.Date)}.\n");
    }

    private static string TopOne(RivalRow row, IReadOnlyList<Accuracy> accuracies) => row.Cells.Count == 1
        ? $"{Percent(accuracies[0].TopOne)} ({Percent(accuracies[0].Interval.Lower)}–{Percent(accuracies[0].Interval.Upper)}) %"
        : $"{Percent(accuracies.Average(one => one.TopOne))} ({Percent(accuracies.Min(one => one.TopOne))}…{Percent(accuracies.Max(one => one.TopOne))}) %";

    private static string Difference(RivalRow row, RivalRow original)
    {
        var difference = row.DeployedAgainst(original);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * difference.Difference:+0.00;−0.00;0.00} ({100 * difference.Interval.Lower:+0.00;−0.00;0.00} to {100 * difference.Interval.Upper:+0.00;−0.00;0.00})");
    }

    private static string Probabilities(RivalRow row) =>
        string.Join(", ", row.Deployed.Select(accuracy => accuracy.ToOriginal!.P < 0.001 ? "< 0.001" : Text(accuracy.ToOriginal.P, "F3")));

    private static string Powers(RivalRow row)
    {
        if (row.Cells.Any(cell => cell.WeightsByTerms is null))
        {
            return "–";
        }

        string Share(Func<IReadOnlyList<long>, long> part) =>
            Text(row.Mean(cell => 100.0 * part(cell.WeightsByTerms!) / cell.WeightsByTerms!.Sum()), "F1");
        return $"{Share(counts => counts[0])} / {Share(counts => counts.Skip(1).Take(1).Sum())} / {Share(counts => counts.Skip(2).Sum())} %";
    }

    private static string Ratio(RivalRow row, RivalRow? ours, Func<Cell, double> figure) =>
        ours is null || row == ours ? "–" : Text(row.Mean(figure) / ours.Mean(figure), "F1");

    private static string Spread(RivalRow row, Func<Cell, double> figure, string format)
    {
        var (low, high) = (Text(row.Cells.Min(figure), format), Text(row.Cells.Max(figure), format));
        return low == high ? low : $"{Text(row.Mean(figure), format)} ({low}…{high})";
    }

    private static string Percent(double share) => Text(100 * share, "F2");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
