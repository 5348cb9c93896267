namespace Wfn.Tool.Comparison;

/// <summary>A sample to which two models give different classes.</summary>
/// <param name="Sample">Its number, from 0.</param>
/// <param name="Label">The right class; null where the data has no labels.</param>
/// <param name="First">The first model's class.</param>
/// <param name="Second">The second model's class.</param>
internal sealed record DifferentSample(int Sample, string? Label, string First, string Second);

/// <summary>What two models' answers to the same data have in common.</summary>
internal sealed record ComparisonReport
{
    /// <summary>Paths of the models.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Each one's arithmetic, <c>float</c> or <c>fixed</c>.</summary>
    public required IReadOnlyList<string> Numerics { get; init; }

    /// <summary>File names and hash of the data.</summary>
    public required string Data { get; init; }

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The part of the samples that both put into the same class; null where outputs are no classes.</summary>
    public required double? Agreement { get; init; }

    /// <summary>How far outputs are apart: the root mean square of their differences, as a part of the first one's spread.</summary>
    public required double OutputChange { get; init; }

    /// <summary>Accuracy, or mean squared error; null without labels. So are the next ones.</summary>
    public required string? Measure { get; init; }

    /// <summary>Each model's quality.</summary>
    public required IReadOnlyList<double>? Values { get; init; }

    /// <summary>The second's quality less the first's; more is better for accuracy, worse for errors.</summary>
    public required double? Difference { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public required double? DifferenceLow { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public required double? DifferenceHigh { get; init; }

    /// <summary>The probability of a difference as large when there is none.</summary>
    public required double? PValue { get; init; }

    /// <summary>How many samples change their class.</summary>
    public required int? Different { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<DifferentSample> DifferentSamples { get; init; }
}
