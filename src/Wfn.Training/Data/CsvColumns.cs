using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What a CSV file's columns mean, and what was read of them so far.</summary>
internal sealed class CsvColumns
{
    // Of a list that doubles, and of the array that it becomes.
    private const int BytesOfNumber = 4 * sizeof(float);

    private static readonly string[] LabelNames = ["label", "labels", "class", "target", "y"];
    private readonly DataReadOptions options;
    private readonly int count;
    private readonly int? index;
    private readonly int[] targets;
    private readonly int[] inputs;
    private readonly bool areChosen;
    private readonly int leftOut;
    private readonly bool areClasses;
    private readonly bool mayHaveDecimalCommas;
    private readonly string? foundLabel;
    private readonly List<string> labels = [];
    private readonly List<int> lines = [];
    private readonly List<float> values = [];
    private bool hasDecimalCommas;

    private CsvColumns(string[] first, bool mayHaveDecimalCommas, DataReadOptions options, int line)
    {
        (this.mayHaveDecimalCommas, this.options) = (mayHaveDecimalCommas, options);
        first = first.Length > 1 && first[^1].Length == 0 ? first[..^1] : first;
        count = first.Length;
        HasHeader = IsHeader(first);
        index = HasHeader && count > 2 && (first[0].Length == 0 || first[0] == "Unnamed: 0") ? 0 : null;
        areClasses = options.TargetColumns.IsEmpty;
        areChosen = HasHeader && !options.InputColumns.IsEmpty && options.InputColumns.All(first.Contains);
        if (areClasses && options.LabelColumn is null && HasHeader)
        {
            foundLabel = LabelNames.Select(name => first.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase) && !(areChosen && options.InputColumns.Contains(column))))
                .FirstOrDefault(name => name is not null);
        }

        targets = Targets(options, first, line);
        if (targets.Contains(index ?? -1))
        {
            index = null;
        }

        inputs = areChosen
            ? [.. options.InputColumns.Select(name => Array.IndexOf(first, name))]
            : [.. Enumerable.Range(0, count).Where(column => column != index && !targets.Contains(column))];
        leftOut = count - inputs.Length - targets.Length - (index is null ? 0 : 1);
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
    /// <exception cref="WfnException">A column is not there, or there are too few (WFN3001, WFN3004).</exception>
    public static CsvColumns Of(string[] first, bool mayHaveDecimalCommas, DataReadOptions options, int line) =>
        new(first, mayHaveDecimalCommas, options, line);

    /// <summary>Takes a sample.</summary>
    /// <exception cref="WfnException">The line does not fit the first one, or a field is no number (WFN3001).</exception>
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

        foreach (var column in inputs)
        {
            Samples.Add(Number(fields[column], column, line));
        }

        lines.Add(line);
        foreach (var column in targets)
        {
            if (areClasses)
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
        var samples = new SampleArray([.. Samples], TensorShape.Of(inputs.Length), null);
        return Targeted(samples).Noting(Remark()).WithColumns(areChosen);
    }

    private LabelledData Targeted(SampleArray samples)
    {
        if (targets.Length == 0)
        {
            return samples.With(null, options);
        }

        if (!areClasses)
        {
            return samples.With(new ValueTargets(values.ToArray(), targets.Length), options);
        }

        var numbers = labels.Select(label => TryNumber(label, out var number) ? number : double.NaN).ToArray();
        if (!numbers.Any(double.IsNaN))
        {
            var at = Array.FindIndex(numbers, number => number != Math.Floor(number) || number is < 0 or > int.MaxValue);
            return at < 0
                ? samples.With(new ClassTargets(Array.ConvertAll(numbers, number => (int)number)), options)
                : throw new WfnException(
                    DiagnosticCodes.LabelRange,
                    $"line {lines[at]}: the label '{Short(labels[at])}' is no class number from 0 (name columns of real numbers as target columns)",
                    line: lines[at]);
        }

        // Some numbers among names are a slip rather than a class.
        var slip = Array.FindIndex(labels.ToArray(), label => label.Length == 0);
        if (slip >= 0)
        {
            throw Bad("has no label", lines[slip]);
        }

        var (classes, names) = Classes.Of(labels);
        return samples.With(new ClassTargets(classes), options, names);
    }

    // Names, save for those of a frame's columns that are numbers; a line of data has a name for its label at most.
    private static bool IsHeader(string[] fields)
    {
        var words = fields.Where(field => !double.TryParse(field.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)).ToArray();
        return words.Length > 1 || words.Length == fields.Length
            || (words.Length == 1 && (words[0].Length == 0 || LabelNames.Contains(words[0], StringComparer.OrdinalIgnoreCase)));
    }

    private string Remark()
    {
        List<string> parts = [];
        if (foundLabel is not null)
        {
            parts.Add($"the label is column {DataName.Quote(foundLabel)}");
        }

        if (index is not null)
        {
            parts.Add("the first column has no name and is left out as an index");
        }

        if (leftOut > 0)
        {
            parts.Add($"{leftOut} columns that are no inputs are left out");
        }

        if (hasDecimalCommas)
        {
            parts.Add("numbers have decimal commas");
        }

        return string.Join("; ", parts);
    }

    private float Number(string field, int column, int line) =>
        field.Length == 0 ? throw Bad($"column {column} is empty: a value is missing; leave the line out, or fill in a number", line)
        : TryNumber(field, out var value) && double.IsFinite(value) && Math.Abs(value) <= float.MaxValue ? (float)value
        : throw Bad($"column {column} holds '{Short(field)}', which is no number", line);

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

    private int[] Targets(DataReadOptions options, string[] first, int line)
    {
        var wanted = options.TargetColumns.Select(column => Column(column, first, line)).Distinct().ToArray();
        if (wanted.Length > 0 && options.LabelColumn is not null)
        {
            throw new WfnException(DiagnosticCodes.BadOption, "a label column and target columns exclude each other");
        }

        if (first.Length <= Math.Max(1, wanted.Length))
        {
            throw Bad(
                wanted.Length > 0
                    ? "has no other columns than the targets"
                    : "has one column; a line holds the sample's values and its label", line);
        }

        if (wanted.Length == 0 && areChosen && options.LabelColumn is null && foundLabel is null)
        {
            // The label is the last column that no input is named as, if there is one.
            var last = Array.FindLastIndex(first, column => !options.InputColumns.Contains(column));
            return last < 0 || last == index ? [] : [last];
        }

        return wanted.Length > 0 ? wanted
            : [options.LabelColumn is { } label ? Column(label, first, line) : foundLabel is not null ? Array.IndexOf(first, foundLabel) : first.Length - 1];
    }

    private int Column(string wanted, string[] first, int line)
    {
        var named = HasHeader ? Array.IndexOf(first, wanted) : -1;
        if (named >= 0)
        {
            return named;
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < first.Length
            ? place
            : throw new WfnException(
                DiagnosticCodes.BadOption, $"there is no column '{Short(wanted)}' among the {first.Length} columns", line: line);
    }

    private static string Short(string field) => field.Length > 40 ? field[..40] + "…" : field;

    private static WfnException Bad(string what, int line) => new(DiagnosticCodes.BadData, $"line {line} {what}", line: line);
}
