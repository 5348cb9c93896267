using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>The labels of a table's rows: numbers of classes, or their names.</summary>
internal static class TableLabels
{
    /// <summary>Puts labels to samples.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="labels">A label for each, as text.</param>
    /// <param name="number">The number that a text is; null for none.</param>
    /// <param name="bad">What is wrong with a sample, by its number.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="WfnException">A label is missing (WFN3001), or is no class number, though all are numbers (WFN3003).</exception>
    public static LabelledData With(
        this SampleArray samples,
        IReadOnlyList<string> labels,
        Func<string, double?> number,
        Func<int, string, string, WfnException> bad,
        DataReadOptions options)
    {
        double[] numbers = [.. labels.Select(label => number(label) ?? double.NaN)];
        if (!numbers.Any(double.IsNaN))
        {
            var at = Array.FindIndex(numbers, value => value != Math.Floor(value) || value is < 0 or > int.MaxValue);
            return at < 0
                ? samples.With(new ClassTargets(Array.ConvertAll(numbers, value => (int)value)), options)
                : throw bad(
                    at,
                    DiagnosticCodes.LabelRange,
                    $": the label '{TableColumns.Short(labels[at])}' is no class number from 0: name the label's column (--label-column), or columns of real numbers to learn (--target-columns)");
        }

        // Some numbers among names are a slip rather than a class.
        for (var row = 0; row < labels.Count; row++)
        {
            if (labels[row].Length == 0)
            {
                throw bad(row, DiagnosticCodes.BadData, " has no label");
            }
        }

        var (classes, names) = Classes.Of(labels);
        return samples.With(new ClassTargets(classes), options, names);
    }
}
