using Wfn.Fixing.Compensation;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class BudgetBracketTests
{
    [Fact]
    public void TheSmallestThatPassesIsFoundInFewTries()
    {
        for (var count = 0; count < 40; count++)
        {
            for (var smallest = 0; smallest <= count; smallest++)
            {
                var tried = new List<(int Budget, bool Passes)>();
                while (BudgetBracket.Next(count, tried) is { } next)
                {
                    Assert.InRange(next, 0, count - 1);
                    tried.Add((next, next >= smallest));
                }

                Assert.True(tried.Count <= BudgetBracket.Most(count));
                Assert.Equal(smallest, tried.Where(one => one.Passes).Select(one => one.Budget).DefaultIfEmpty(count).Min());
            }
        }
    }

    [Fact]
    public void WhateverPassesEveryBracketEnds()
    {
        var random = new Random(3);
        for (var run = 0; run < 100; run++)
        {
            var tried = new List<(int Budget, bool Passes)>();
            while (BudgetBracket.Next(20, tried) is { } next)
            {
                Assert.DoesNotContain(tried, one => one.Budget == next);
                tried.Add((next, random.Next(2) == 0));
            }
        }
    }
}
