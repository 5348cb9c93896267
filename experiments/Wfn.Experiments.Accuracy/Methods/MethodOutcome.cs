using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>What a method made of a network.</summary>
internal sealed record MethodOutcome
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
