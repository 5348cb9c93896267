using System.Text;
using nietras.SeparatedValues;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>
/// CSV files: a sample a line, numbers separated by tabs, semicolons or commas; one column holds the class, as a number or by name, or
/// several hold real numbers to learn. A first line of names names the columns.
/// </summary>
/// <remarks>
/// Fields may stand in quotes, with separators, line ends and doubled quotes inside them (RFC 4180); white space around fields and empty
/// lines count for nothing. The separator is the first of tab, semicolon and comma that the first line has outside quotes; where it is no
/// comma, numbers may have decimal commas. A first column without a name is an index and left out, and so is nothing behind a last separator.
/// </remarks>
internal static class CsvReader
{
    // The separator shows here, however long the line is.
    private const int LongestStart = 1 << 16;

    // A string with some digits, and what refers to it and to its place in the line.
    private const int BytesOfField = 64;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">A line does not fit (WFN3001 or WFN3003, with its number).</exception>
    public static LabelledData Read(DataFile file, DataReadOptions options)
    {
        var separator = Separator(FirstLine(file));
        using var contents = new StreamReader(file.OpenContents(out _), Encoding.UTF8);
        try
        {
            using var reader = Sep.New(separator)
                .Reader(o => o with { HasHeader = false, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true })
                .From(contents);
            return Read(reader, separator, options);
        }
        catch (NotSupportedException exception)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                "a line is longer than 16 million characters, or a quote is never closed",
                innerException: exception);
        }
    }

    private static LabelledData Read(SepReader reader, char separator, DataReadOptions options)
    {
        CsvRows? rows = null;
        foreach (var row in reader)
        {
            if (row.Span.IsWhiteSpace())
            {
                continue;
            }

            options.Memory.Require((double)row.ColCount * BytesOfField, $"line {row.LineNumberFrom} has {row.ColCount} columns, each of which is text at first");
            var fields = Fields(row);
            if (rows is null)
            {
                rows = CsvRows.Of(fields, separator != ',', options, row.LineNumberFrom);
                if (rows.HasHeader)
                {
                    continue;
                }
            }

            rows.Add(fields, row.LineNumberFrom);
        }

        return rows is not { Samples.Count: > 0 }
            ? throw new WfnException(DiagnosticCodes.BadData, "the file has no samples")
            : rows.ToData();
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

    private static string FirstLine(DataFile file)
    {
        using var reader = new StreamReader(file.OpenContents(out _), Encoding.UTF8, leaveOpen: true);
        var start = new char[LongestStart];
        var text = new string(start, 0, reader.ReadBlock(start)).TrimStart();
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    private static char Separator(string line)
    {
        var unquoted = string.Concat(line.Split('"').Where((_, part) => part % 2 == 0));
        return unquoted.Contains('\t') ? '\t' : unquoted.Contains(';') ? ';' : ',';
    }
}
