using System.CommandLine;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Tool.Verification;

namespace Wfn.Tool.Commands;

/// <summary><c>verify</c>: an artifact's recorded figures, measured again.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly Argument<string> model = new("model") { Description = "A .wfn file." };
    private readonly EvaluationOptions evaluation = new("The labelled data that the file's figures were measured on");
    private readonly Option<string?> original = new("--original")
    {
        Description = "The model that the file was made of, to be measured, too.",
        HelpName = "model",
    };

    private readonly Option<double?> maxAccuracyLoss = NumberOption.Real(
        "--max-accuracy-loss", "The most accuracy that may have been lost, a fraction (0.01 is one point).", "a number from 0 to 1", v => v is >= 0 and <= 1);

    private readonly Option<double?> maxMemory = SharedOptions.MaxMemory();
    private readonly Option<bool> json = SharedOptions.Json();

    public VerifyCommand(ToolConsole console)
        : base("verify", "Measure again what a .wfn file says of itself; exit code 2 where it differs or too much was lost.")
    {
        Add(model);
        Add(original);
        foreach (var option in evaluation.All)
        {
            Add(option);
        }

        Add(maxAccuracyLoss);
        Add(maxMemory);
        Add(json);
        SetAction((parsed, cancellation) =>
        {
            var settings = new VerificationSettings(
                parsed.GetRequiredValue(model),
                parsed.GetValue(original),
                evaluation.Data(parsed),
                evaluation.Reading(parsed) with { Memory = SharedOptions.Memory(parsed, maxMemory) },
                parsed.GetValue(maxAccuracyLoss),
                evaluation.Threads(parsed));
            var report = ProgressDisplay.Run(console, progress => VerificationRun.Run(settings, progress, cancellation));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, report);
            }
            else
            {
                new ResultWriter(console).Table(
                    ["figure", "#recorded", "#measured", "agrees"],
                    [.. report.Figures.Select(f => (string[])[f.Name, Figures.Real(f.Recorded), Figures.Real(f.Measured), f.Agrees ? "yes" : "no"])]);
            }

            foreach (var figure in report.Figures.Where(f => !f.Agrees))
            {
                console.Error.WriteLine($"{figure.Name} is {Figures.Real(figure.Measured)}, and the file says {Figures.Real(figure.Recorded)}");
            }

            if (report.AccuracyLoss > report.MaxAccuracyLoss)
            {
                console.Error.WriteLine($"{Figures.Percent(report.AccuracyLoss)} were lost, more than the {Figures.Percent(report.MaxAccuracyLoss)} allowed");
            }

            return Task.FromResult(report.IsVerified ? ExitCodes.Done : ExitCodes.LimitNotMet);
        });
    }
}
