using System.Globalization;
using System.Text;
using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Results;

namespace Wfn.Experiments.Accuracy.Report;

/// <summary>The results as Markdown.</summary>
internal static class ResultTables
{
    /// <summary>A sentence on each method.</summary>
    public static string Methods()
    {
        var text = new StringBuilder("| name | what it is | seeds |\n|---|---|---|\n");
        foreach (var method in MethodCatalogue.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {method.Name} | {method.Description} | {method.Seeds} |\n");
        }

        return text.ToString();
    }

    /// <summary>The tables of all networks, and where their figures are from.</summary>
    public static string Results(IReadOnlyList<RunResult> results)
    {
        if (results.Count == 0)
        {
            return "Nothing has been run yet.";
        }

        var text = new StringBuilder();
        foreach (var network in results.Select(result => result.Network).Distinct())
        {
            Table(text, network, MethodRow.Of(results, network));
        }

        Sources(text, results);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string network, IReadOnlyList<MethodRow> rows)
    {
        var original = rows.FirstOrDefault(row => row.Method is OriginalNetwork);
        var ours = rows.FirstOrDefault(row => row.Method.Name == MethodCatalogue.NameOfOurs);
        text.Append(CultureInfo.InvariantCulture, $"### {network}\n\n");
        text.Append(
            "| method | seeds | unique weights | × ours | entropy, bits | × ours | payload, bits | weights of 1 / 2 / 3+ "
                + "powers | top-1, float | top-1, generated code | difference to the original, points | p | epochs | training |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            string[] columns =
            [
                row.Method.Name,
                Text(row.Results.Count, "F0"),
                Spread(row, result => result.UniqueWeights, "F0"),
                Ratio(row, ours, result => result.UniqueWeights),
                Spread(row, result => result.EntropyBits, "F2"),
                Ratio(row, ours, result => result.EntropyBits),
                Spread(row, result => result.PayloadBitsPerWeight, "F2"),
                Powers(row),
                TopOne(row, [.. row.Results.Select(result => result.Float)]),
                row.Results.All(result => result.FixedPoint is not null) ? TopOne(row, row.Deployed) : "–",
                row == original || original is null ? "–" : Difference(row, original),
                row == original || original is null ? "–" : Probabilities(row),
                Spread(row, result => result.Epochs, "F0"),
                row.Mean(result => result.Epochs) == 0 ? "–" : Text(row.Mean(result => result.TrainingSeconds) / 60, "F0") + " min",
            ];
            text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
        }

        text.Append('\n');
    }

    // One command makes all results or, with a pattern, some: each comes out the same.
    private static string Command(RunResult result) => result.Command.Split(" --only ")[0];

    private static void Sources(StringBuilder text, IReadOnlyList<RunResult> results)
    {
        text.Append("### Where the figures are from\n\n");
        foreach (var line in results
            .Select(result => string.Create(
                CultureInfo.InvariantCulture,
                $"- Machine: {result.Machine}; {result.Threads} thread(s). {result.TrainingSamples} training samples "
                    + $"({result.TrainingData}), {result.Float.Samples} test samples ({result.TestData}). `{Command(result)}`"))
            .Distinct().Order(StringComparer.Ordinal))
        {
            text.Append(line).Append('\n');
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"- Finished between {results.Min(result => result.Date)} and {results.Max(result => result.Date)}.\n");
    }

    private static string TopOne(MethodRow row, IReadOnlyList<MeasuredAccuracy> accuracies) => row.Results.Count == 1
        ? $"{Percent(accuracies[0].TopOne)} ({Percent(accuracies[0].Interval.Lower)}–{Percent(accuracies[0].Interval.Upper)}) %"
        : $"{Percent(accuracies.Average(one => one.TopOne))} "
            + $"({Percent(accuracies.Min(one => one.TopOne))}…{Percent(accuracies.Max(one => one.TopOne))}) %";

    private static string Difference(MethodRow row, MethodRow original)
    {
        var difference = row.DeployedAgainst(original);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * difference.Difference:+0.00;−0.00;0.00} ({100 * difference.Interval.Lower:+0.00;−0.00;0.00} to "
                + $"{100 * difference.Interval.Upper:+0.00;−0.00;0.00})");
    }

    private static string Probabilities(MethodRow row) =>
        string.Join(", ", row.Deployed.Select(accuracy => accuracy.ToOriginal!.P < 0.001 ? "< 0.001" : Text(accuracy.ToOriginal.P, "F3")));

    private static string Powers(MethodRow row)
    {
        if (row.Results.Any(result => result.WeightsByTerms is null))
        {
            return "–";
        }

        string Share(Func<IReadOnlyList<long>, long> part) =>
            Text(row.Mean(result => 100.0 * part(result.WeightsByTerms!) / result.WeightsByTerms!.Sum()), "F1");
        return $"{Share(counts => counts[0])} / {Share(counts => counts.Skip(1).Take(1).Sum())} / "
            + $"{Share(counts => counts.Skip(2).Sum())} %";
    }

    private static string Ratio(MethodRow row, MethodRow? ours, Func<RunResult, double> figure) =>
        ours is null || row == ours ? "–" : Text(row.Mean(figure) / ours.Mean(figure), "F1");

    private static string Spread(MethodRow row, Func<RunResult, double> figure, string format)
    {
        var (low, high) = (Text(row.Results.Min(figure), format), Text(row.Results.Max(figure), format));
        return low == high ? low : $"{Text(row.Mean(figure), format)} ({low}…{high})";
    }

    private static string Percent(double share) => Text(100 * share, "F2");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
