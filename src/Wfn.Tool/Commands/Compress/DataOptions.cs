using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands.Compress;

/// <summary>What is read and written.</summary>
internal sealed class DataOptions : CompressOptions
{
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The .wfn file to write (default: beside the model, under its name).",
        HelpName = "file",
    };

    private readonly Option<string?> report = new("--report")
    {
        Description = "Write a report, too: one HTML page, as 'dotnet wfn report' does with the model and --eval (else --data, else --calibration).",
        HelpName = "file",
    };

    private readonly Option<string?> data = SharedOptions.Data(
        "--data", $"Training data; without labels the network learns from the original's outputs: {SharedOptions.DataFormats}.");

    private readonly Option<string?> evaluation = SharedOptions.Data(
        "--eval", "Labelled data to measure accuracy (or mean squared error) on, before and after; it takes no part in training.");

    private readonly Option<string?> validation = SharedOptions.Data(
        "--validation", "Data to choose by while training (default: a part of --data that is held back).");

    private readonly Option<double?> validationFraction = NumberOption.Real(
        "--validation-fraction",
        "The part of --data that is held back (default: 0.05; 0.1 in a search); with 0, the training data itself is chosen by.",
        "a number from 0 to 0.5",
        v => v is >= 0 and <= 0.5);

    private readonly Option<string?> calibration = SharedOptions.Data(
        "--calibration",
        "Samples that decide the integer formats of activations and, without --data, how weights are fixed; labels are not needed "
            + "(default: some of --data).");

    private readonly TableOptions table = new();

    private readonly PreprocessingOptions preprocessing = new();

    private readonly Option<string?> task = new("--task")
    {
        Description = "What the output means where no labels tell: scores of classes, scores of classes for every step, or real numbers "
            + "(default: by its shape).",
    };

    public DataOptions() => task.AcceptOnlyFromAmong(TaskNames.Classes, TaskNames.Sequences, TaskNames.Regression);

    /// <summary>Training data.</summary>
    public Option<string?> Data => data;

    /// <summary>Data to measure on.</summary>
    public Option<string?> Evaluation => evaluation;

    /// <inheritdoc/>
    public override OptionGroup Group => new(
        "Files and data",
        [output, report, data, evaluation, validation, validationFraction, calibration, .. table.All, task, .. preprocessing.All]);

    /// <inheritdoc/>
    public override void Check(CommandResult result, CompressMode mode)
    {
        if (!mode.Trains)
        {
            Refuse(result, [validation, validationFraction], "is about retraining: give --data");
        }

        if (result.GetResult(validation) is not null)
        {
            Refuse(result, [validationFraction], "is about holding data back, which nothing is where --validation is given");
        }
    }

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings) => settings with
    {
        Output = parsed.GetValue(output) ?? settings.Output,
        ReportPage = parsed.GetValue(report),
        Data = parsed.GetValue(data),
        Evaluation = parsed.GetValue(evaluation),
        Validation = parsed.GetValue(validation),
        Calibration = parsed.GetValue(calibration),
        Reading = table.Read(parsed, preprocessing),
        Task = TaskNames.Parse(parsed.GetValue(task)),
        Constants = settings.Constants with { ValidationFraction = parsed.GetValue(validationFraction) },
    };
}
