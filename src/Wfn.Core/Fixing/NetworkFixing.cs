using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing;

/// <summary>Fixes all weights of a network without training: data-free compression.</summary>
public static class NetworkFixing
{
    /// <summary>Runs every round of the schedule, each on what the one before left.</summary>
    /// <remarks>
    /// But for re-clustering, which is the authors' method to the letter, γ0 is in no tensor more than a quarter of its median weight; no
    /// weight above it moves by more than <see cref="FixingSchedule.Furthest"/> of itself (or 1/16, where weights reach down to the finest
    /// power of two that a codebook can hold beside the largest one), and none of those becomes zero. Tensors that no codebook can hold
    /// beside the others stay off it.
    /// </remarks>
    /// <param name="graph">The network.</param>
    /// <param name="options">The options.</param>
    /// <param name="exclude">Names of parameters, or of nodes with parameters, that keep their values.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <exception cref="WfnException">
    /// An option is out of range, a name to exclude is unknown, or, when re-clustering, a weight is too large for a codebook with this γ0
    /// (WFN3004); a weight is not finite (WFN1004); there are too many (WFN1005).
    /// </exception>
    public static FixedNetwork Fix(NetworkGraph graph, FixingOptions options, IReadOnlyCollection<string> exclude, int threads = 0)
    {
        options.Validate();
        return options.Recluster
            ? FixAsAuthors(graph, FixableWeights.Of(graph, exclude), options, threads)
            : FixByScale(graph, options, exclude, threads);
    }

    private static FixedNetwork FixAsAuthors(NetworkGraph graph, FixableWeights fixable, FixingOptions options, int threads)
    {
        var weights = fixable.Flatten(graph);
        foreach (var tensor in fixable.Tensors)
        {
            CodebookRange.Check(WeightBits.LargestAbsolute(weights.AsSpan(tensor.Start, tensor.Count)), options.ZeroThreshold, tensor.Name);
        }

        using var session = new FixingSession(weights, options, threads);
        while (!session.IsDone)
        {
            session.RunRound();
        }

        return Written(graph, fixable, weights, session.Rounds, []);
    }

    private static FixedNetwork FixByScale(
        NetworkGraph graph, FixingOptions options, IReadOnlyCollection<string> exclude, int threads)
    {
        var chosen = CodebookTensors.Of(graph, exclude);
        var fixable = chosen.Fixable;
        var weights = fixable.Flatten(graph);
        var smallest = chosen.SmallestValue;
        var zeroThreshold = Math.Max(options.ZeroThreshold, smallest);
        var thresholds = fixable.Tensors.Select((tensor, i) => (
            tensor.Start,
            tensor.Count,
            Math.Max((float)Math.Min(zeroThreshold, chosen.Scales[i].LargestZeroThreshold), smallest))).ToArray();
        var rounds = ScaledFixing.Run(weights, thresholds, options with { ZeroThreshold = zeroThreshold }, threads);
        return Written(graph, fixable, weights, rounds, chosen.OutOfRange);
    }

    private static FixedNetwork Written(
        NetworkGraph graph, FixableWeights fixable, float[] weights, IReadOnlyList<FixingRoundSummary> rounds, EquatableArray<string> outOfRange)
    {
        return new FixedNetwork
        {
            Graph = fixable.WriteBack(graph, weights),
            Codebook = Codebook.FromValues(rounds[rounds.Count - 1].Centres),
            Rounds = rounds.ToEquatableArray(),
            LeftOut = fixable.LeftOut,
            OutOfRange = outOfRange,
        };
    }
}
