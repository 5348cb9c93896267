using System.CommandLine;
using Wfn.Training.Data;

namespace Wfn.Tool.Commands;

/// <summary>The data that models are measured on, and how it is read.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<string?> data;
    private readonly TableOptions table = new();
    private readonly PreprocessingOptions preprocessing = new();
    private readonly Option<int?> threads = SharedOptions.Threads();

    /// <summary>Declares the options.</summary>
    /// <param name="description">What the data is for.</param>
    /// <param name="isRequired">Whether there has to be data.</param>
    public EvaluationOptions(string description, bool isRequired = true) => data = new Option<string?>("--data")
    {
        Description = $"{description}: {SharedOptions.DataFormats}.",
        HelpName = "data",
        Required = isRequired,
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [data, .. table.All, .. preprocessing.All, threads];

    /// <summary>The data's specification.</summary>
    public string Data(ParseResult parsed) => parsed.GetRequiredValue(data)!;

    /// <summary>The data's specification, or null.</summary>
    public string? Given(ParseResult parsed) => parsed.GetValue(data);

    /// <summary>How it is read.</summary>
    public DataReadOptions Reading(ParseResult parsed) =>
        table.Read(parsed, preprocessing) with { IsEvaluation = true };

    /// <summary>Threads; 0 for one a core.</summary>
    public int Threads(ParseResult parsed) => parsed.GetValue(threads) ?? 0;
}
