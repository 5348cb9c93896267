using System.CommandLine;
using Wfn.Tool.Export;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>export</c>: the fixed network for other runtimes and languages.</summary>
internal sealed class ExportCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file." };
    private readonly Option<string> format = new("--format")
    {
        Description = "ONNX or safetensors, with the weights themselves or as a codebook with an index for each; ONNX quantised as fixed point is (QDQ); or a C header that adds and shifts.",
        DefaultValueFactory = _ => "onnx",
    };

    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The file to write (default: beside the model, with the format's ending).",
        HelpName = "file",
    };

    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();
    private readonly Option<bool> json = SharedOptions.Json();

    public ExportCommand(ToolConsole console)
        : base("export", "Write a .wfn file's network as ONNX, its weights as safetensors, or a C header.")
    {
        format.AcceptOnlyFromAmong([.. ExportRun.Formats.Keys]);
        Add(model);
        Add(format);
        Add(output);
        Add(maxMemory);
        Add(json);
        SetAction(parsed =>
        {
            var report = ExportRun.Run(
                parsed.GetRequiredValue(model), parsed.GetRequiredValue(format), parsed.GetValue(output), SharedOptions.Memory(parsed, maxMemory));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                console.Output.WriteLine($"{report.Output}: {report.Format}, {Figures.Count(report.Bytes)} bytes");
            }

            return ExitCodes.Done;
        });
    }
}
