using System.Globalization;
using System.Text;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// CSV files: a sample a line, numbers with a decimal point, separated by commas, semicolons or tabs; one column holds the
/// class. A first line that is not all numbers names the columns.
/// </summary>
internal static class CsvReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">A line does not fit (WFN3001 or WFN3003, with its number).</exception>
    public static LabelledData Read(DataFile file, DataReadOptions options)
    {
        using var contents = file.OpenContents(out _);
        using var reader = new StreamReader(contents, Encoding.UTF8);
        var samples = new List<float>();
        var labels = new List<int>();
        var separator = ',';
        var columns = 0;
        var labelColumn = -1;
        var number = 0;
        for (string? line; (line = reader.ReadLine()) is not null;)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (columns == 0)
            {
                separator = Separator(line);
                var first = Fields(line, separator);
                columns = first.Length;
                var isHeader = !first.All(field => TryNumber(field, out _));
                labelColumn = LabelColumn(options, first, isHeader, number);
                if (isHeader)
                {
                    continue;
                }
            }

            ReadLine(Fields(line, separator), columns, labelColumn, number, samples, labels);
        }

        return labels.Count == 0
            ? throw new WfnException(DiagnosticCodes.BadData, "the file has no samples")
            : new LabelledData([.. samples], TensorShape.Of(columns - 1), [.. labels]);
    }

    private static void ReadLine(string[] fields, int columns, int labelColumn, int line, List<float> samples, List<int> labels)
    {
        if (fields.Length != columns)
        {
            throw Bad($"has {fields.Length} columns instead of {columns}", line);
        }

        for (var column = 0; column < columns; column++)
        {
            if (!TryNumber(fields[column], out var value) || !double.IsFinite(value) || Math.Abs(value) > float.MaxValue)
            {
                throw Bad($"column {column} holds '{Short(fields[column])}', which is no number", line);
            }

            if (column != labelColumn)
            {
                samples.Add((float)value);
            }
            else if (value == Math.Floor(value) && value is >= 0 and <= int.MaxValue)
            {
                labels.Add((int)value);
            }
            else
            {
                throw new WfnException(
                    DiagnosticCodes.LabelRange, $"line {line}: the label '{Short(fields[column])}' is no class number from 0", line: line);
            }
        }

        if (samples.Count > Array.MaxLength / 2)
        {
            throw Bad("is the last of more than a thousand million numbers, too many to hold", line);
        }
    }

    private static int LabelColumn(DataReadOptions options, string[] first, bool isHeader, int line)
    {
        if (first.Length < 2)
        {
            throw Bad("has one column; a line holds the sample's values and its label", line);
        }

        if (options.LabelColumn is not { } wanted)
        {
            return first.Length - 1;
        }

        var named = isHeader ? Array.IndexOf(first, wanted) : -1;
        if (named >= 0)
        {
            return named;
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < first.Length
            ? index
            : throw new WfnException(DiagnosticCodes.BadOption, $"there is no label column '{Short(wanted)}' among the {first.Length} columns", line: line);
    }

    private static char Separator(string line) => line.Contains('\t') ? '\t' : line.Contains(';') ? ';' : ',';

    private static string[] Fields(string line, char separator) => [.. line.Split(separator).Select(field => field.Trim().Trim('"'))];

    private static bool TryNumber(string field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Short(string field) => field.Length > 40 ? field[..40] + "…" : field;

    private static WfnException Bad(string what, int line) => new(DiagnosticCodes.BadData, $"line {line} {what}", line: line);
}
