using System.CommandLine;
using Wfn.Tool.Generation;
using Wfn.Tool.Output;

namespace Wfn.Tool.Commands;

/// <summary><c>generate</c>: the C# of a .wfn file, for builds without MSBuild.</summary>
internal sealed class GenerateCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "The folder to write the .g.cs files to; it is made if need be.",
        HelpName = "folder",
        Required = true,
    };

    private readonly Option<string?> targetNamespace = new("--namespace")
    {
        Description = "The namespace of the class (default: none).",
        HelpName = "name",
    };

    private readonly Option<string?> className = new("--class-name")
    {
        Description = "The name of the class (default: from the file's name).",
        HelpName = "name",
    };

    private readonly Option<string> numerics = new("--numerics")
    {
        Description = "How the code computes; auto is fixed where the artifact was calibrated, and float otherwise.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> kernel = new("--kernel")
    {
        Description = "Which kernels the code uses; shift-add ones contain no multiplication.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();
    private readonly Option<bool> json = SharedOptions.Json();

    public GenerateCommand(ToolConsole console)
        : base("generate", "Write the C# that the build would generate from a .wfn file.")
    {
        numerics.AcceptOnlyFromAmong("auto", "float", "fixed");
        kernel.AcceptOnlyFromAmong("auto", "shift-add");
        Add(model);
        Add(output);
        Add(targetNamespace);
        Add(className);
        Add(numerics);
        Add(kernel);
        Add(maxMemory);
        Add(json);
        SetAction(parsed =>
        {
            var settings = new GenerationSettings
            {
                Model = parsed.GetRequiredValue(model),
                Folder = parsed.GetRequiredValue(output),
                Namespace = parsed.GetValue(targetNamespace) ?? "",
                ClassName = parsed.GetValue(className),
                Numerics = parsed.GetRequiredValue(numerics),
                Kernel = parsed.GetRequiredValue(kernel),
                Memory = SharedOptions.Memory(parsed, maxMemory),
            };
            var report = GenerationRun.Run(settings, console.Error);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                new ResultWriter(console).Table(
                    ["file", "#bytes"], [.. report.Files.Select(f => new[] { f.Path, Figures.Count(f.Bytes) })]);
            }

            return ExitCodes.Done;
        });
    }
}
