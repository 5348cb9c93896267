using System.CommandLine;
using Wfn.Tool.Comparison;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>compare</c>: two models on the same data.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Argument<string> first = new("first") { Description = "An .onnx, .tflite or .wfn file." };
    private readonly Argument<string> second = new("second") { Description = "Another one with the same input and output." };
    private readonly EvaluationOptions evaluation = new("The data, labelled or not");
    private readonly ModelOptions reading = new();
    private readonly Option<int?> list = NumberOption.Whole("--list", "How many of the samples that change their class are listed (default: 20).", 0, 1_000_000);
    private readonly Option<bool> json = SharedOptions.Json();

    public CompareCommand(ToolConsole console)
        : base("compare", "Compare two models on the same data: agreement, paired difference with its interval, samples that differ.")
    {
        Add(first);
        Add(second);
        foreach (var option in evaluation.All.Concat(reading.Options))
        {
            Add(option);
        }

        Add(list);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var settings = new ComparisonSettings(
                parsed.GetRequiredValue(first),
                parsed.GetRequiredValue(second),
                evaluation.Data(parsed),
                evaluation.Reading(parsed),
                reading.Read(parsed),
                parsed.GetValue(list) ?? 20,
                evaluation.Threads(parsed));
            var report = ProgressDisplay.Run(console, progress => ComparisonRun.Run(settings, progress, cancellation));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                Write(new ResultWriter(console), report);
            }

            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static void Write(ResultWriter writer, ComparisonReport report)
    {
        var isAccuracy = report.Measure == "accuracy";
        string Value(double? value) => isAccuracy ? Figures.Percent(value) : Figures.Real(value);
        writer.Table(
            ["figure", "value"],
            [
                .. report.Models.Select((m, i) => (string[])[i == 0 ? "first" : "second", $"{m} ({report.Numerics[i]})"]),
                ["samples", Figures.Count(report.Samples)],
                ["same class", Figures.Percent(report.Agreement)],
                ["outputs apart by", Figures.Percent(report.OutputChange)],
                .. report.Values is { } values
                    ? (string[][])
                    [
                        [$"{report.Measure}, first", Value(values[0])],
                        [$"{report.Measure}, second", Value(values[1])],
                        ["difference (95 % interval)", $"{Value(report.Difference)} ({Value(report.DifferenceLow)} to {Value(report.DifferenceHigh)})"],
                        ["p-value", Figures.Real(report.PValue)],
                    ]
                    : [],
                ["data", report.Data],
            ]);
        if (report.DifferentSamples.Count > 0)
        {
            writer.Heading($"{Figures.Count(report.Different!.Value)} samples change their class");
            writer.Table(
                ["#sample", "label", "first", "second"],
                [.. report.DifferentSamples.Select(d => (string[])[Figures.Count(d.Sample), d.Label ?? "–", d.First, d.Second])]);
        }
    }
}
