using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Training.Data;

namespace Lossless.Rivals;

/// <summary>A way to put a network's weights on few values.</summary>
internal interface IRival
{
    /// <summary>Its name in tables, file names and on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, in a sentence of Markdown.</summary>
    string Description { get; }

    /// <summary>How many seeds it is run with.</summary>
    int Seeds { get; }

    /// <summary>Whether it only shows what a part of ours does, and is run only when asked for.</summary>
    bool IsAblation => false;

    /// <summary>Does it.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; it goes on from its checkpoint.</exception>
    RivalOutcome Run(RivalTask task);
}

/// <summary>What a rival has to do.</summary>
internal sealed record RivalTask
{
    /// <summary>The trained network.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>Training data in the network's shape.</summary>
    public required LabelledData Training { get; init; }

    /// <summary>The most epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads; 0 for one a core.</summary>
    public required int Threads { get; init; }

    /// <summary>The file to keep the state of each epoch in.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Takes lines that tell how far it is.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Stops at the next batch.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>What a rival made of a network.</summary>
internal sealed record RivalOutcome
{
    /// <summary>The network; its weights are the values that they stand for.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>The network's one codebook where it has one: it then is an artifact, and generated code is measured, too.</summary>
    public Codebook? Codebook { get; init; }

    /// <summary>Where there is no codebook: bits that all weights take.</summary>
    public long PayloadBits { get; init; }

    /// <summary>
    /// Where there is no codebook: weights by the number of powers of two; null where they are no sums of those.
    /// </summary>
    public IReadOnlyList<long>? WeightsByTerms { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Time, in all sittings.</summary>
    public required double Seconds { get; init; }
}
