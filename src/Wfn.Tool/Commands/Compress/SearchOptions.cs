using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands.Compress;

/// <summary>The search for the smallest codebook that loses nothing, and what may be lost.</summary>
/// <param name="evaluation">The option that names the data to measure on.</param>
internal sealed class SearchOptions(Option<string?> evaluation) : CompressOptions
{
    private readonly Option<bool> lossless = new("--lossless")
    {
        Description = "Search for the smallest codebook that loses nothing by a paired test on held-back data; the default with --data and "
            + "without --delta and --recluster.",
    };

    private readonly Option<int?> tries = NumberOption.Whole("--tries", "The most tries of the search (default: 8).", 1, 1000);

    private readonly Option<int?> maxEpochs = NumberOption.Whole(
        "--max-epochs", "The most epochs that its tries may train in all (default: no limit).", 1, 1_000_000);

    private readonly Option<double?> timeBudget = NumberOption.Real(
        "--time-budget",
        "Minutes after which it begins no further try (default: no limit); the result then depends on the machine's speed.",
        "a number above 0",
        v => v > 0 && v <= 1_000_000);

    private readonly Option<double?> maxAccuracyLoss = NumberOption.Real(
        "--max-accuracy-loss",
        "The most accuracy that may be lost on --eval, as a fraction: 0.01 is one point. Where more is lost, the exit code is 2 and the "
            + "result is kept as NAME.rejected.wfn.",
        "a number between 0 and 1",
        v => v is >= 0 and <= 1);

    private readonly Option<double?> maxOutputChange = NumberOption.Real(
        "--max-output-change",
        "Without training: the most that outputs may change by, as a part of their size (default: 0.3). A third of it is a warning; past it "
            + "the exit code is 2 and the result is kept as NAME.rejected.wfn.",
        "a number above 0",
        v => v is > 0 and <= 1000);

    /// <summary>Asks for a search beside <c>--delta</c>.</summary>
    public Option<bool> Lossless => lossless;

    /// <inheritdoc/>
    public override OptionGroup Group => new("The search, and what may be lost", [lossless, maxAccuracyLoss, maxOutputChange, tries, maxEpochs, timeBudget]);

    /// <inheritdoc/>
    public override void Check(CommandResult result, CompressMode mode)
    {
        if (result.GetResult(maxAccuracyLoss) is not null && result.GetResult(evaluation) is null && !mode.Searches)
        {
            result.AddError("--max-accuracy-loss needs --eval to measure on");
        }

        if (result.GetValue(lossless) && (!mode.Trains || mode.Reclusters))
        {
            result.AddError("--lossless needs --data to retrain on, and goes with neither --no-retrain nor --recluster");
        }

        if (mode.Trains)
        {
            Refuse(result, [maxOutputChange], "is about fixing without training; with --data there is --max-accuracy-loss");
        }

        if (!mode.Searches)
        {
            Refuse(result, [tries, maxEpochs, timeBudget], "is for a search: give --data, and --lossless beside --delta");
        }
    }

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings) => settings with
    {
        Trials = parsed.GetValue(tries),
        MaxEpochs = parsed.GetValue(maxEpochs),
        TimeBudget = parsed.GetValue(timeBudget),
        MaxOutputChange = parsed.GetValue(maxOutputChange) ?? settings.MaxOutputChange,
        MaxAccuracyLoss = parsed.GetValue(maxAccuracyLoss),
    };
}
