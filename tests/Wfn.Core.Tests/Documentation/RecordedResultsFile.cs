using System.Globalization;
using System.Text.RegularExpressions;

namespace Wfn.Core.Tests.Documentation;

/// <summary>A file of benchmarks/results: what one processor did with one set of instructions.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Title">Processor and instructions.</param>
/// <param name="Properties">What it was measured with, by name.</param>
/// <param name="Table">The lines of its table, its two lines of head first.</param>
internal sealed partial record RecordedResultsFile(
    string Name, string Title, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<string> Table)
{
    /// <summary>All files, by name.</summary>
    public static IReadOnlyList<RecordedResultsFile> All { get; } =
        [.. Directory.GetFiles(Repository.PathTo("benchmarks/results"), "*.md").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The smallest and the largest median of a column of ratios.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public (double Least, double Most) Range(string column)
    {
        var place = Array.IndexOf(Cells(Table[0]), column);
        if (place < 0)
        {
            throw new KeyNotFoundException($"{Name} has no column {column}");
        }

        double[] medians = [.. Table.Skip(2).Select(row => double.Parse(Cells(row)[place].Split(' ')[0], CultureInfo.InvariantCulture))];
        return (medians.Min(), medians.Max());
    }

    private static RecordedResultsFile Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var end = Array.FindIndex(lines, 2, line => line.Length == 0);
        return new(
            Path.GetFileName(path),
            Heading().Replace(lines[0], ""),
            lines[4..end].Select(Cells).ToDictionary(cells => cells[0], cells => cells[1], StringComparer.Ordinal),
            lines[(end + 1)..]);
    }

    private static string[] Cells(string row) => [.. row.Trim('|').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("^# ")]
    private static partial Regex Heading();
}
