namespace Wfn.Tool.Compression;

/// <summary>What a compression will take on this machine, before it begins.</summary>
internal sealed record EstimateReport
{
    public required string Model { get; init; }

    /// <summary>Samples to train on.</summary>
    public required int Samples { get; init; }

    public required int BatchSize { get; init; }

    public required int StepsPerEpoch { get; init; }

    /// <summary>Epochs of rounds and of polishing; the most that a search may train where one is asked for.</summary>
    public required int Epochs { get; init; }

    public required int Clusterings { get; init; }

    /// <summary>Whether there is a search, which may end earlier.</summary>
    public required bool IsMost { get; init; }

    /// <summary>Seconds of a step of the rounds, measured.</summary>
    public required double SecondsPerStep { get; init; }

    /// <summary>Seconds of a step of polishing, measured.</summary>
    public required double SecondsPerPolishStep { get; init; }

    /// <summary>Seconds of judging an epoch, by those of fewer samples.</summary>
    public required double SecondsPerJudging { get; init; }

    /// <summary>Seconds of a clustering, measured.</summary>
    public required double SecondsPerClustering { get; init; }

    /// <summary>Seconds of the whole training.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes of a batch's values and their gradients.</summary>
    public required double ValueBytes { get; init; }

    /// <summary>Bytes of weights with gradients, moments of the optimiser and kept states.</summary>
    public required double WeightBytes { get; init; }

    /// <summary>Bytes of all data.</summary>
    public required double DataBytes { get; init; }

    /// <summary>The largest memory of this process while steps were measured; libtorch, the model and data are in it.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Steps that were measured.</summary>
    public required int MeasuredSteps { get; init; }

    public required int Threads { get; init; }

    public required string Device { get; init; }
}
