using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>A network whose weights are on one small codebook, and how they got there.</summary>
public sealed record FixedNetwork
{
    /// <summary>The network; the values of its fixed parameters are on the codebook.</summary>
    public required NetworkGraph Graph { get; init; }

    /// <summary>The values in use; empty if the network has no weight to fix.</summary>
    public required Codebook Codebook { get; init; }

    /// <summary>What each round did.</summary>
    public required EquatableArray<FixingRoundSummary> Rounds { get; init; }

    /// <summary>Names of the parameters that could have been fixed and were left out, in the graph's order.</summary>
    public required EquatableArray<string> LeftOut { get; init; }

    /// <summary>Those of them that nobody asked to leave out: no codebook holds their values beside the others'.</summary>
    public EquatableArray<string> OutOfRange { get; init; }
}
