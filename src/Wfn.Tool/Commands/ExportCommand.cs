using System.CommandLine;
using Wfn.Fixing;
using Wfn.Tool.Export;
using Wfn.Tool.Export.PyTorch;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>export</c>: the fixed network for other runtimes and languages.</summary>
internal sealed class ExportCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file; with --pytorch a trained model, an .onnx or .tflite file." };
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

    private readonly Option<string?> pytorch = new("--pytorch")
    {
        Description = "Begin the rounds of fixing for training in PyTorch: a folder to write the first round's codebook, assignment and a training script to.",
        HelpName = "folder",
    };

    private readonly Option<double?> delta = NumberOption.Real(
        "--delta", "With --pytorch: the relative distance a weight may move on average (default: 0.01).", "a number between 0 and 1", v => v is > 0 and < 1);

    private readonly Option<double?> zeroThreshold = NumberOption.Real(
        "--zero-threshold",
        "With --pytorch: weights smaller than this may become zero (default: 0.0078125).",
        "a number from 2^-30 to 1",
        v => v is >= 1.0 / (1 << 30) and < 1);

    private readonly Option<double[]?> fractions = NumberOption.Reals(
        "--fractions",
        "With --pytorch: the fraction of all weights fixed after each round (default: as compress).",
        "expected are ascending numbers above 0, the last one 1",
        f => f[0] > 0 && f[^1] == 1 && f.Zip(f.Skip(1)).All(pair => pair.First < pair.Second));

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "With --pytorch: a node or a parameter whose weights stay off the codebook; may be given several times.",
        HelpName = "node",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();
    private readonly Option<bool> json = SharedOptions.Json();

    public ExportCommand(ToolConsole console)
        : base("export", "Write a .wfn file's network as ONNX, its weights as safetensors, or a C header; or begin rounds whose training PyTorch does.")
    {
        format.AcceptOnlyFromAmong([.. ExportRun.Formats.Keys]);
        Add(model);
        Add(format);
        Add(output);
        foreach (var option in (Option[])[pytorch, delta, zeroThreshold, fractions, exclude, maxMemory, json])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            foreach (var option in result.GetResult(pytorch) is null ? (Option[])[delta, zeroThreshold, fractions, exclude] : [format, output])
            {
                if (result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} {(result.GetResult(pytorch) is null ? "needs" : "goes not with")} --pytorch");
                }
            }
        });
        SetAction(parsed =>
        {
            if (parsed.GetValue(pytorch) is { } folder)
            {
                var defaults = new FixingOptions();
                var options = new FixingOptions
                {
                    Delta = parsed.GetValue(delta) ?? defaults.Delta,
                    ZeroThreshold = parsed.GetValue(zeroThreshold) ?? defaults.ZeroThreshold,
                    Fractions = parsed.GetValue(fractions) is { } given ? EquatableArray.Create<double>(given) : defaults.Fractions,
                };
                ImportWeightsCommand.Write(
                    console, PyTorchRounds.Begin(parsed.GetRequiredValue(model), folder, options, parsed.GetValue(exclude) ?? []), parsed.GetValue(json));
                return ExitCodes.Done;
            }

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
