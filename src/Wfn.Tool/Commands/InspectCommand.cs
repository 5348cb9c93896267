using System.CommandLine;
using Wfn.Diagnostics;
using Wfn.Tool.Inspection;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>inspect</c>: what is in a model file.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn, .onnx or .tflite file." };
    private readonly Option<bool> keepBatchNorm = SharedOptions.KeepBatchNorm();
    private readonly ModelOptions reading = new();
    private readonly Option<bool> plan = new("--plan")
    {
        Description = "Also show how the network would run: kernels, tiles, widenings, cost.",
    };

    private readonly Option<bool> json = SharedOptions.Json();

    public InspectCommand(ToolConsole console)
        : base("inspect", "Show what a model file holds: graph, codebook, statistics, formats, measurements.")
    {
        Add(model);
        foreach (var option in reading.Options)
        {
            Add(option);
        }

        Add(keepBatchNorm);
        Add(plan);
        Add(json);
        SetAction(parsed =>
        {
            var file = ModelFile.Read(
                parsed.GetRequiredValue(model), reading.Read(parsed) with { FoldBatchNorm = !parsed.GetValue(keepBatchNorm) });
            foreach (var note in file.Notes)
            {
                console.Error.WriteLine(VisibleText.Of($"note: {note}"));
            }

            var report = InspectionReport.Of(file);
            if (parsed.GetValue(plan))
            {
                report = report with { Plan = PlanReport.Of(file) };
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                InspectionTables.Write(new ResultWriter(console), report);
            }

            return ExitCodes.Done;
        });
    }
}
