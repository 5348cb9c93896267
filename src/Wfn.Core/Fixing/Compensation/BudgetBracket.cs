namespace Wfn.Fixing.Compensation;

/// <summary>Finds the smallest of some budgets that passes, taken that all larger ones pass, too.</summary>
public static class BudgetBracket
{
    /// <summary>The budget to try next: halfway between the smallest that passes and the largest below it that does not.</summary>
    /// <param name="count">How many budgets there are, in ascending order.</param>
    /// <param name="tried">The 0-based budgets that were tried, and whether they passed.</param>
    /// <returns>Its 0-based index; null when there is nothing left to learn.</returns>
    public static int? Next(int count, IReadOnlyCollection<(int Budget, bool Passes)> tried)
    {
        var passing = tried.Where(one => one.Passes).Select(one => one.Budget).DefaultIfEmpty(count).Min();
        var failing = tried.Where(one => !one.Passes && one.Budget < passing).Select(one => one.Budget).DefaultIfEmpty(-1).Max();
        return passing - failing <= 1 ? null : (passing + failing) / 2;
    }

    /// <summary>How many budgets are tried at most.</summary>
    /// <param name="count">How many there are.</param>
    public static int Most(int count)
    {
        var most = 0;
        for (; count > 0; count /= 2)
        {
            most++;
        }

        return most;
    }
}
