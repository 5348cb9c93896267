using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Training.Tests.Search;

public sealed class LosslessSearchTests
{
    private const int Features = 6;
    private const int Classes = 3;

    private static readonly SearchOptions Options = new()
    {
        Retraining = new RetrainingOptions { PolishEpochs = 4, Epochs = 1, BatchSize = 32, LearningRate = 0.003, Threads = 1, ValidationFraction = 0.3 },
        Trials = 4,
        Budgets = [],
        Starts = [new(0.05, 1.0 / 128, [1.0]), new(0.1, 1.0 / 64, [0.8, 1.0])],
    };

    private static readonly Lazy<NetworkGraph> Trained = new(() => Retraining.Run(
        new NetworkChain(Features).Linear(Features, 16).Relu().Linear(16, Classes).Build(),
        Clusters(),
        null,
        new RetrainingOptions { FirstEpochs = 20, Epochs = 0, PolishEpochs = 0, BatchSize = 32, LearningRate = 0.01, Threads = 1, Exclude = [] }).Graph);

    [Fact]
    public void EndsWithTheSmallestNetworkThatWasLossless()
    {
        var result = LosslessSearch.Run(Trained.Value, Clusters(), options: Options);

        var best = result.Trials[result.Best];
        Assert.True(best.IsLossless);
        Assert.All(result.Trials.Where(one => one.IsLossless), one => Assert.True(
            (best.EntropyBits * 166) + (best.UniqueWeights * 32) <= (one.EntropyBits * 166) + (one.UniqueWeights * 32) + 1e-6));
        var values = result.Graph.Parameters.SelectMany(parameter => parameter.Values).Distinct().Count();
        Assert.Equal(best.UniqueWeights, values);
        Assert.InRange(values, 2, 20);
        Assert.InRange(result.Trials.Count, 2, 4);
        Assert.Equal(best.Quality - Math.Min(result.OriginalQuality, result.ControlQuality!.Value), best.Comparison.Difference, 1e-6);
    }

    [Fact]
    public void WhatTheOriginalKnowsByHeartIsNotAskedOfTries()
    {
        // The original is always right on what is held back, because it was trained on it.
        float[] Evaluate(NetworkGraph network, LabelledData data, CancellationToken cancellation) =>
            [.. Enumerable.Range(0, data.Count).Select(sample => ReferenceEquals(network, Trained.Value) || sample % 10 > 0 ? 1f : 0f)];
        var noisy = Clusters(wrong: 4);

        var result = LosslessSearch.Run(Trained.Value, noisy, options: Options with { Trials = 1 }, evaluator: Evaluate);
        var without = LosslessSearch.Run(Trained.Value, noisy, options: Options with { Trials = 1, ControlEpochs = 0 }, evaluator: Evaluate);
        var given = LosslessSearch.Run(Trained.Value, noisy, noisy, Options with { Trials = 1 }, Evaluate);

        Assert.Equal(1, result.OriginalQuality);
        Assert.InRange(result.ControlQuality!.Value, 0.5, 0.89);
        Assert.True(result.Trials[0].IsLossless);
        Assert.Null(without.ControlQuality);
        Assert.False(without.Trials[0].IsLossless);
        Assert.Null(given.ControlQuality);
        Assert.False(given.Trials[0].IsLossless);
    }

    [Fact]
    public void WhereTrainingOnlyLosesTheSearchEndsWithTheSmallestThatSamplesDecided()
    {
        // Lossless is what has at least twelve values and was not trained.
        var trained = false;
        float[] Evaluate(NetworkGraph network, LabelledData data, CancellationToken cancellation)
        {
            var values = network.Parameters.SelectMany(parameter => parameter.Values).Distinct().Count();
            return [.. Enumerable.Range(0, data.Count).Select(_ => ReferenceEquals(network, Trained.Value) || (values >= 12 && !trained) ? 1f : 0f)];
        }

        var progress = new Relay(report => trained |= report.Training?.Stage is RetrainingStage.Polishing);
        var result = LosslessSearch.Run(
            Trained.Value,
            Clusters(),
            options: Options with { Budgets = [new(6, 2), new(8, 2.5), new(20, 3.8), new(40, 4.5), new(64, 5)] },
            evaluator: Evaluate,
            progress: progress);

        var best = result.Trials[result.Best];
        Assert.True(best.IsLossless);
        Assert.Equal(20, best.Budget?.Values);
        Assert.InRange(best.UniqueWeights, 12, 20);
        Assert.Equal(0, best.Epochs);
        Assert.Null(best.Start);
        Assert.Contains(result.Trials, one => one is { IsLossless: false, Epochs: > 0 });
        Assert.Null(result.BestInFloat);
    }

    [Fact]
    public void WhatIsNotLosslessIsComparedInFloatToo()
    {
        var result = LosslessSearch.Run(
            Trained.Value, Clusters(), options: Options with { Trials = 1 }, evaluator: (network, data, _) => [.. Enumerable.Repeat(ReferenceEquals(network, Trained.Value) ? 1f : 0f, data.Count)]);

        Assert.False(result.Trials[result.Best].IsLossless);
        Assert.True(result.IsOutOfTries);
        Assert.True(result.BestInFloat!.Difference > result.Trials[result.Best].Comparison.Difference);
    }

