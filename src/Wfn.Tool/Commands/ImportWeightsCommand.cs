using System.CommandLine;
using Wfn.Tool.Export.PyTorch;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>import-weights</c>: takes back what PyTorch trained, and goes on with the rounds.</summary>
internal sealed class ImportWeightsCommand : Command
{
    private readonly Argument<string> folder = new("folder") { Description = "The folder that 'export --pytorch' wrote." };
    private readonly Option<string?> weights = new("--weights")
    {
        Description = "A safetensors file with the retrained weights (default: what the folder's script wrote).",
        HelpName = "file",
    };

    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The .wfn file to write after the last round (default: in the folder, under the model's name).",
        HelpName = "file",
    };

    private readonly Option<string?> calibration = SharedOptions.Data(
        "--calibration", "Samples that decide the integer formats of activations after the last round; labels are not needed.");

    private readonly Option<bool> json = SharedOptions.Json();

    public ImportWeightsCommand(ToolConsole console)
        : base("import-weights", "Take weights back that were retrained elsewhere, and fix the next round's; after the last one, write the .wfn file.")
    {
        Add(folder);
        Add(weights);
        Add(output);
        Add(calibration);
        Add(json);
        SetAction(parsed =>
        {
            var report = PyTorchRounds.Continue(
                parsed.GetRequiredValue(folder), parsed.GetValue(weights), parsed.GetValue(output), parsed.GetValue(calibration));
            Write(console, report, parsed.GetValue(json));
            return ExitCodes.Done;
        });
    }

    /// <summary>Prints where rounds stand.</summary>
    public static void Write(ToolConsole console, RoundsReport report, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(console.Output, report);
            return;
        }

        console.Output.WriteLine(
            $"{report.Output ?? report.Folder}: round {report.Round + 1} of {report.Rounds}, {Figures.Percent(report.Fraction)} fixed, {Figures.Count(report.UniqueWeights)} values"
                + (report.Output is null ? "; train what is free: torchrun " + Path.Combine(report.Folder, "retrain.py") : ""));
    }
}
