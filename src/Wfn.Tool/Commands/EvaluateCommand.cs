using System.CommandLine;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>evaluate</c>: the quality of an original or of a .wfn file.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "An .onnx, .tflite or .wfn file." };
    private readonly Option<string> data = new("--data")
    {
        Description = $"Labelled data: {SharedOptions.DataFormats}.",
        HelpName = "data",
        Required = true,
    };

    private readonly ModelOptions reading = new();
    private readonly TableOptions table = new();
    private readonly PreprocessingOptions preprocessing = new();
    private readonly Option<string> numerics = new("--numerics")
    {
        Description = "How a .wfn file computes; auto is fixed where it was calibrated, and float otherwise.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> threads = SharedOptions.Threads();
    private readonly Option<bool> json = SharedOptions.Json();

    public EvaluateCommand(ToolConsole console)
        : base("evaluate", "Measure a model's accuracy, or mean squared error, on labelled data.")
    {
        numerics.AcceptOnlyFromAmong("auto", "float", "fixed");
        Add(model);
        Add(data);
        foreach (var option in reading.Options)
        {
            Add(option);
        }

        foreach (var option in table.All.Concat(preprocessing.All))
        {
            Add(option);
        }

        Add(numerics);
        Add(threads);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var import = reading.Read(parsed);
            var settings = new EvaluationSettings(
                parsed.GetRequiredValue(model),
                parsed.GetRequiredValue(data),
                table.Read(parsed, preprocessing) with { IsEvaluation = true, Memory = import.Memory },
                parsed.GetRequiredValue(numerics),
                parsed.GetValue(threads) ?? 0)
            {
                Import = import,
            };
            var report = ProgressDisplay.Run(console, progress => EvaluationRun.Run(settings, progress, cancellation));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                string[][] quality = report.MeanSquaredError is { } error
                    ? [["mean squared error", Figures.Real(error)]]
                    :
                    [
                        ["accuracy", Figures.Percent(report.Accuracy)],
                        ["balanced accuracy", Figures.Percent(report.BalancedAccuracy)],
                    ];
                new ResultWriter(console).Table(
                    ["figure", "value"],
                    [
                        ["model", report.Model],
                        ["numerics", report.Numerics],
                        .. quality,
                        ["samples", Figures.Count(report.Samples)],
                        ["data", report.Data],
                    ]);
            }

            return Task.FromResult(ExitCodes.Done);
        });
    }
}
