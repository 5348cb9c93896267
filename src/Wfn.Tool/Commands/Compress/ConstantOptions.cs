using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Tool.Compression;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands;

/// <summary>The options of <c>compress</c> that are constants of the method, see <see cref="TrainingConstants"/>.</summary>
internal sealed class TrainingConstantOptions
{
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
        "--gradient-clip", "The longest gradient; longer ones are shortened to it (default: 0.5).", "a number above 0 and at most 1000000", v => v is > 0 and <= 1_000_000);

    private readonly Option<int?> firstEpochs = NumberOption.Whole(
        "--first-epochs", "Epochs of training before the first clustering (default: 0).", 0, 100_000);

    private readonly Option<double?> validationFraction = NumberOption.Real(
        "--validation-fraction",
        "The part of --data that is held back to choose by while training (default: 0.05; 0.1 in a search); with 0, the training data itself is chosen by.",
        "a number from 0 to 0.5",
        v => v is >= 0 and <= 0.5);

    private readonly Option<double?> momentum = NumberOption.Real(
        "--momentum", "With --optimizer sgd: the part of a step that the next one keeps (default: 0.9).", "a number from 0 to below 1", v => v is >= 0 and < 1);

    private readonly Option<double?> beta1 = NumberOption.Real(
        "--beta1", "With --optimizer adam: the part of the mean gradient that a step keeps (default: 0.9).", "a number from 0 to below 1", v => v is >= 0 and < 1);

    private readonly Option<double?> beta2 = NumberOption.Real(
        "--beta2", "With --optimizer adam: the part of the mean squared gradient that a step keeps (default: 0.999).", "a number from 0 to below 1", v => v is >= 0 and < 1);

    private readonly Option<double?> weightDecay = NumberOption.Real(
        "--weight-decay", "The part of itself that a free weight adds to its gradient in the rounds (default: 0).", "a number from 0 to 1", v => v is >= 0 and <= 1);

    /// <summary>All of them, in the help's order.</summary>
    public IReadOnlyList<Option> All =>
        [firstEpochs, regularisation, softminTemperature, gradientClip, validationFraction, momentum, weightDecay, beta1, beta2];

    /// <summary>Refuses what goes together with nothing.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="hasTraining">Whether anything is trained.</param>
    /// <param name="optimizer">The option that names the optimiser.</param>
    /// <param name="validation">The option that names validation data.</param>
    public void Check(CommandResult result, bool hasTraining, Option<string?> optimizer, Option<string?> validation)
    {
        foreach (var option in All.Where(option => !hasTraining && result.GetResult(option) is not null))
        {
            result.AddError($"{option.Name} is about retraining: give --data");
        }

        var isMomentumDescent = result.GetValue(optimizer) == "sgd";
        foreach (var option in isMomentumDescent ? (Option[])[beta1, beta2] : [momentum])
        {
            if (result.GetResult(option) is not null)
            {
                result.AddError($"{option.Name} is for --optimizer {(isMomentumDescent ? "adam" : "sgd")}");
            }
        }

        if (result.GetResult(validationFraction) is not null && result.GetResult(validation) is not null)
        {
            result.AddError("--validation-fraction is about holding data back, which nothing is where --validation is given");
        }
    }

    /// <summary>What is given.</summary>
    public TrainingConstants Read(ParseResult parsed) => new()
    {
        Regularisation = parsed.GetValue(regularisation),
        SoftminTemperature = parsed.GetValue(softminTemperature),
        GradientClip = parsed.GetValue(gradientClip),
        FirstEpochs = parsed.GetValue(firstEpochs),
        ValidationFraction = parsed.GetValue(validationFraction),
        Momentum = parsed.GetValue(momentum),
        Beta1 = parsed.GetValue(beta1),
        Beta2 = parsed.GetValue(beta2),
        WeightDecay = parsed.GetValue(weightDecay),
    };
}
