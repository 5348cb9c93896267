using System.CommandLine;
using Wfn.Tool.Generation;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>golden</c>: a test of stored inputs and answers.</summary>
internal sealed class GoldenCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "The C# file to write (default: CLASSGoldenTests.cs in this folder).",
        HelpName = "file",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string> framework = new("--framework") { Description = "The test framework.", DefaultValueFactory = _ => "xunit" };
    private readonly Option<string> ofNamespace = new("--namespace") { Description = "The model class's namespace (default: none).", DefaultValueFactory = _ => "" };
    private readonly Option<string?> className = new("--class-name") { Description = "The model's class (default: made from the file's name)." };
    private readonly Option<string> numerics = new("--numerics") { Description = "The class's arithmetic.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> data = SharedOptions.Data("--data", $"Data whose first samples are stored (default: drawn ones): {SharedOptions.DataFormats}.");
    private readonly Option<int?> samples = NumberOption.Whole("--samples", "How many samples of --data are stored (default: 3).", 1, 1000);
    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();
    private readonly Option<bool> json = SharedOptions.Json();

    public GoldenCommand(ToolConsole console)
        : base("golden", "Write a test, for xunit, NUnit or MSTest, that holds generated code to stored inputs and answers.")
    {
        framework.AcceptOnlyFromAmong("xunit", "nunit", "mstest");
        numerics.AcceptOnlyFromAmong("auto", "float", "fixed");
        Add(model);
        Add(output);
        Add(framework);
        Add(ofNamespace);
        Add(className);
        Add(numerics);
        Add(data);
        Add(samples);
        Add(maxMemory);
        Add(json);
        SetAction(parsed =>
        {
            var settings = new GoldenSettings
            {
                Model = parsed.GetRequiredValue(model),
                Output = parsed.GetRequiredValue(output),
                Framework = parsed.GetRequiredValue(framework),
                Namespace = parsed.GetRequiredValue(ofNamespace),
                ClassName = parsed.GetValue(className),
                Numerics = parsed.GetRequiredValue(numerics),
                Data = parsed.GetValue(data),
                Samples = parsed.GetValue(samples) ?? 3,
                Memory = SharedOptions.Memory(parsed, maxMemory),
            };
            var report = ProgressDisplay.Run(console, progress => GoldenRun.Run(settings, progress));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                console.Output.WriteLine($"{report.Output}: tests of {report.ClassName} for {report.Framework}");
            }

            return ExitCodes.Done;
        });
    }
}
