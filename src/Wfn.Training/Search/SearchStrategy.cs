using Wfn.Fixing.Compensation;

namespace Wfn.Training.Search;

/// <summary>
/// Decides what is tried next, from what was tried: nothing else, so that a search goes on where it was interrupted.
/// </summary>
/// <remarks>
/// First what samples decide without training is bracketed: from the finest codebook that loses nothing down to the smallest. Then training
/// has to be smaller than that: it begins just below, with weights that samples decided within that budget, and is followed up or down, two levels
/// at a time, until something is lossless and the next thing is not, and the level between them is tried. Going up, a trial goes on with the
/// weights of the one before; going down ends where a trial that lost something is no smaller than one that did not. Then the other starts are
/// tried at the best level, and the best of all is followed up once more.
/// </remarks>
internal static class SearchStrategy
{
    private const int Stride = 2;
    private const int LowestLevel = -8;
    private const int HighestLevel = 8;

    /// <summary>Where nothing that samples decide is lossless, training does not begin with the largest of it.</summary>
    private const int LowestFirst = -4;

    /// <summary>The next trial; null when there is nothing left to learn.</summary>
    /// <param name="done">All trials so far, in order.</param>
    /// <param name="budgets">The number of budgets within which samples may decide.</param>
    /// <param name="starts">The number of starts.</param>
    public static TrialPlan? Next(IReadOnlyList<TrialOutcome> done, int budgets, int starts)
    {
        var untrained = done.Where(outcome => outcome.Plan is SamplesPlan)
            .Select(outcome => (((SamplesPlan)outcome.Plan).Budget, outcome.IsLossless)).ToArray();
        if (BudgetBracket.Next(budgets, untrained) is { } budget)
        {
            return new SamplesPlan(budget);
        }

        var trained = Trained(done);
        if (trained.Length == 0)
        {
            var smallest = untrained.Where(one => one.IsLossless).Select(one => one.Budget).DefaultIfEmpty(budgets).Min();
            return Anew(0, Math.Max(LowestFirst, TrainingPlan.LevelOf(smallest - 1)), budgets);
        }

        if (Follow(done, 0, budgets) is { } further)
        {
            return further;
        }

        // Other starts are worth the time only where training has made something smaller.
        if (Best(done) is not { } best || !done[best].IsLossless || done[best].Plan is not TrainingPlan leader)
        {
            return null;
        }

        for (var start = 1; start < starts; start++)
        {
            if (trained.All(one => one.Plan.Start != start))
            {
                return new TrainingPlan(start, leader.Level, null);
            }
        }

        return Untried(trained, new TrainingPlan(leader.Start, leader.Level + 1, best));
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

    private static (int Index, TrainingPlan Plan)[] Trained(IReadOnlyList<TrialOutcome> done) =>
        [.. done.Select((outcome, index) => (index, outcome.Plan as TrainingPlan)).Where(one => one.Item2 is not null).Select(one => (one.index, one.Item2!))];

    private static TrainingPlan? Follow(IReadOnlyList<TrialOutcome> done, int start, int budgets)
    {
        var trained = Trained(done);
        var first = trained.First(one => one.Plan.Start == start).Plan.Level;
        var tried = trained.Where(one => one.Plan.Start == start && (one.Plan.Level - first) % Stride == 0).ToArray();
        var lossless = tried.Where(one => done[one.Index].IsLossless).OrderByDescending(one => one.Plan.Level).ToArray();
        var lossy = tried.Where(one => !done[one.Index].IsLossless).OrderBy(one => one.Plan.Level).ToArray();
        if (lossless.Length == 0)
        {
            var lower = lossy[0].Plan.Level - Stride;
            return lower < LowestLevel || IsNoSmaller(done, lossy[0].Index) ? null : Anew(start, lower, budgets);
        }

        var (highest, level) = (lossless[0].Index, lossless[0].Plan.Level);
        if (lossy.All(one => one.Plan.Level < level))
        {
            return level + Stride > HighestLevel ? null : new TrainingPlan(start, level + Stride, highest);
        }

        return Untried(trained, new TrainingPlan(start, level + 1, highest));
    }

    // Other starts cluster.
    private static TrainingPlan Anew(int start, int level, int budgets) =>
        new(start, level, null, start == 0 ? TrainingPlan.BudgetAt(level, budgets) : null);

    private static bool IsNoSmaller(IReadOnlyList<TrialOutcome> done, int index) =>
        done.Any(other => other.IsLossless && other.Bits <= done[index].Bits);

    private static TrainingPlan? Untried((int Index, TrainingPlan Plan)[] trained, TrainingPlan plan) =>
        plan.Level <= HighestLevel && trained.All(one => (one.Plan.Start, one.Plan.Level) != (plan.Start, plan.Level))
            ? plan
            : null;
}
