using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>What a method has to do.</summary>
internal sealed record MethodTask
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
