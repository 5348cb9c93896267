namespace Wfn.Fixing;

/// <summary>
/// Weight fixing (Subia-Waud and Dasmahapatra, ECCV 2022): clusters ever more weights of a network onto few sums of powers
/// of two by relative distance.
/// </summary>
public static class WeightFixing
{
    /// <summary>Clusters up to the round's fraction of the weights.</summary>
    /// <param name="weights">All weights of the network, in any fixed order; finite.</param>
    /// <param name="round">0-based number of the round, below the number of fractions.</param>
    /// <param name="options">The options.</param>
    /// <param name="previous">The round before, or null in the first; only read without re-clustering.</param>
    public static FixingRound Cluster(ReadOnlySpan<float> weights, int round, FixingOptions options, FixingRound? previous) =>
        throw new NotSupportedException();
}
