using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Wfn.Diagnostics;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Tool.Reporting;

namespace Wfn.Tool.Commands.Compress;

/// <summary><c>compress</c>: a trained model becomes a .wfn file.</summary>
internal sealed class CompressCommand : Command
{
    private static readonly string[] Foremost =
    [
        "--output", "--data", "--eval", "--calibration", "--max-accuracy-loss", "--time-budget", "--preset", "--label-column", "--options", "--help-all",
    ];

    private readonly Argument<string> model = new("model") { Description = "The trained model, an .onnx or .tflite file." };
    private readonly DataOptions data = new();
    private readonly CodebookOptions codebook = new();
    private readonly SearchOptions search;
    private readonly IReadOnlyList<CompressOptions> options;
    private readonly Option<bool> json = SharedOptions.Json();
    private readonly Option<string?> progressFile = new("--progress")
    {
        Description = "A file that is kept up to date with how far it is, as JSON: stage, done, detail, secondsElapsed, secondsLeft.",
        HelpName = "file",
    };

    private readonly Option<bool> estimate = new("--estimate")
    {
        Description = "Print the memory, time a step and time in all that retraining will take on this machine, by a few steps; nothing is written.",
    };

    public CompressCommand(ToolConsole console)
        : base("compress", "Fix a model's weights to one small codebook and write it as a .wfn file.")
    {
        search = new SearchOptions(data.Evaluation);
        options = [data, new ReadingOptions(), search, codebook, new TrainingOptions(), new ConstantOptions()];
        Add(model);
        AddOptions();
        Validators.Add(result =>
        {
            var mode = Mode(result);
            foreach (var group in options)
            {
                group.Check(result, mode);
            }

            if (result.GetValue(estimate) && !mode.Trains)
            {
                result.AddError("--estimate is about retraining: give --data");
            }
        });
        SetAction((parsed, cancellation) =>
        {
            var settings = Read(parsed);
            if (parsed.GetValue(estimate))
            {
                return Task.FromResult(Estimate(console, settings, parsed.GetValue(json), cancellation));
            }

            if (settings.ReportPage is not null && FileKind.IsDevice(settings.Output))
            {
                throw new WfnException(DiagnosticCodes.BadOption, "--report is on a file that was written: give --output one", settings.Output);
            }

            var page = settings.ReportPage is { } path ? OutputFile.Prepare(path) : null;
            var outcome = ProgressDisplay.Run(console, display =>
            {
                var progress = parsed.GetValue(progressFile) is { } kept ? new ProgressFile(OutputFile.Prepare(kept).Path, display) : display;
                var compressed = CompressionRun.Run(settings, progress, cancellation);
                page?.Write(HtmlReport.Of(ReportRun.Run(ReportSettings.After(settings, compressed.Report), progress, cancellation)));
                return compressed;
            });
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, outcome.Report);
            }
            else
            {
                CompressionTable.Write(new ResultWriter(console), outcome.Report);
            }

            if (outcome.Rejection is { } reason)
            {
                console.Error.WriteLine(VisibleText.Of(reason));
            }

            return Task.FromResult(outcome.Rejection is null ? ExitCodes.Done : ExitCodes.LimitNotMet);
        });
    }

    private static int Estimate(ToolConsole console, CompressionSettings settings, bool isJson, CancellationToken cancellation)
    {
        var report = ProgressDisplay.Run(console, progress => CompressionEstimate.Run(settings, progress, cancellation));
        if (isJson)
        {
            JsonOutput.Write(console.Output, report);
        }
        else
        {
            CompressionEstimate.Write(new ResultWriter(console), report);
        }

        return ExitCodes.Done;
    }

    private void AddOptions()
    {
        var help = new HelpOption("--help", "-?", "-h");
        var helpAll = new Option<bool>("--help-all")
        {
            Description = "Show all options, group by group.",
            Arity = ArgumentArity.Zero,
        };
        var file = OptionsFile.Create();
        OptionGroup[] groups = [.. options.Select(group => group.Group), new OptionGroup("Output and help", [estimate, json, progressFile, file, help, helpAll])];
        var all = groups.SelectMany(group => group.Options).ToDictionary(option => option.Name, StringComparer.Ordinal);
        help.Action = new GroupedHelp("dotnet wfn " + Name, groups, new OptionGroup("Options that matter first", [.. Foremost.Select(name => all[name])]));
        helpAll.Action = new GroupedHelp("dotnet wfn " + Name, groups, null);
        foreach (var option in groups.SelectMany(group => group.Options))
        {
            Add(option);
        }
    }

    private CompressMode Mode(CommandResult result)
    {
        var trains = result.GetResult(data.Data) is not null && !result.GetValue(codebook.NoRetrain);
        var reclusters = result.GetValue(codebook.Recluster);
        var searches = trains && !reclusters && (result.GetValue(search.Lossless) || result.GetResult(codebook.Delta) is null);
        return new CompressMode(trains, searches, reclusters);
    }

    /// <summary>What a command line of this command asks for.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    public CompressionSettings Read(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(model);
        var settings = new CompressionSettings
        {
            Model = path,
            Output = Path.ChangeExtension(path, ".wfn"),
            Lossless = Mode(parsed.CommandResult).Searches,
        };
        return options.Aggregate(settings, (given, group) => group.Read(parsed, given));
    }
}
