using System.Globalization;

namespace Wfn.Tool.Output;

/// <summary>What a terminal shows of a stage: one bar with the time left, what the stage is at, and the frontier that a search has seen.</summary>
internal static class ProgressView
{
    private const int BarCells = 24;
    private const int ChartRows = 5;
    private const int ChartColumns = 40;
    private const int LabelColumns = 9;

    /// <summary>The lines, none longer than the terminal is wide.</summary>
    /// <param name="stage">What is done.</param>
    /// <param name="fraction">How much of it, 0 to 1.</param>
    /// <param name="elapsed">How long it has taken.</param>
    /// <param name="detail">What it is at, or null.</param>
    /// <param name="frontier">What a search has seen; empty where there is none.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IReadOnlyList<string> Lines(
        string stage, double fraction, TimeSpan elapsed, string? detail, IReadOnlyList<FrontierPoint> frontier, int width)
    {
        var done = Math.Clamp(fraction, 0, 1);
        var bar = new string('━', (int)(done * BarCells)).PadRight(BarCells, '╌');
        var right = string.Create(CultureInfo.InvariantCulture, $" {bar} {100 * done,3:F0} % {Left(done, elapsed),9}");
        var lines = new List<string> { Fit(stage, width - right.Length) + right };
        if (detail is not null)
        {
            lines.Add(Fit("  " + detail, width).TrimEnd());
        }

        lines.AddRange(Chart(frontier).Select(line => Fit(line, width).TrimEnd()));
        return lines;
    }

    /// <summary>Accuracy over bits: ● is lossless, ○ is not.</summary>
    private static IEnumerable<string> Chart(IReadOnlyList<FrontierPoint> points)
    {
        if (points.Count < 2)
        {
            yield break;
        }

        var (low, high) = (points.Min(point => point.Quality), points.Max(point => point.Quality));
        var (fewest, most) = (points.Min(point => point.Bits), points.Max(point => point.Bits));
        var cells = new char[ChartRows, ChartColumns];
        foreach (var point in points)
        {
            var row = Place(high - point.Quality, high - low, ChartRows);
            var column = Place(point.Bits - fewest, most - fewest, ChartColumns);
            cells[row, column] = point.IsLossless || cells[row, column] == '●' ? '●' : '○';
        }

        for (var row = 0; row < ChartRows; row++)
        {
            var label = row == 0 ? Label(high, points[0]) : row == ChartRows - 1 ? Label(low, points[0]) : "";
            var line = string.Concat(Enumerable.Range(0, ChartColumns).Select(column => cells[row, column] == 0 ? ' ' : cells[row, column]));
            yield return $"  {label.PadLeft(LabelColumns)} │{line}";
        }

        var ends = string.Create(CultureInfo.InvariantCulture, $"{fewest:F2} bits");
        var last = string.Create(CultureInfo.InvariantCulture, $"{most:F2} bits");
        yield return $"  {"",LabelColumns} └{ends}{last.PadLeft(ChartColumns - ends.Length)}";
    }

    private static string Label(double quality, FrontierPoint any) =>
        any.IsError ? Figures.Real(-quality) : string.Create(CultureInfo.InvariantCulture, $"{100 * quality:F2} %");

    private static int Place(double distance, double range, int cells) =>
        range <= 0 ? 0 : Math.Min(cells - 1, (int)Math.Round(distance / range * (cells - 1)));

    private static string Left(double done, TimeSpan elapsed)
    {
        if (done is <= 0 or >= 1 || elapsed.TotalSeconds < 1)
        {
            return "";
        }

        var left = elapsed.TotalSeconds * (1 - done) / done;
        return left < 90 ? string.Create(CultureInfo.InvariantCulture, $"{left:F0} s left")
            : left < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{left / 60:F0} m left")
            : left < 360_000 ? string.Create(CultureInfo.InvariantCulture, $"{left / 3600:F0} h left") : "";
    }

    private static string Fit(string text, int width) => width <= 0 ? ""
        : text.Length <= width ? text.PadRight(width)
        : width == 1 ? "…" : text[..(width - 1)] + "…";
}
