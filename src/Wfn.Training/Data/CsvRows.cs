using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What was read of a CSV file's lines so far.</summary>
internal sealed class CsvRows
{
    // Of a list that doubles, and of the array that it becomes.
    private const int BytesOfNumber = 4 * sizeof(float);

    private readonly DataReadOptions options;
    private readonly int count;
    private readonly string[] first;
    private readonly int firstLine;
    private readonly bool mayHaveDecimalCommas;
    private readonly List<string> labels = [];
    private readonly List<int> lines = [];
    private readonly List<float> values = [];
    private TableColumns? known;
    private bool hasDecimalCommas;

    private CsvRows(string[] first, bool mayHaveDecimalCommas, DataReadOptions options, int line)
    {
        (this.mayHaveDecimalCommas, this.options, firstLine) = (mayHaveDecimalCommas, options, line);
        this.first = first.Length > 1 && first[^1].Length == 0 ? first[..^1] : first;
        count = this.first.Length;
        HasHeader = IsHeader(this.first);
    }

    /// <summary>Whether the first line names the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>The samples so far.</summary>
    public List<float> Samples { get; } = [];

    /// <summary>What the columns of a file mean, by its first line.</summary>
    /// <param name="first">The fields of that line.</param>
    /// <param name="mayHaveDecimalCommas">Whether commas are no separators.</param>
    /// <param name="options">Which columns hold targets.</param>
    /// <param name="line">The line's number.</param>
    public static CsvRows Of(string[] first, bool mayHaveDecimalCommas, DataReadOptions options, int line) =>
        new(first, mayHaveDecimalCommas, options, line);

    /// <summary>Takes a sample.</summary>
    /// <exception cref="WfnException">
    /// The line does not fit the first one, or a field is no number (WFN3001); a column that was named is not there (WFN3004), or there are too few (WFN3001).
    /// </exception>
    public void Add(string[] fields, int line)
    {
        if (fields.Length == count + 1 && fields[count].Length == 0)
        {
            fields = fields[..count];
        }

        if (fields.Length != count)
        {
            throw Bad($"has {fields.Length} columns instead of {count}", line);
        }

        var columns = known ??= Columns(fields);
        foreach (var column in columns.Inputs)
        {
            Samples.Add(Number(fields[column], column, line));
        }

        lines.Add(line);
        foreach (var column in columns.Targets)
        {
            if (columns.AreClasses)
            {
                labels.Add(fields[column]);
            }
            else
            {
                values.Add(Number(fields[column], column, line));
            }
        }

        options.Memory.Require((double)Samples.Count * BytesOfNumber, $"line {line} is the last of {Samples.Count} numbers so far");
    }

    /// <summary>All samples with their targets.</summary>
    /// <exception cref="WfnException">A label is no class number, though others are numbers (WFN3003).</exception>
    public LabelledData ToData()
    {
        var columns = known!;
        var samples = new SampleArray([.. Samples], TensorShape.Of(columns.Inputs.Count), null);
        var data = columns.Targets.IsEmpty ? samples.With(null, options)
            : columns.AreClasses ? samples.With(
                labels,
                label => TryNumber(label, out var number) ? number : null,
                (sample, code, what) => new WfnException(code, $"line {lines[sample]}{what}; that is {Named(columns.Targets[0])}", line: lines[sample]),
                options)
            : samples.With(new ValueTargets(values.ToArray(), columns.Targets.Count), options);
        return data.Noting(string.Join("; ", [.. columns.Remarks, .. hasDecimalCommas ? (string[])["numbers have decimal commas"] : []]))
            .WithColumns(columns.AreChosen);
    }

    // What is text shows in the first line of data.
    private TableColumns Columns(string[] fields)
    {
        try
        {
            return TableColumns.Of(first, HasHeader, column => fields[column].Length > 0 && !TryNumber(fields[column], out _), options);
        }
        catch (WfnException exception)
        {
            throw exception.Code == DiagnosticCodes.BadData ? Bad(exception.Message, firstLine) : new WfnException(exception.Code, exception.Message, line: firstLine);
        }
    }

    private string Named(int column) => HasHeader ? $"column {column}, {DataName.Quote(first[column])}" : $"column {column}";

    // Names, save for those of a frame's columns that are numbers; a line of data has a name for its label at most.
    private static bool IsHeader(string[] fields)
    {
        var words = fields.Where(field => !double.TryParse(field.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)).ToArray();
        return words.Length > 1 || words.Length == fields.Length
            || (words.Length == 1 && (words[0].Length == 0 || TableColumns.IsLabelName(words[0])));
    }

    // Behind a name that stands in between.
    private string Comma => HasHeader ? "," : "";

    private float Number(string field, int column, int line) =>
        field.Length == 0 ? throw Bad($"{Named(column)}{Comma} is empty: a value is missing; leave the line out, or fill in a number", line)
        : TryNumber(field, out var value) && double.IsFinite(value) && Math.Abs(value) <= float.MaxValue ? (float)value
        : throw Bad(
            $"{Named(column)}{Comma} holds '{TableColumns.Short(field)}', which is no number: "
                + "name the label's column (--label-column), or those of the input (--input-columns)",
            line);

    private bool TryNumber(string field, out double value)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (mayHaveDecimalCommas && field.Count(c => c == ',') == 1 && !field.Contains('.')
            && double.TryParse(field.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            hasDecimalCommas = true;
            return true;
        }

        return false;
    }

    private static WfnException Bad(string what, int line) => new(DiagnosticCodes.BadData, $"line {line} {what}", line: line);
}
