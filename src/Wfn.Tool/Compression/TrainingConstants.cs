using System.Globalization;
using Wfn.Artifact;
using Wfn.Training;

namespace Wfn.Tool.Compression;

/// <summary>Constants of the method that hardly anybody changes; null leaves one to the library.</summary>
internal sealed record TrainingConstants
{
    /// <summary>ρ: the cluster regulariser's part of the loss, 0 to 100.</summary>
    public double? Regularisation { get; init; }

    /// <summary>τ: the temperature of its softmin, positive.</summary>
    public double? SoftminTemperature { get; init; }

    /// <summary>The largest norm of the gradient, positive.</summary>
    public double? GradientClip { get; init; }

    /// <summary>Epochs before the first clustering.</summary>
    public int? FirstEpochs { get; init; }

    /// <summary>The part of the training data that is held back, 0 to 0.5.</summary>
    public double? ValidationFraction { get; init; }

    /// <summary>Momentum of gradient descent, 0 to below 1.</summary>
    public double? Momentum { get; init; }

    /// <summary>Adam's β1, 0 to below 1.</summary>
    public double? Beta1 { get; init; }

    /// <summary>Adam's β2, 0 to below 1.</summary>
    public double? Beta2 { get; init; }

    /// <summary>The part of itself that a free weight adds to its gradient, 0 to 1.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Options with what is given here.</summary>
    public RetrainingOptions In(RetrainingOptions options) => options with
    {
        RegularisationRatio = Regularisation ?? options.RegularisationRatio,
        Temperature = SoftminTemperature ?? options.Temperature,
        GradientClip = GradientClip ?? options.GradientClip,
        FirstEpochs = FirstEpochs ?? options.FirstEpochs,
        ValidationFraction = ValidationFraction ?? options.ValidationFraction,
        Momentum = Momentum ?? options.Momentum,
        Beta1 = Beta1 ?? options.Beta1,
        Beta2 = Beta2 ?? options.Beta2,
        WeightDecay = WeightDecay ?? options.WeightDecay,
    };

    /// <summary>What is given here, as the artifact records it; defaults are not recorded.</summary>
    public IEnumerable<ArtifactProperty> Record()
    {
        (string Name, double? Value)[] constants =
        [
            ("regularisation", Regularisation),
            ("softminTemperature", SoftminTemperature),
            ("gradientClip", GradientClip),
            ("firstEpochs", FirstEpochs),
            ("validationFraction", ValidationFraction),
            ("momentum", Momentum),
            ("beta1", Beta1),
            ("beta2", Beta2),
            ("weightDecay", WeightDecay),
        ];
        foreach (var (name, given) in constants)
        {
            if (given is { } value)
            {
                yield return new ArtifactProperty(name, value.ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }
}
