using System.CommandLine;
using Wfn.Training.Data;

namespace Wfn.Tool.Commands;

/// <summary>What the columns of tables are.</summary>
internal sealed class TableOptions
{
    private readonly Option<string?> labelColumn = new("--label-column")
    {
        Description = "The label's column in .csv data, by name or number from 0 (default: the one called label, class, target or y, else the only one of "
            + "text, else the last one).",
        HelpName = "column",
    };

    private readonly Option<string?> targetColumns = new("--target-columns")
    {
        Description = "Columns of real numbers to learn in .csv data instead of a label, by names or numbers from 0, with commas between.",
        HelpName = "column,column,…",
    };

    private readonly Option<string?> inputColumns = new("--input-columns")
    {
        Description = "Columns of .csv data that the network reads, in its order, by names or numbers from 0, or as 2-13 (default: all that are no targets).",
        HelpName = "column,column,…",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [labelColumn, targetColumns, inputColumns];

    /// <summary>How data is read by these options and those of preprocessing.</summary>
    public DataReadOptions Read(ParseResult parsed, PreprocessingOptions preprocessing) => new()
    {
        Preprocessing = preprocessing.Read(parsed),
        LabelColumn = parsed.GetValue(labelColumn),
        TargetColumns = Listed(parsed.GetValue(targetColumns)),
        SampleColumns = Listed(parsed.GetValue(inputColumns)),
    };

    private static EquatableArray<string> Listed(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToEquatableArray();
}
