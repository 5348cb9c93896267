using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>Fixes all weights of a network without training: data-free compression.</summary>
public static class NetworkFixing
{
    /// <summary>Runs every round of the schedule, each on what the one before left.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="options">The options.</param>
    /// <param name="exclude">Names of parameters, or of nodes with parameters, that keep their values.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <exception cref="WfnException">
    /// An option is out of range, a name to exclude is unknown, or a weight is too large for a codebook with this γ0 (WFN3004); a
    /// weight is not finite (WFN1004); there are too many (WFN1005).
    /// </exception>
    public static FixedNetwork Fix(NetworkGraph graph, FixingOptions options, IReadOnlyCollection<string> exclude, int threads = 0)
    {
        options.Validate();
        var fixable = FixableWeights.Of(graph, exclude);
        var weights = fixable.Flatten(graph);
        CheckRange(fixable, weights, options);

        using var session = new FixingSession(weights, options, threads);
        while (!session.IsDone)
        {
            session.RunRound();
        }

        return new FixedNetwork
        {
            Graph = fixable.WriteBack(graph, weights),
            Codebook = Codebook.FromValues(session.Rounds[session.Rounds.Count - 1].Centres),
            Rounds = session.Rounds.ToEquatableArray(),
            LeftOut = fixable.LeftOut,
        };
    }

    /// <summary>Names the tensor whose values no codebook could hold.</summary>
    private static void CheckRange(FixableWeights fixable, float[] weights, FixingOptions options)
    {
        foreach (var tensor in fixable.Tensors)
        {
            var largest = WeightBits.LargestAbsolute(weights.AsSpan(tensor.Start, tensor.Count));
            CodebookRange.Check(largest, options.ZeroThreshold, tensor.Name);
        }
    }
}
