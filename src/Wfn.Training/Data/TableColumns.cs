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

    /// <summary>Whether a name is one of those that labels have.</summary>
    public static bool IsLabelName(string name) => LabelNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What columns are.</summary>
    /// <param name="names">Their names, or as many fields that are none.</param>
    /// <param name="areNamed">Whether they are names.</param>
    /// <param name="options">Which columns hold targets.</param>
    /// <exception cref="WfnException">A column that was named is not there (WFN3004), or there are too few (WFN3001).</exception>
    public static TableColumns Of(IReadOnlyList<string> names, bool areNamed, DataReadOptions options)
    {
        string[] columns = [.. names];
        int? index = areNamed && columns.Length > 2 && (columns[0].Length == 0 || columns[0] == "Unnamed: 0") ? 0 : null;
        var areChosen = areNamed && !options.InputColumns.IsEmpty && options.InputColumns.All(columns.Contains);
        var found = areNamed && options.TargetColumns.IsEmpty && options.LabelColumn is null
            ? LabelNames.Select(name => Array.FindIndex(columns, column =>
                column.Equals(name, StringComparison.OrdinalIgnoreCase) && !(areChosen && options.InputColumns.Contains(column)))).FirstOrDefault(at => at >= 0, -1)
            : -1;
        var targets = TargetsOf(columns, areNamed, areChosen, index, found, options);
        index = targets.Contains(index ?? -1) ? null : index;
        int[] inputs = areChosen
            ? [.. options.InputColumns.Select(name => Array.IndexOf(columns, name))]
            : [.. Enumerable.Range(0, columns.Length).Where(column => column != index && !targets.Contains(column))];
        List<string> remarks = [];
        if (found >= 0)
        {
            remarks.Add($"the label is column {DataName.Quote(columns[found])}");
        }

        if (index is not null)
        {
            remarks.Add("the first column has no name and is left out as an index");
        }

        if (columns.Length - inputs.Length - targets.Length - (index is null ? 0 : 1) is > 0 and var leftOut)
        {
            remarks.Add($"{leftOut} columns that are no inputs are left out");
        }

        return new TableColumns(
            inputs.ToEquatableArray(), targets.ToEquatableArray(), options.TargetColumns.IsEmpty, areChosen, remarks.ToEquatableArray());
    }

    private static int[] TargetsOf(string[] columns, bool areNamed, bool areChosen, int? index, int found, DataReadOptions options)
    {
        var wanted = options.TargetColumns.Select(column => Column(column, columns, areNamed)).Distinct().ToArray();
        if (wanted.Length > 0 && options.LabelColumn is not null)
        {
            throw new WfnException(DiagnosticCodes.BadOption, "a label column and target columns exclude each other");
        }

        if (areChosen && wanted.Length == 0 && options.LabelColumn is null && found < 0)
        {
            // The label is the last column that no input is named as, if there is one.
            var last = Array.FindLastIndex(columns, column => !options.InputColumns.Contains(column));
            return last < 0 || last == index ? [] : [last];
        }

        if (columns.Length <= Math.Max(1, wanted.Length))
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                wanted.Length > 0 ? "has no other columns than the targets" : "has one column; a line holds the sample's values and its label");
        }

        return wanted.Length > 0 ? wanted
            : [options.LabelColumn is { } label ? Column(label, columns, areNamed) : found >= 0 ? found : columns.Length - 1];
    }

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
