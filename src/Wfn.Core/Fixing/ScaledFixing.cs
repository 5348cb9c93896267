namespace Wfn.Fixing;

/// <summary>
/// Fixes weights by a γ0 of each tensor's own. What lies below its tensor's γ0 may become zero; what lies between that and the γ0 asked
/// for gets values of its own after all others, the smallest of which is the smallest such weight.
/// </summary>
internal static class ScaledFixing
{
    /// <summary>Runs every round.</summary>
    /// <param name="weights">The weights; overwritten by their centres.</param>
    /// <param name="thresholds">γ0 of each weight's tensor: where tensors start, and theirs.</param>
    /// <param name="options">The options, valid; their γ0 is the largest.</param>
    /// <param name="threads">The most threads to compute with.</param>
    public static IReadOnlyList<FixingRoundSummary> Run(
        float[] weights, IReadOnlyList<(int Start, int Count, float ZeroThreshold)> thresholds, FixingOptions options, int threads)
    {
        var small = Small(weights, thresholds, (float)options.ZeroThreshold);
        if (small.Length == 0)
        {
            return Run(weights, options, threads, null);
        }

        var isSmall = new bool[weights.Length];
        foreach (var index in small)
        {
            isSmall[index] = true;
        }

        int[] others = [.. Enumerable.Range(0, weights.Length).Where(i => !isSmall[i])];
        var rounds = Part(weights, others, options, threads, null);
        var least = small.Min(index => Math.Abs(weights[index]));
        return Joined(rounds, Part(
            weights, small, options with { ZeroThreshold = least }, threads, [.. rounds[rounds.Count - 1].Centres]));
    }

    private static int[] Small(float[] weights, IReadOnlyList<(int Start, int Count, float ZeroThreshold)> thresholds, float zeroThreshold)
    {
        var small = new List<int>();
        foreach (var (start, count, own) in thresholds.Where(tensor => tensor.ZeroThreshold < zeroThreshold))
        {
            for (var i = start; i < start + count; i++)
            {
                if (Math.Abs(weights[i]) >= own && Math.Abs(weights[i]) < zeroThreshold)
                {
                    small.Add(i);
                }
            }
        }

        return [.. small];
    }

    private static IReadOnlyList<FixingRoundSummary> Part(
        float[] weights, int[] indices, FixingOptions options, int threads, float[]? existing)
    {
        var part = new float[indices.Length];
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = weights[indices[i]];
        }

        var rounds = Run(part, options, threads, existing);
        for (var i = 0; i < part.Length; i++)
        {
            weights[indices[i]] = part[i];
        }

        return rounds;
    }

    private static IReadOnlyList<FixingRoundSummary> Run(float[] weights, FixingOptions options, int threads, float[]? existing)
    {
        using var session = new FixingSession(weights, options, threads, existing);
        while (!session.IsDone)
        {
            session.RunRound();
        }

        return session.Rounds;
    }

    private static FixingRoundSummary[] Joined(IReadOnlyList<FixingRoundSummary> one, IReadOnlyList<FixingRoundSummary> other) =>
        [.. one.Zip(other, (first, second) => first with
        {
            FixedWeights = first.FixedWeights + second.FixedWeights,
            WeightsPerOrder = Enumerable.Range(0, Math.Max(first.WeightsPerOrder.Count, second.WeightsPerOrder.Count))
                .Select(order => At(first.WeightsPerOrder, order) + At(second.WeightsPerOrder, order)).ToEquatableArray(),
            Centres = first.Centres.Concat(second.Centres).Distinct().OrderBy(centre => centre).ToEquatableArray(),
        })];

    private static int At(EquatableArray<int> counts, int order) => order < counts.Count ? counts[order] : 0;
}
