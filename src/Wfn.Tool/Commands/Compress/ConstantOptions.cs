using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Fixing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;
using Wfn.Training;

namespace Wfn.Tool.Commands.Compress;

/// <summary>Constants of the method that hardly anybody changes.</summary>
internal sealed class ConstantOptions : CompressOptions
{
    private const string Adam = "adam";
    private const string Sgd = "sgd";

    private readonly Option<int?> firstEpochs = NumberOption.Whole(
        "--first-epochs", "Epochs of training before the first clustering (default: 0).", 0, 100_000);

    private readonly Option<int?> fixedPointEpochs = NumberOption.Whole(
        "--fixed-point-epochs",
        "How many of the last epochs of polishing compute with activations in fixed point (default: 2).",
        0,
        100_000);

    private readonly Option<string?> distance = new("--distance")
    {
        Description = "What weights are moved by, and what --delta is a part of: |w - c| / |w|, or |w - c| (default: relative).",
    };

    private readonly Option<int?> highestOrder = NumberOption.Whole(
        "--highest-order",
        "The most powers of two beyond the first that rounds make a value of; 0 for powers of two alone (default: as many as it takes).",
        0,
        30);

    private readonly Option<double?> regularisation = NumberOption.Real(
        "--regularisation",
        "The part of the loss, relative to that of the data, that draws weights to the codebook in the rounds (default: 0.4).",
        "a number from 0 to 100",
        v => v is >= 0 and <= 100);

    private readonly Option<double?> softminTemperature = NumberOption.Real(
        "--softmin-temperature",
        "How soft the choice is of the value that a weight is drawn to: distances over this (default: 0.05).",
        "a number above 0 and at most 100",
        v => v is > 0 and <= 100);

    private readonly Option<double?> gradientClip = NumberOption.Real(
        "--gradient-clip",
        "The largest norm of the gradient; longer ones are scaled down to it (default: 0.5).",
        "a number above 0 and at most 1000000",
        v => v is > 0 and <= 1_000_000);

    private readonly Option<string?> optimizer = new("--optimizer") { Description = "How gradients become steps (default: adam)." };

    private readonly Option<double?> beta1 = NumberOption.Real(
        "--beta1",
        "With --optimizer adam: the part of the mean gradient that a step keeps (default: 0.9).",
        "a number from 0 to below 1",
        v => v is >= 0 and < 1);

    private readonly Option<double?> beta2 = NumberOption.Real(
        "--beta2",
        "With --optimizer adam: the part of the mean squared gradient that a step keeps (default: 0.999).",
        "a number from 0 to below 1",
        v => v is >= 0 and < 1);

    private readonly Option<double?> momentum = NumberOption.Real(
        "--momentum",
        "With --optimizer sgd: the part of a step that the next one keeps (default: 0.9).",
        "a number from 0 to below 1",
        v => v is >= 0 and < 1);

    private readonly Option<double?> weightDecay = NumberOption.Real(
        "--weight-decay",
        "The part of itself that a free weight adds to its gradient in the rounds (default: 0).",
        "a number from 0 to 1",
        v => v is >= 0 and <= 1);

    private readonly Option<double?> teacherTemperature = NumberOption.Real(
        "--teacher-temperature",
        "What softens the teacher's outputs (default: 3).",
        "a number above 0 and at most 100",
        v => v is > 0 and <= 100);

    public ConstantOptions()
    {
        distance.AcceptOnlyFromAmong(CompressionSettings.RelativeName, CompressionSettings.EuclideanName);
        optimizer.AcceptOnlyFromAmong(Adam, Sgd);
    }

    /// <inheritdoc/>
    public override OptionGroup Group => new(
        "Constants of the method",
        [
            distance, highestOrder, firstEpochs, fixedPointEpochs, regularisation, softminTemperature, gradientClip, optimizer, beta1,
            beta2, momentum, weightDecay, teacherTemperature,
        ]);

    /// <inheritdoc/>
    public override void Check(CommandResult result, CompressMode mode)
    {
        if (!mode.Trains)
        {
            var ofTraining = Group.Options.Where(option => option != distance && option != highestOrder && option != teacherTemperature);
            Refuse(result, ofTraining, "is about retraining: give --data");
        }

        if (mode.Reclusters)
        {
            Refuse(result, [fixedPointEpochs], "is about polishing, which --recluster does without");
        }

        if (result.GetValue(optimizer) == Sgd)
        {
            Refuse(result, [beta1, beta2], $"is for --optimizer {Adam}");
        }
        else
        {
            Refuse(result, [momentum], $"is for --optimizer {Sgd}");
        }
    }

    /// <inheritdoc/>
    public override CompressionSettings Read(ParseResult parsed, CompressionSettings settings) => settings with
    {
        Fixing = settings.Fixing with
        {
            Distance = parsed.GetValue(distance) == CompressionSettings.EuclideanName ? DistanceKind.Euclidean : DistanceKind.Relative,
            HighestOrder = parsed.GetValue(highestOrder),
        },
        FixedPointEpochs = parsed.GetValue(fixedPointEpochs),
        Optimiser = parsed.GetValue(optimizer) switch { Adam => OptimiserKind.Adam, Sgd => OptimiserKind.Sgd, _ => null },
        TeacherTemperature = parsed.GetValue(teacherTemperature),
        Constants = settings.Constants with
        {
            FirstEpochs = parsed.GetValue(firstEpochs),
            Regularisation = parsed.GetValue(regularisation),
            SoftminTemperature = parsed.GetValue(softminTemperature),
            GradientClip = parsed.GetValue(gradientClip),
            Momentum = parsed.GetValue(momentum),
            Beta1 = parsed.GetValue(beta1),
            Beta2 = parsed.GetValue(beta2),
            WeightDecay = parsed.GetValue(weightDecay),
        },
    };
}
