using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>What the columns of a table are: a sample's numbers, its targets, or nothing.</summary>
/// <param name="Inputs">The columns of a sample's numbers, in their order.</param>
/// <param name="Targets">The columns of targets.</param>
/// <param name="AreClasses">Whether the one target is a class.</param>
/// <param name="AreChosen">Whether columns were chosen by the names of a network's inputs.</param>
/// <param name="Remarks">What was taken for what, a phrase each.</param>
internal sealed record TableColumns(
    EquatableArray<int> Inputs, EquatableArray<int> Targets, bool AreClasses, bool AreChosen, EquatableArray<string> Remarks)
{
    private static readonly string[] LabelNames = ["label", "labels", "class", "target", "y"];
    private static readonly string[] IndexNames = ["id", "index", "idx", "row", "row_id", "rowid", "sample_id", "sampleid"];

    /// <summary>Whether a name is one of those that labels have.</summary>
    public static bool IsLabelName(string name) => LabelNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What columns are.</summary>
    /// <param name="names">Their names, or as many fields that are none.</param>
    /// <param name="areNamed">Whether they are names.</param>
    /// <param name="isText">Whether a column holds text, by its place; of a file of text the first line of data says so.</param>
    /// <param name="options">Which columns hold targets.</param>
    /// <exception cref="WfnException">A column that was named is not there (WFN3004), or there are too few (WFN3001).</exception>
    public static TableColumns Of(IReadOnlyList<string> names, bool areNamed, Func<int, bool> isText, DataReadOptions options)
    {
        string[] columns = [.. names];
        List<string> remarks = [];
        int? index = areNamed && columns.Length > 2 && (columns[0].Length == 0 || columns[0] == "Unnamed: 0") ? 0 : null;
        int[] asked = [.. options.SampleColumns.SelectMany(column => Columns(column, columns, areNamed))];
        var areChosen = asked.Length == 0 && areNamed && !options.InputColumns.IsEmpty && options.InputColumns.All(columns.Contains);
        int[] chosen = areChosen ? [.. options.InputColumns.Select(name => Array.IndexOf(columns, name))] : asked;
        int[] others = [.. Enumerable.Range(0, columns.Length).Where(column => column != index && !chosen.Contains(column))];
        var targets = TargetsOf(columns, areNamed, chosen, others, isText, options, remarks);
        if (targets.Where(chosen.Contains).ToArray() is [var both, ..])
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"column {DataName.Quote(columns[both])} cannot be the network's input and what it is to learn");
        }

        index = targets.Contains(index ?? -1) ? null : index;
        int[] inputs = chosen.Length > 0 ? chosen : [.. others.Where(column => !targets.Contains(column))];
        if (chosen.Length == 0 && areNamed && inputs.Length == options.SampleElements + 1 && Spare(inputs, columns, isText) is { } spare)
        {
            inputs = [.. inputs.Where(column => column != spare)];
            remarks.Add($"column {DataName.Quote(columns[spare])} is left out, {(isText(spare) ? "for it is text" : "for it numbers the lines")}");
        }
        else if (index is not null)
        {
            remarks.Add("the first column has no name and is left out as an index");
        }

        if (chosen.Length > 0 && columns.Length - inputs.Length - targets.Length - (index is null ? 0 : 1) is > 0 and var leftOut)
        {
            remarks.Add(leftOut == 1 ? "a column that is no input is left out" : $"{leftOut} columns that are no inputs are left out");
        }

        return new TableColumns(
            inputs.ToEquatableArray(), targets.ToEquatableArray(), options.TargetColumns.IsEmpty, areChosen, remarks.ToEquatableArray());
    }

    // As asked for; or the one that is called like a label, else the only one of text, else the last one that is no input, if there is any.
    private static int[] TargetsOf(
        string[] columns, bool areNamed, int[] chosen, int[] others, Func<int, bool> isText, DataReadOptions options, List<string> remarks)
    {
        int[] wanted = [.. options.TargetColumns.Select(column => Column(column, columns, areNamed)).Distinct()];
        if (wanted.Length > 0 && options.LabelColumn is not null)
        {
            throw new WfnException(DiagnosticCodes.BadOption, "a label column and target columns exclude each other");
        }

        if (chosen.Length == 0 && columns.Length <= Math.Max(1, wanted.Length) && options.SampleElements != columns.Length)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                wanted.Length > 0 ? "has no other columns than the targets" : "has one column; a line holds the sample's values and its label");
        }

        if (wanted.Length > 0)
        {
            return wanted;
        }

        if (options.LabelColumn is { } label)
        {
            return [Column(label, columns, areNamed)];
        }

        int[] named = [.. LabelNames.SelectMany(name => others.Where(column => areNamed && columns[column].Equals(name, StringComparison.OrdinalIgnoreCase)))];
        if (named is [var first, ..])
        {
            remarks.Add($"the label is column {DataName.Quote(columns[first])}");
            return [first];
        }

        int[] texts = [.. others.Where(isText)];
        if (texts is [var text] && columns.Length > 2 && !(areNamed && others.Length == options.SampleElements + 2 && Spare(others, columns, isText) == text))
        {
            if (text != others[^1])
            {
                remarks.Add($"the label is column {(areNamed ? DataName.Quote(columns[text]) : text)}, the only one of text");
            }

            return [text];
        }

        // As many as the network reads: none is left for a label.
        return others.Length == 0 || (chosen.Length == 0 && others.Length == options.SampleElements) ? [] : [others[^1]];
    }

    // What is no input, where there is one column too many: the one that is called like a number of lines, else the only one of text.
    private static int? Spare(int[] inputs, string[] columns, Func<int, bool> isText) =>
        inputs.Where(column => IndexNames.Contains(columns[column], StringComparer.OrdinalIgnoreCase)).ToArray() is [var number] ? number
        : inputs.Where(isText).ToArray() is [var text] ? text
        : null;

    // Also from one number to another.
    private static IEnumerable<int> Columns(string wanted, string[] columns, bool areNamed) =>
        wanted.Split('-') is [var from, var to] && !(areNamed && columns.Contains(wanted))
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last && last < columns.Length
            ? Enumerable.Range(first, last - first + 1)
            : [Column(wanted, columns, areNamed)];

    private static int Column(string wanted, string[] columns, bool areNamed)
    {
        var named = areNamed ? Array.IndexOf(columns, wanted) : -1;
        if (named >= 0)
        {
            return named;
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < columns.Length
            ? place
            : throw new WfnException(DiagnosticCodes.BadOption, $"there is no column '{Short(wanted)}' among the {columns.Length} columns");
    }

    /// <summary>The beginning of a field, for messages.</summary>
    public static string Short(string field) => field.Length > 40 ? field[..40] + "…" : field;
}
