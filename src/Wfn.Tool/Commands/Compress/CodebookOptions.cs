using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands.Compress;

/// <summary>Which weights are fixed to what.</summary>
internal sealed class CodebookOptions : CompressOptions
{
    private const string Float32 = "32";

    private readonly Option<double?> delta = NumberOption.Real(
        "--delta",
        "The relative distance a weight may move on average; without training it asks for clustering (default: what keeps "
            + "the outputs, or the search's choice).",
        "a number between 0 and 1",
        v => v is > 0 and < 1);

    private readonly Option<double?> zeroThreshold = NumberOption.Real(
        "--zero-threshold",
        "Weights smaller than this may become zero; a power of two fits best (default: 0.0078125, or the search's choice).",
        "a number from 2^-30 to 1",
        v => v is >= 1.0 / (1 << 30) and < 1);

    private readonly Option<double[]?> fractions = NumberOption.Reals(
        "--fractions",
        "The fraction of all weights fixed after each round (default: 0.3,0.6,0.8,0.9,0.95,0.975,0.99,0.9975,0.999,1, or the "
            + "search's choice).",
        "expected are ascending numbers above 0, the last one 1",
        f => f[0] > 0 && f[^1] == 1 && f.Zip(f.Skip(1)).All(pair => pair.First < pair.Second));

    private readonly Option<int?> values = NumberOption.Whole(
        "--values",
        "The most values, zero included, that polishing leaves on the codebook (default: 20, or the search's choice).",
        2,
        100_000);

    private readonly Option<double?> bitPrice = NumberOption.Real(
        "--bit-price",
        "What a weight may cost the network in polishing to save a bit, as a part of what losing an average weight costs (default: 0.008, or "
            + "the search's choice).",
        "a number from 0 to 1",
        v => v is >= 0 and <= 1);

    private readonly Option<bool> noRetrain = new("--no-retrain")
    {
        Description = "Fix without training; --data then serves as --calibration.",
    };

    private readonly Option<bool> recluster = new("--recluster")
    {
        Description = "The authors' method as published: cluster all weights from scratch in each round, polish nothing. Without this "
            + "option, retraining does the same and then polishes; fixing without retraining leaves weights where they were fixed.",
    };

    private readonly Option<string[]> exclude = new("--exclude")
    {
        Description = "A node or a parameter whose weights stay off the codebook; may be given several times.",
        HelpName = "node",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> keepBatchNorm = SharedOptions.KeepBatchNorm();

    private readonly Option<string?> activationBits = new("--activation-bits")
    {
        Description = "The width of activations in fixed point, or 32 for float32 code (default: 8, 16 where that costs the outputs too much, and 32 where that does, too).",
    };

    public CodebookOptions() => activationBits.AcceptOnlyFromAmong("8", "16", Float32);

    /// <summary>δ; given, there is no search unless it is asked for.</summary>
    public Option<double?> Delta => delta;

    /// <summary>Turns training off.</summary>
    public Option<bool> NoRetrain => noRetrain;

    /// <summary>Asks for the authors' method.</summary>
    public Option<bool> Recluster => recluster;

    /// <inheritdoc/>
    public override OptionGroup Group => new(
        "The codebook", [delta, zeroThreshold, fractions, values, bitPrice, noRetrain, recluster, exclude, keepBatchNorm, activationBits]);

    /// <inheritdoc/>
    public override void Check(CommandResult result, CompressMode mode)
    {
        if (!mode.Trains)
        {
            Refuse(result, [values, bitPrice], "is about retraining: give --data");
        }

        if (mode.Reclusters)
        {
            Refuse(result, [values, bitPrice], "is about polishing, which --recluster does without");
        }

        if (mode.Searches)
        {
            Refuse(result, [bitPrice], "is what a search chooses: give --delta, too, and no --lossless");
        }
    }

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings)
    {
        var asked = parsed.GetValue(fractions) is { Length: > 0 } given
            ? EquatableArray.Create<double>(given)
            : (EquatableArray<double>?)null;
        return settings with
        {
            Fixing = settings.Fixing with
            {
                Delta = parsed.GetValue(delta) ?? settings.Fixing.Delta,
                ZeroThreshold = parsed.GetValue(zeroThreshold) ?? settings.Fixing.ZeroThreshold,
                Fractions = asked ?? settings.Fixing.Fractions,
                Recluster = parsed.GetValue(recluster),
            },
            Delta = parsed.GetValue(delta),
            ZeroThreshold = parsed.GetValue(zeroThreshold),
            Fractions = asked,
            Values = parsed.GetValue(values),
            BitPrice = parsed.GetValue(bitPrice),
            Retrain = !parsed.GetValue(noRetrain),
            Exclude = EquatableArray.Create<string>(parsed.GetValue(exclude) ?? []),
            FoldBatchNorm = !parsed.GetValue(keepBatchNorm),
            AskedActivationBits = parsed.GetValue(activationBits) switch
            {
                "8" => 8,
                "16" => 16,
                _ => null,
            },
            InFloat32 = parsed.GetValue(activationBits) == Float32,
        };
    }
}
