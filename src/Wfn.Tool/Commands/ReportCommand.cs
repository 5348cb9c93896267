using System.CommandLine;
using Wfn.Tool.Output;
using Wfn.Tool.Reporting;

namespace Wfn.Tool.Commands;

/// <summary><c>report</c>: what there is to see of an artifact, as one HTML file.</summary>
internal sealed class ReportCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file." };
    private readonly Option<string?> original = new("--original")
    {
        Description = "The model that the file was made of: its weights, and with --data its answers, stand beside the fixed network's.",
        HelpName = "model",
    };

    private readonly Option<string?> output = new("--output", "-o") { Description = "The file to write (default: the model's path with .html).", HelpName = "file" };
    private readonly EvaluationOptions evaluation = new("Data on which both models are compared, labelled or not", isRequired: false);
    private readonly ModelOptions reading = new();
    private readonly ShippedOption shipped = new();
    private readonly Option<bool> json = SharedOptions.Json();

    public ReportCommand(ToolConsole console)
        : base("report", "Write a report on a .wfn file: one HTML page with sizes, codebook, layers, operations, training and what changed.")
    {
        Add(model);
        Add(original);
        Add(output);
        foreach (var option in evaluation.All.Concat(reading.Options))
        {
            Add(option);
        }

        Add(shipped);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var settings = new ReportSettings(
                parsed.GetRequiredValue(model),
                parsed.GetValue(original),
                evaluation.Given(parsed),
                evaluation.Reading(parsed) with { Memory = reading.Read(parsed).Memory },
                reading.Read(parsed),
                shipped.Read(parsed),
                evaluation.Threads(parsed));
            var file = OutputFile.Prepare(parsed.GetValue(output) ?? Path.ChangeExtension(settings.Model, ".html"));
            var report = ProgressDisplay.Run(console, progress => ReportRun.Run(settings, progress, cancellation));
            file.Write(HtmlReport.Of(report));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                console.Output.WriteLine(file.Path);
            }

            return Task.FromResult(ExitCodes.Done);
        });
    }
}
