namespace Wfn.Tool.Sweeps;

/// <summary>What a sweep came to. It holds no times and no machines, so that it is the same wherever tasks ran.</summary>
/// <param name="Networks">The networks, by name.</param>
internal sealed record MergeReport(IReadOnlyList<NetworkMerge> Networks)
{
    /// <summary>Whether every network has a result that loses nothing, or no more than allowed.</summary>
    public bool IsMet => Networks.All(network => network.Confirmed);
}

/// <summary>What the tasks of a network came to.</summary>
internal sealed record NetworkMerge
{
    public required string Network { get; init; }

    public required string Model { get; init; }

    /// <summary>The task whose result was chosen; null where every task failed. So are the next four then.</summary>
    public required string? Chosen { get; init; }

    /// <summary>The file that it was written to, relative to the sweep's folder.</summary>
    public required string? Output { get; init; }

    /// <summary>The page about it, relative to the sweep's folder.</summary>
    public required string? Report { get; init; }

    /// <summary>The data that tasks were compared on.</summary>
    public required string? Data { get; init; }

    public required int? Samples { get; init; }

    /// <summary>Whether the chosen result loses no more than allowed on that data.</summary>
    public required bool Lossless { get; init; }

    /// <summary>Its comparison with the original on --eval, which decided nothing; null where there is none, or it is the same data.</summary>
    public required Confirmation? Evaluation { get; init; }

    /// <summary>Whether it is lossless, and --eval does not say otherwise.</summary>
    public required bool Confirmed { get; init; }

    /// <summary>Accuracy over bits of all results, the fewest bits first.</summary>
    public required IReadOnlyList<SweepPoint> Frontier { get; init; }

    /// <summary>Tasks that ended with an error, and why.</summary>
    public required IReadOnlyList<FailedTask> Failed { get; init; }

    /// <summary>A network of which there is no result.</summary>
    public static NetworkMerge WithoutResult(SweepNetwork network, IReadOnlyList<FailedTask> failed) => new()
    {
        Network = network.Name,
        Model = network.Model,
        Chosen = null,
        Output = null,
        Report = null,
        Data = null,
        Samples = null,
        Lossless = false,
        Evaluation = null,
        Confirmed = false,
        Frontier = [],
        Failed = failed,
    };
}

/// <summary>A comparison with the original on data that decided nothing.</summary>
/// <param name="Data">The data.</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Quality">Accuracy, a fraction of 1, or a squared error below zero.</param>
/// <param name="Difference">To the original; better where it is positive.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">The p-value of the difference.</param>
internal sealed record Confirmation(string Data, int Samples, double Quality, double Difference, double Low, double High, double PValue);

/// <summary>A task that ended with an error.</summary>
/// <param name="Task">The task.</param>
/// <param name="Error">Why.</param>
internal sealed record FailedTask(string Task, string? Error);

/// <summary>The result of a task.</summary>
internal sealed record SweepPoint
{
    public required string Task { get; init; }

    /// <summary>Weights on the codebook.</summary>
    public required long Parameters { get; init; }

    public required int UniqueWeights { get; init; }

    public required double EntropyBits { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>Accuracy, a fraction of 1, or a squared error below zero, in fixed point where it has formats.</summary>
    public required double Quality { get; init; }

    /// <summary>To the original; better where it is positive.</summary>
    public required double Difference { get; init; }

    public required double DifferenceLow { get; init; }

    public required double DifferenceHigh { get; init; }

    public required double PValue { get; init; }

    public required bool Lossless { get; init; }

    public required bool Chosen { get; init; }
}
