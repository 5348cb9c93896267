namespace Wfn.Training.Search;

/// <summary>
/// Decides what is tried next, from what was tried: nothing else, so that a search goes on where it was interrupted.
/// </summary>
/// <remarks>
/// The first start is followed up or down, two levels at a time, until something is lossless and the next thing is not, and the level
/// between them is tried. Going up, a trial goes on with the weights of the one before. Then the other starts are tried at the best level,
/// and the best of all is followed up once more.
/// </remarks>
internal static class SearchStrategy
{
    private const int Stride = 2;
    private const int LowestLevel = -8;
    private const int HighestLevel = 8;

    /// <summary>The next trial; null when there is nothing left to learn.</summary>
    /// <param name="done">All trials so far, in order.</param>
    /// <param name="starts">The number of starts.</param>
    public static TrialPlan? Next(IReadOnlyList<TrialOutcome> done, int starts)
    {
        if (done.Count == 0)
        {
            return new TrialPlan(0, 0, null);
        }

        if (Follow(done, 0) is { } further)
        {
            return further;
        }

        if (Best(done) is not { } best || !done[best].IsLossless)
        {
            return null;
        }

        var level = done[best].Plan.Level;
        for (var start = 1; start < starts; start++)
        {
            if (done.All(outcome => outcome.Plan.Start != start))
            {
                return new TrialPlan(start, level, null);
            }
        }

        return Untried(done, new TrialPlan(done[best].Plan.Start, level + 1, best));
    }

    /// <summary>
    /// The best trial: of the lossless ones the one of the fewest bits, or else that of the highest quality; null when there is none.
    /// </summary>
    public static int? Best(IReadOnlyList<TrialOutcome> done)
    {
        int? best = null;
        for (var i = 0; i < done.Count; i++)
        {
            if (best is not { } leader || IsBetter(done[i], done[leader]))
            {
                best = i;
            }
        }

        return best;
    }

    private static bool IsBetter(TrialOutcome candidate, TrialOutcome leader) => candidate.IsLossless != leader.IsLossless
        ? candidate.IsLossless
        : candidate.IsLossless ? candidate.Bits < leader.Bits : candidate.Quality > leader.Quality;

    private static TrialPlan? Follow(IReadOnlyList<TrialOutcome> done, int start)
    {
        var tried = Enumerable.Range(0, done.Count).Where(i => done[i].Plan.Start == start && done[i].Plan.Level % Stride == 0).ToArray();
        var lossless = tried.Where(i => done[i].IsLossless).OrderByDescending(i => done[i].Plan.Level).ToArray();
        var lossy = tried.Where(i => !done[i].IsLossless).OrderBy(i => done[i].Plan.Level).ToArray();
        if (lossless.Length == 0)
        {
            var lower = done[lossy[0]].Plan.Level - Stride;
            return lower < LowestLevel ? null : new TrialPlan(start, lower, null);
        }

        var (highest, level) = (lossless[0], done[lossless[0]].Plan.Level);
        if (lossy.All(i => done[i].Plan.Level < level))
        {
            return level + Stride > HighestLevel ? null : new TrialPlan(start, level + Stride, highest);
        }

        return Untried(done, new TrialPlan(start, level + 1, highest));
    }

    private static TrialPlan? Untried(IReadOnlyList<TrialOutcome> done, TrialPlan plan) =>
        plan.Level <= HighestLevel && done.All(outcome => (outcome.Plan.Start, outcome.Plan.Level) != (plan.Start, plan.Level))
            ? plan
            : null;
}