    [Theory]
    [InlineData(60_000, 0.1)]
    [InlineData(20_000, 0.15)]
    [InlineData(12_000, 0.25)]
    [InlineData(2, 0.25)]
    public void OfFewSamplesMoreAreHeldBack(int samples, double part) => Assert.Equal(part, SearchOptions.HeldBack(samples), 1e-12);

    [Fact]
    public void FewSamplesLeaveNothingOpen()
    {
        Assert.Equal(0, SearchOptions.LeftOpen(12_000));
        Assert.Equal(new SearchOptions().MostLeftOpen, SearchOptions.LeftOpen(60_000));
    }

    [Fact]
    public void EpochsAreABudgetOfTheWholeSearch()
    {
        var result = LosslessSearch.Run(Trained.Value, Clusters(), options: Options with { MaxEpochs = 9, Trials = 100 });

        // Three of the control and four of the first trial leave two.
        Assert.InRange(result.Trials.Count, 1, 2);
        Assert.True(result.Trials.Sum(one => one.Epochs) <= 6);
        Assert.Throws<WfnException>(() => LosslessSearch.Run(Trained.Value, Clusters(), options: Options with { MaxEpochs = 6 }));
    }

    [Fact]
    public void AnEvaluatorThatRejectsEverythingGetsTheBestOfTheRest()
    {
        var evaluated = 0;
        float[] Evaluate(NetworkGraph network, LabelledData data, CancellationToken cancellation)
        {
            // The original is always right; trials get better and better, but never good enough.
            var right = ReferenceEquals(network, Trained.Value) ? data.Count : data.Count * ++evaluated / 20;
            return [.. Enumerable.Range(0, data.Count).Select(sample => sample < right ? 1f : 0f)];
        }

        var result = LosslessSearch.Run(Trained.Value, Clusters(), options: Options, evaluator: Evaluate);

        Assert.All(result.Trials, one => Assert.False(one.IsLossless));
        Assert.Equal(result.Trials.Count - 1, result.Best);
        Assert.True(result.Trials[^1].BitPrice < result.Trials[0].BitPrice / 4);
        Assert.True(result.Trials[^1].MostValues > result.Trials[0].MostValues);
    }

    [Fact]
    public void ASearchThatIsInterruptedAnywhereEndsAsIfItHadNotBeen()
    {
        var options = Options with { Budgets = [new(8, 2.5), new(20, 4)] };
        var undisturbed = LosslessSearch.Run(Trained.Value, Clusters(), options: options);
        using var folder = new TemporaryFolder();
        var sittings = 0;
        for (SearchResult? result = null; result is null;)
        {
            Assert.True(++sittings < 80, "the search does not get on");
            using var source = new CancellationTokenSource();
            var left = 8 + (11 * sittings % 31);
            var progress = new Relay(report =>
            {
                if (report.Training is { Batch: > 0 } && left-- == 0)
                {
                    source.Cancel();
                }
            });
            try
            {
                result = LosslessSearch.Run(
                    Trained.Value, Clusters(), options: options, checkpoint: folder.File("search"), progress: progress, cancellation: source.Token);
                Assert.Equal(undisturbed.Graph, result.Graph);
                Assert.Equal(undisturbed.Best, result.Best);
                Assert.Equal(undisturbed.Trials.Select(one => one with { Seconds = 0 }), result.Trials.Select(one => one with { Seconds = 0 }));
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.True(sittings > 3, $"{sittings} sittings");
    }

    [Fact]
    public void MoreTriesGoOnFromTheOnesThereAre()
    {
        using var folder = new TemporaryFolder();
        var first = LosslessSearch.Run(Trained.Value, Clusters(), options: Options with { Trials = 2 }, checkpoint: folder.File("search"));
        var ended = 0;
        var more = LosslessSearch.Run(
            Trained.Value, Clusters(), options: Options, checkpoint: folder.File("search"), progress: new Relay(report => ended += report.Ended is null ? 0 : 1));
        Assert.Equal(first.Trials, more.Trials.Take(2));
        Assert.Equal(more.Trials.Count - 2, ended);
    }

    [Fact]
    public void ATimeBudgetEndsTheSearchAfterATry()
    {
        var result = LosslessSearch.Run(Trained.Value, Clusters(), options: Options with { TimeBudget = TimeSpan.FromTicks(1) });
        Assert.Single(result.Trials);
        Assert.True(result.IsOutOfTime);
    }

    private static LabelledData Clusters(int wrong = 0)
    {
        var random = new Random(7);
        const int Count = 500;
        var samples = new float[Count * Features];
        var labels = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            labels[i] = random.Next(Classes);
            for (var feature = 0; feature < Features; feature++)
            {
                samples[(i * Features) + feature] = (float)((((labels[i] * 7) + (feature * 5)) % 4) - 1.5 + (0.8 * (random.NextDouble() + random.NextDouble() - 1)));
            }
        }

        // Some labels are wrong: no network that has not seen them gets them right.
        for (var i = 0; wrong > 0 && i < Count; i += wrong)
        {
            labels[i] = (labels[i] + 1) % Classes;
        }

        return new LabelledData(samples, new TensorShape([Features]), labels);
    }

    private sealed class Relay(Action<SearchProgress> report) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value) => report(value);
    }
}
