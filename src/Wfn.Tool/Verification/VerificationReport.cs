namespace Wfn.Tool.Verification;

/// <summary>A recorded figure, measured again.</summary>
/// <param name="Name">Its name in the artifact.</param>
/// <param name="Recorded">What the artifact says.</param>
/// <param name="Measured">What it is.</param>
/// <param name="Tolerance">How far they may differ: nothing in fixed point, some samples in float, whose sums depend on the width of vectors.</param>
internal sealed record VerifiedFigure(string Name, double Recorded, double Measured, double Tolerance)
{
    /// <summary>Whether they agree.</summary>
    public bool Agrees => Math.Abs(Recorded - Measured) <= Tolerance;
}

/// <summary>What a verification came to.</summary>
internal sealed record VerificationReport
{
    /// <summary>Path of the artifact.</summary>
    public required string Model { get; init; }

    /// <summary>Path of the original; null where it was not given.</summary>
    public required string? Original { get; init; }

    /// <summary>File names and hash of the data.</summary>
    public required string Data { get; init; }

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The recorded figures, measured again.</summary>
    public required IReadOnlyList<VerifiedFigure> Figures { get; init; }

    /// <summary>What was lost between the original and the arithmetic that is generated, a fraction of 1; null for real numbers.</summary>
    public required double? AccuracyLoss { get; init; }

    /// <summary>The most that may be lost; null where no limit was given.</summary>
    public required double? MaxAccuracyLoss { get; init; }

    /// <summary>Whether every figure agrees, and no more was lost than may be.</summary>
    public bool IsVerified => Figures.All(f => f.Agrees) && !(AccuracyLoss > MaxAccuracyLoss);
}
