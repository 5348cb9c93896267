namespace Wfn.Tool.Evaluation;

/// <summary>What an evaluation came to, under the names that scripts rely on.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Path of the model.</summary>
    public required string Model { get; init; }

    /// <summary><c>float</c> or <c>fixed</c>.</summary>
    public required string Numerics { get; init; }

    /// <summary>Top-1 accuracy, a fraction of 1; null for regression. So are the next ones.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>The mean over the classes that occur of each one's accuracy, a fraction of 1.</summary>
    public required double? BalancedAccuracy { get; init; }

    /// <summary>Top-1 accuracy when the model is an original, else null.</summary>
    public double? AccuracyOriginal { get; init; }

    /// <summary>The same when the model is fixed and computed in float, else null.</summary>
    public double? AccuracyFloat { get; init; }

    /// <summary>The same when the model is fixed and computed in fixed point, else null.</summary>
    public double? AccuracyFixedPoint { get; init; }

    /// <summary>The mean squared error for regression, else null. So are the next ones.</summary>
    public required double? MeanSquaredError { get; init; }

    /// <summary>The same when the model is an original, else null.</summary>
    public double? MeanSquaredErrorOriginal { get; init; }

    /// <summary>The same when the model is fixed and computed in float, else null.</summary>
    public double? MeanSquaredErrorFloat { get; init; }

    /// <summary>The same when the model is fixed and computed in fixed point, else null.</summary>
    public double? MeanSquaredErrorFixedPoint { get; init; }

    /// <summary>The number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>File names and hash of the data.</summary>
    public required string Data { get; init; }

    /// <summary>Time of the whole command.</summary>
    public required double Seconds { get; init; }
}
