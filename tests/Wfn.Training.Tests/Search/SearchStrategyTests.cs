using Wfn.Training.Search;

namespace Wfn.Training.Tests.Search;

public sealed class SearchStrategyTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    [InlineData(-3)]
    public void TheHighestLosslessLevelOfTheFirstStartIsFound(int limit)
    {
        var done = Search(starts: 1, plan => plan.Level <= limit);
        Assert.Equal(limit, done[SearchStrategy.Best(done)!.Value].Plan.Level);
        Assert.True(done.Count <= 7, $"{done.Count} tries");
    }

    [Fact]
    public void ABetterStartIsFoundAndFollowed()
    {
        // The second start is smaller and allows two levels more.
        var done = Search(starts: 3, plan => plan.Level <= (plan.Start == 1 ? 4 : 2));
        var best = done[SearchStrategy.Best(done)!.Value].Plan;
        Assert.Equal((1, 4), (best.Start, best.Level));
    }

    [Fact]
    public void GoingUpGoesOnWithLosslessWeightsAndGoingDownBeginsAnew()
    {
        var done = Search(starts: 2, plan => plan.Level <= 3);
        for (var i = 1; i < done.Count; i++)
        {
            if (done[i].Plan.From is { } from)
            {
                Assert.True(from < i && done[from].IsLossless);
                Assert.Equal(done[from].Plan.Start, done[i].Plan.Start);
                Assert.True(done[from].Plan.Level < done[i].Plan.Level);
            }
        }

        Assert.All(Search(starts: 2, _ => false), outcome => Assert.Null(outcome.Plan.From));
    }

    [Fact]
    public void NothingIsTriedTwiceAndEverySearchEnds()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            // Whatever comes out, consistent or not.
            var random = new Random(seed);
            var done = Search(starts: 1 + (seed % 4), _ => random.Next(3) > 0);
            Assert.True(done.Count < 40);
            Assert.Equal(done.Count, done.Select(outcome => (outcome.Plan.Start, outcome.Plan.Level)).Distinct().Count());
        }
    }

    [Fact]
    public void WithoutALosslessTryTheMostAccurateIsBest()
    {
        TrialOutcome[] done = [new(new(0, 0, null), false, 100, 0.8), new(new(0, -2, null), false, 200, 0.9), new(new(0, -4, null), false, 300, 0.85)];
        Assert.Equal(1, SearchStrategy.Best(done));
        Assert.Null(SearchStrategy.Best([]));
    }

    [Fact]
    public void OfLosslessTriesTheSmallestIsBestWhateverItsAccuracy()
    {
        TrialOutcome[] done = [new(new(0, 0, null), true, 100, 0.95), new(new(0, 2, null), true, 80, 0.9), new(new(0, 4, null), false, 60, 0.99)];
        Assert.Equal(1, SearchStrategy.Best(done));
    }

    private static List<TrialOutcome> Search(int starts, Func<TrialPlan, bool> isLossless)
    {
        var done = new List<TrialOutcome>();
        while (SearchStrategy.Next(done, starts) is { } plan && done.Count < 100)
        {
            done.Add(new TrialOutcome(plan, isLossless(plan), 1000 - plan.Level - (plan.Start == 1 ? 0.5 : 0), 0.9 - (0.01 * plan.Level)));
        }

        return done;
    }
}
