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
        Assert.Equal(limit, Plan(done, SearchStrategy.Best(done)!.Value).Level);
        Assert.True(done.Count <= 7, $"{done.Count} tries");
    }

    [Fact]
    public void ABetterStartIsFoundAndFollowed()
    {
        // The second start is smaller and allows two levels more.
        var done = Search(starts: 3, plan => plan.Level <= (plan.Start == 1 ? 4 : 2));
        var best = Plan(done, SearchStrategy.Best(done)!.Value);
        Assert.Equal((1, 4), (best.Start, best.Level));
    }

    [Fact]
    public void GoingUpGoesOnWithLosslessWeightsAndGoingDownBeginsAnew()
    {
        var done = Search(starts: 2, plan => plan.Level <= 3);
        for (var i = 1; i < done.Count; i++)
        {
            if (Plan(done, i).From is { } from)
            {
                Assert.True(from < i && done[from].IsLossless);
                Assert.Equal(Plan(done, from).Start, Plan(done, i).Start);
                Assert.True(Plan(done, from).Level < Plan(done, i).Level);
            }
        }

        Assert.All(Search(starts: 2, _ => false), outcome => Assert.Null(((TrainingPlan)outcome.Plan).From));
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
            Assert.Equal(done.Count, done.Select(outcome => outcome.Plan).Distinct().Count());
        }
    }

    [Fact]
    public void WithoutALosslessTryTheMostAccurateIsBest()
    {
        TrialOutcome[] done = [new(new TrainingPlan(0, 0, null), false, 100, 0.8), new(new TrainingPlan(0, -2, null), false, 200, 0.9), new(new TrainingPlan(0, -4, null), false, 300, 0.85)];
        Assert.Equal(1, SearchStrategy.Best(done));
        Assert.Null(SearchStrategy.Best([]));
    }

    [Fact]
    public void OfLosslessTriesTheSmallestIsBestWhateverItsAccuracy()
    {
        TrialOutcome[] done = [new(new TrainingPlan(0, 0, null), true, 100, 0.95), new(new TrainingPlan(0, 2, null), true, 80, 0.9), new(new TrainingPlan(0, 4, null), false, 60, 0.99)];
        Assert.Equal(1, SearchStrategy.Best(done));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    public void WhatSamplesDecideIsBracketedBeforeAnythingIsTrained(int smallest)
    {
        var done = new List<TrialOutcome>();
        while (SearchStrategy.Next(done, budgets: 8, starts: 1) is SamplesPlan plan)
        {
            done.Add(new TrialOutcome(plan, plan.Budget >= smallest, 1000 + (100 * plan.Budget), 0));
        }

        Assert.InRange(done.Count, 1, 4);
        var lossless = done.Where(outcome => outcome.IsLossless).Select(outcome => ((SamplesPlan)outcome.Plan).Budget).ToArray();
        Assert.Equal(smallest, lossless.DefaultIfEmpty(8).Min());
        Assert.True(smallest != 8 || done.Any(outcome => outcome.Plan == new SamplesPlan(7)));
        Assert.IsType<TrainingPlan>(SearchStrategy.Next(done, budgets: 8, starts: 1));
    }

    [Fact]
    public void TrainingBeginsBelowTheSmallestThatSamplesHaveAndGoesUpFromThere()
    {
        var done = new List<TrialOutcome>();
        while (SearchStrategy.Next(done, budgets: 8, starts: 1) is { } plan)
        {
            // Training makes the three budgets below lossless, too, and one level above all budgets.
            done.Add(plan is SamplesPlan samples
                ? new TrialOutcome(plan, samples.Budget >= 3, 1000 + (100 * samples.Budget), 0)
                : new TrialOutcome(plan, ((TrainingPlan)plan).Level <= 0, 900 - ((TrainingPlan)plan).Level, 0));
        }

        var trained = done.Select(outcome => outcome.Plan).OfType<TrainingPlan>().ToArray();
        Assert.Equal([-3, -1, 1, 0], trained.Select(plan => plan.Level));
        Assert.Equal([2, null, null, null], trained.Select(plan => plan.Budget));
        Assert.Null(trained[0].From);
        Assert.All(trained.Skip(1), plan => Assert.NotNull(plan.From));
        Assert.Equal(0, ((TrainingPlan)done[SearchStrategy.Best(done)!.Value].Plan).Level);
    }

    [Fact]
    public void TrainingIsNotFollowedToWhereItIsNoSmallerThanSamples()
    {
        // Of three budgets the last is lossless; level −2 is smaller, level −4 would be and is not; none is lossless.
        var done = new List<TrialOutcome> { new(new SamplesPlan(1), false, 400, -0.1), new(new SamplesPlan(2), true, 500, 0) };
        while (SearchStrategy.Next(done, budgets: 3, starts: 3) is TrainingPlan plan)
        {
            done.Add(new TrialOutcome(plan, false, 300 - (60 * plan.Level), -0.1));
        }

        Assert.Equal([-2, -4], done.Select(outcome => outcome.Plan).OfType<TrainingPlan>().Select(plan => plan.Level));
        Assert.Equal([1, null], done.Select(outcome => outcome.Plan).OfType<TrainingPlan>().Select(plan => plan.Budget));
        Assert.Equal(1, SearchStrategy.Best(done));
    }

    [Fact]
    public void WhereSamplesAloneAreNeverLosslessTrainingBeginsInTheMiddle()
    {
        TrialOutcome[] done = [.. Enumerable.Range(0, 8).Select(budget => new TrialOutcome(new SamplesPlan(budget), false, 100 * budget, -0.1))];
        Assert.Equal(new TrainingPlan(0, -4, null, 3), SearchStrategy.Next(done, budgets: 8, starts: 2));
    }

    private static TrainingPlan Plan(List<TrialOutcome> done, int index) => (TrainingPlan)done[index].Plan;

    private static List<TrialOutcome> Search(int starts, Func<TrainingPlan, bool> isLossless)
    {
        var done = new List<TrialOutcome>();
        while (SearchStrategy.Next(done, 0, starts) is TrainingPlan plan && done.Count < 100)
        {
            done.Add(new TrialOutcome(plan, isLossless(plan), 1000 - plan.Level - (plan.Start == 1 ? 0.5 : 0), 0.9 - (0.01 * plan.Level)));
        }

        return done;
    }
}
