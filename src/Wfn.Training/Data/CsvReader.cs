using System.Globalization;
using System.Text;
using nietras.SeparatedValues;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// CSV files: a sample a line, numbers with a decimal point, separated by tabs, semicolons or commas; one column holds the
/// class, or several hold real numbers to learn. A first line that is not all numbers names the columns.
/// </summary>
/// <remarks>
/// Fields may stand in quotes, with separators, line ends and doubled quotes inside them (RFC 4180); white space around fields and empty
/// lines count for nothing. The separator is the first of tab, semicolon and comma that the first line has outside quotes.
/// </remarks>
internal static class CsvReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">A line does not fit (WFN3001 or WFN3003, with its number).</exception>
    public static LabelledData Read(DataFile file, DataReadOptions options)
    {
        var separator = Separator(FirstLine(file.FilePath));
        using var contents = new StreamReader(file.OpenContents(out _), Encoding.UTF8);
        try
        {
            using var reader = Sep.New(separator)
                .Reader(o => o with { HasHeader = false, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true })
                .From(contents);
            return Read(reader, options);
        }
        catch (NotSupportedException exception)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                "a line is longer than 16 million characters, or a quote is never closed",
                innerException: exception);
        }
    }

    private static LabelledData Read(SepReader reader, DataReadOptions options)
    {
        CsvColumns? columns = null;
        foreach (var row in reader)
        {
            if (row.Span.IsWhiteSpace())
            {
                continue;
            }

            var fields = Fields(row);
            if (columns is null)
            {
                var isHeader = !fields.All(field => TryNumber(field, out _));
                columns = new CsvColumns(
                    fields.Length, TargetColumns(options, fields, isHeader, row.LineNumberFrom), options.TargetColumns.IsEmpty);
                if (isHeader)
                {
                    continue;
                }
            }

            ReadLine(fields, columns, row.LineNumberFrom);
        }

        return columns is not { Samples.Count: > 0 }
            ? throw new WfnException(DiagnosticCodes.BadData, "the file has no samples")
            : new LabelledData([.. columns.Samples], TensorShape.Of(columns.Count - columns.Targets.Length), columns.ToTargets());
    }

    private static string[] Fields(SepReader.Row row)
    {
        var fields = new string[row.ColCount];
        for (var column = 0; column < fields.Length; column++)
        {
            fields[column] = row[column].ToString().Trim();
        }

        return fields;
    }

    private static string FirstLine(string path)
    {
        using var file = DataFile.Open(path);
        using var reader = new StreamReader(file.OpenContents(out _), Encoding.UTF8);
        for (string? line; (line = reader.ReadLine()) is not null;)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                return line;
            }
        }

        return "";
    }

    private static void ReadLine(string[] fields, CsvColumns columns, int line)
    {
        if (fields.Length != columns.Count)
        {
            throw Bad($"has {fields.Length} columns instead of {columns.Count}", line);
        }

        for (var column = 0; column < fields.Length; column++)
        {
            if (!TryNumber(fields[column], out var value) || !double.IsFinite(value) || Math.Abs(value) > float.MaxValue)
            {
                throw Bad($"column {column} holds '{Short(fields[column])}', which is no number", line);
            }

            if (!columns.Targets.Contains(column))
            {
                columns.Samples.Add((float)value);
            }
        }

        foreach (var column in columns.Targets)
        {
            TryNumber(fields[column], out var value);
            if (!columns.AreClasses)
            {
                columns.Values.Add((float)value);
            }
            else if (value == Math.Floor(value) && value is >= 0 and <= int.MaxValue)
            {
                columns.Labels.Add((int)value);
            }
            else
            {
                throw new WfnException(
                    DiagnosticCodes.LabelRange,
                    $"line {line}: the label '{Short(fields[column])}' is no class number from 0 (name columns of real "
                        + "numbers as target columns)",
                    line: line);
            }
        }

        if (columns.Samples.Count > Array.MaxLength / 2)
        {
            throw Bad("is the last of more than a thousand million numbers, too many to hold", line);
        }
    }

    private static int[] TargetColumns(DataReadOptions options, string[] first, bool isHeader, int line)
    {
        var targets = options.TargetColumns.Select(wanted => Column(wanted, first, isHeader, line)).Distinct().ToArray();
        if (targets.Length > 0 && options.LabelColumn is not null)
        {
            throw new WfnException(DiagnosticCodes.BadOption, "a label column and target columns exclude each other");
        }

        if (first.Length <= Math.Max(1, targets.Length))
        {
            throw Bad(
                targets.Length > 0
                    ? "has no other columns than the targets"
                    : "has one column; a line holds the sample's values and its label", line);
        }

        return targets.Length > 0 ? targets
            : [options.LabelColumn is { } label ? Column(label, first, isHeader, line) : first.Length - 1];
    }

    private static int Column(string wanted, string[] first, bool isHeader, int line)
    {
        var named = isHeader ? Array.IndexOf(first, wanted) : -1;
        if (named >= 0)
        {
            return named;
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < first.Length
            ? index
            : throw new WfnException(
                DiagnosticCodes.BadOption, $"there is no column '{Short(wanted)}' among the {first.Length} columns", line: line);
    }

    private static char Separator(string line)
    {
        var unquoted = string.Concat(line.Split('"').Where((_, part) => part % 2 == 0));
        return unquoted.Contains('\t') ? '\t' : unquoted.Contains(';') ? ';' : ',';
    }

    private static bool TryNumber(string field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Short(string field) => field.Length > 40 ? field[..40] + "…" : field;

    private static WfnException Bad(string what, int line) => new(DiagnosticCodes.BadData, $"line {line} {what}", line: line);
}

/// <summary>What a CSV file's columns mean, and what was read of them.</summary>
/// <param name="Count">The number of columns.</param>
/// <param name="Targets">Those to learn, in the order asked for.</param>
/// <param name="AreClasses">Whether they are one column of classes.</param>
internal sealed record CsvColumns(int Count, int[] Targets, bool AreClasses)
{
    /// <summary>The samples so far.</summary>
    public List<float> Samples { get; } = [];

    /// <summary>Their classes.</summary>
    public List<int> Labels { get; } = [];

    /// <summary>Their real numbers.</summary>
    public List<float> Values { get; } = [];

    /// <summary>All targets.</summary>
    public Targets ToTargets() => AreClasses ? new ClassTargets(Labels.ToArray()) : new ValueTargets(Values.ToArray(), Targets.Length);
}
