using Wfn.Artifact;
using Wfn.Graph;

namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>A network to measure, and where it comes from.</summary>
internal sealed record BenchmarkNetwork
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Where its weights come from, in a phrase.</summary>
    public required string Weights { get; init; }

    /// <summary>Makes the network as it was before fixing; null where a fixed one is at hand.</summary>
    public Func<NetworkGraph>? Make { get; init; }

    /// <summary>Reads the network that was fixed already; null where it is made.</summary>
    public Func<WfnArtifact>? Read { get; init; }

    /// <summary>An input by its number; the first <see cref="CalibrationSamples"/> calibrate, the ones after them are measured.</summary>
    public required Func<int, float[]> Sample { get; init; }

    /// <summary>The number of inputs that calibrate.</summary>
    public int CalibrationSamples { get; init; } = 16;
}
