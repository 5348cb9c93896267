using Wfn.Tool.Comparison;
using Wfn.Tool.Inspection;

namespace Wfn.Tool.Reporting;

/// <summary>A size of the weights, in one form.</summary>
/// <param name="Name">The form.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record SizeFigure(string Name, long Bytes);

/// <summary>A layer with weights.</summary>
/// <param name="Name">The weights' parameter.</param>
/// <param name="Weights">How many.</param>
/// <param name="EntropyBits">Bits a weight.</param>
/// <param name="Movement">How far the weights were moved, as a part of their length; null without the original.</param>
/// <param name="MultiplyAdds">Multiply-adds of the original, border padding counted.</param>
/// <param name="Additions">Additions and subtractions of shifted inputs that take their place.</param>
/// <param name="Shifts">Shifts, by one place or more.</param>
internal sealed record LayerFigure(string Name, long Weights, double EntropyBits, double? Movement, long MultiplyAdds, long Additions, long Shifts)
{
    /// <summary>
    /// The root mean square of the outputs' error where only this layer is fixed, as a part of the outputs' spread; null where that is not known.
    /// </summary>
    public double? OutputChange { get; init; }

    /// <summary>The layer's own result, fixed, as a ratio of signal to noise in decibels; null where that is not known.</summary>
    public double? SignalToNoise { get; init; }
}

/// <summary>A bar of a histogram.</summary>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Count">How many weights are in it.</param>
internal sealed record HistogramBar(double Low, double High, long Count);

/// <summary>A try of the search.</summary>
/// <param name="Bits">Entropy, bits a weight.</param>
/// <param name="Quality">Accuracy, or the mean squared error, on the validation data.</param>
/// <param name="IsLossless">Whether nothing was lost.</param>
/// <param name="IsChosen">Whether it is the result.</param>
/// <param name="Command">The command that does what it did.</param>
internal sealed record FrontierPoint(double Bits, double Quality, bool IsLossless, bool IsChosen, string Command);

/// <summary>A round of training.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Fraction">The part of the weights that is fixed after it.</param>
/// <param name="UniqueWeights">Different values after it.</param>
/// <param name="AccuracyBefore">On held-back data, before clustering; null for real numbers.</param>
/// <param name="AccuracyAfter">The same after clustering.</param>
internal sealed record RoundFigure(int Round, double Fraction, int UniqueWeights, double? AccuracyBefore, double? AccuracyAfter);

/// <summary>A sample that changed its class, with its picture.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Picture">A PNG file, base64; null where samples are no pictures.</param>
internal sealed record ChangedSample(DifferentSample Sample, string? Picture);

/// <summary>Energy by the number of operations.</summary>
/// <param name="OriginalNanojoules">Of the original's multiply-adds in float32.</param>
/// <param name="FixedNanojoules">Of additions and shifts of 32 bits.</param>
/// <param name="Source">Where the energies of single operations are from.</param>
internal sealed record EnergyEstimate(double OriginalNanojoules, double FixedNanojoules, string Source);

/// <summary>All that a report shows of an artifact.</summary>
internal sealed record ModelReport
{
    /// <summary>What the file holds.</summary>
    public required InspectionReport Model { get; init; }

    /// <summary>Sizes of the weights in several forms.</summary>
    public required IReadOnlyList<SizeFigure> Sizes { get; init; }

    /// <summary>What the model adds to an app that is published, in several forms; empty where it was not measured.</summary>
    public required IReadOnlyList<SizeFigure> Shipped { get; init; }

    /// <summary>Layers, in the network's order.</summary>
    public required IReadOnlyList<LayerFigure> Layers { get; init; }

    /// <summary>The original's weights; empty without the original.</summary>
    public required IReadOnlyList<HistogramBar> Before { get; init; }

    /// <summary>Energy of one answer.</summary>
    public required EnergyEstimate Energy { get; init; }

    /// <summary>Tries of the search; empty where none was.</summary>
    public required IReadOnlyList<FrontierPoint> Frontier { get; init; }

    /// <summary>Rounds of training; empty where none were.</summary>
    public required IReadOnlyList<RoundFigure> Rounds { get; init; }

    /// <summary>The comparison with the original; null without data or the original.</summary>
    public required ComparisonReport? Comparison { get; init; }

    /// <summary>Samples that changed their class.</summary>
    public required IReadOnlyList<ChangedSample> Changed { get; init; }
}
