using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class CompensatedFixingTests
{
    private static readonly NetworkGraph Keywords = UnfixedNetworks.KeywordSpotting;
    private static readonly InputSamples Samples = DrawnInputs.Of(Keywords, 40, DrawnKind.Smooth);

    [Fact]
    public void EveryWeightIsOnTheCodebookAndBudgetsAreKept()
    {
        var options = new CompensationOptions { Budgets = [new(12, 2.5), new(40, 4.5)], MostOutputChange = 1e-6 };
        var tried = new List<CompensatedNetwork>();
        var result = CompensatedFixing.Fix(Keywords, Samples, options, [], progress: new Listed(tried));

        Assert.Equal(2, tried.Count);
        Assert.Same(tried[^1], result);
        Assert.False(result.IsWithinLimit);
        Assert.True(tried[1].Outputs.Change < tried[0].Outputs.Change);
        Assert.All(tried, one =>
        {
            var statistics = NetworkStatistics.Of(one.Network).Total;
            Assert.InRange(statistics.UniqueWeights, 3, one.Budget.Values);
            Assert.InRange(statistics.EntropyBits, 0.8 * one.Budget.Bits, 1.05 * one.Budget.Bits);
            Assert.All(
                one.Network.Graph.Parameters.Where(parameter => parameter.IsFixable),
                parameter => Assert.All(parameter.Values, value => Assert.NotEqual(-1, one.Network.Codebook.IndexOf(value))));
        });
    }

    [Fact]
    public void CompensationIsWorthMoreThanRoundingToTheSameValues()
    {
        var result = CompensatedFixing.Fix(Keywords, Samples, new CompensationOptions { Budgets = [new(24, 3)] }, []);
        var values = Enumerable.Range(0, result.Network.Codebook.Count).Select(result.Network.Codebook.Value).ToArray();
        var rounded = Keywords with
        {
            Parameters = Keywords.Parameters.Select(parameter => parameter.IsFixable
                ? parameter with { Values = parameter.Values.Select(weight => values.MinBy(value => Math.Abs(value - weight))).ToEquatableArray() }
                : parameter).ToEquatableArray(),
        };
        var judges = DrawnInputs.Of(Keywords, 20, DrawnKind.Smooth);

        var compensated = OutputComparison.Of(Keywords, result.Network.Graph, judges).Change;
        Assert.True(compensated < 0.7 * OutputComparison.Of(Keywords, rounded, judges).Change, $"{compensated}");
    }

    [Fact]
    public void TheSmallestBudgetThatKeepsTheOutputsIsTaken()
    {
        var options = new CompensationOptions { Budgets = [new(12, 2.5), new(40, 4.5), new(128, 6)], MostOutputChange = 10 };

        var result = CompensatedFixing.Fix(Keywords, Samples, options, []);
        Assert.Equal(options.Budgets[0], result.Budget);
        Assert.True(result.IsWithinLimit);
    }

    [Fact]
    public void BudgetsThatCannotComeNearAreLeftOut()
    {
        var options = new CompensationOptions { Budgets = [new(6, 2), new(8, 2.4), new(12, 2.8), new(64, 5), new(256, 8, 5)], MostOutputChange = 0.05 };
        var tried = new List<CompensatedNetwork>();
        var result = CompensatedFixing.Fix(Keywords, Samples, options, [], progress: new Listed(tried));

        Assert.True(result.IsWithinLimit);
        Assert.Equal(options.Budgets[0], tried[0].Budget);
        Assert.Equal(result.Budget, tried[^1].Budget);
        Assert.InRange(tried.Count, 2, 3);
        Assert.True(tried[1].Budget.Bits > 2.4);
    }

    [Fact]
    public void AJudgeFindsTheSmallestBudgetThatPasses()
    {
        var options = new CompensationOptions { Budgets = [new(6, 2), new(12, 2.5), new(24, 3.5), new(48, 4.5), new(96, 5.5)] };
        var fixing = CompensatedFixing.Prepare(Keywords, Samples, options, []);
        var tried = new List<CompensatedNetwork>();

        var smallest = fixing.Smallest(network => 0.5 + (network.Budget.Values < 24 ? -1 : 1), new Listed(tried));
        var closest = fixing.Smallest(network => -network.Outputs.Change);

        Assert.True(smallest.IsWithinLimit);
        Assert.Equal(options.Budgets[2], smallest.Budget);
        Assert.True(tried.Count < options.Budgets.Count);
        Assert.False(closest.IsWithinLimit);
        Assert.Equal(options.Budgets[4], closest.Budget);

        // What was tried before changes nothing.
        Assert.Equal(smallest.Network, CompensatedFixing.Prepare(Keywords, Samples, options, []).Alone(options.Budgets[2]).Network);
    }

    [Fact]
    public void LargeCodebooksAreTriedOnlyWhereNoOrdinaryOnePasses()
    {
        var options = new CompensationOptions { Budgets = [new(12, 2.5), new(24, 3.5), new(256, 7, 5), new(300, 8, 5), new(400, 9, 5)] };
        var fixing = CompensatedFixing.Prepare(Keywords, Samples, options, []);
        int[] Tried(int passing)
        {
            var tried = new List<CompensatedNetwork>();
            var result = fixing.Smallest(network => network.Budget.Values - passing, new Listed(tried));
            Assert.Equal(passing, result.Budget.Values);
            return [.. tried.Select(network => network.Budget.Values)];
        }

        Assert.Equal([24, 256], Tried(256));
        Assert.Equal([24, 12], Tried(12));
        Assert.Equal([24, 256, 300], Tried(300));
    }

    [Fact]
    public void ThreadsChangeNoBit()
    {
        var options = new CompensationOptions { Budgets = [new(24, 3)] };
        var one = CompensatedFixing.Fix(Keywords, Samples, options, [], threads: 1);

        Assert.Equal(one, CompensatedFixing.Fix(Keywords, Samples, options, [], threads: 3));
    }

    [Fact]
    public void WhatIsExcludedKeepsItsValues()
    {
        var graph = UnfixedNetworks.Small;
        var result = CompensatedFixing.Fix(
            graph, DrawnInputs.Of(graph, 30, DrawnKind.Smooth), new CompensationOptions(), ["last", "norm.shift"]).Network;

        Assert.Equal(["norm.shift", "last.weight", "last.bias"], result.LeftOut);
        Assert.All(
            graph.Parameters.Zip(result.Graph.Parameters),
            pair => Assert.Equal(!pair.First.IsFixable || result.LeftOut.Contains(pair.First.Name), pair.First.Values.Equals(pair.Second.Values)));
    }

    [Fact]
    public void EveryKindOfLayerIsFixed()
    {
        // Grouped, depthwise and transposed convolutions, linear layers, norms: whatever has weights ends on the codebook.
        var graph = SampleNetworks.EveryNode().Graph;
        var result = CompensatedFixing.Fix(
            graph, DrawnInputs.Of(graph, 20, DrawnKind.Smooth), new CompensationOptions { Budgets = [new(32, 4)] }, []).Network;

        Assert.All(
            result.Graph.Parameters.Where(parameter => parameter.IsFixable && !result.LeftOut.Contains(parameter.Name)),
            parameter => Assert.All(parameter.Values, value => Assert.NotEqual(-1, result.Codebook.IndexOf(value))));
    }

    [Fact]
    public void OneSampleIsEnoughToRun() => Assert.NotEqual(
        0, CompensatedFixing.Fix(Keywords, DrawnInputs.Of(Keywords, 1, DrawnKind.Smooth), new CompensationOptions(), []).Network.Codebook.Count);

    [Fact]
    public void OptionsThatMakeNoSenseAreRefused() => Assert.All(
        [
            new CompensationOptions { Budgets = [] },
            new CompensationOptions { Budgets = [new(1, 2)] },
            new CompensationOptions { Budgets = [new(8, 0)] },
            new CompensationOptions { Budgets = [new(8, 2, 0)] },
            new CompensationOptions { Budgets = [new(8, 2, 6)] },
            new CompensationOptions { MostOutputChange = 0 },
            new CompensationOptions { Damping = double.NaN },
            new CompensationOptions { Sweeps = -1 },
            new CompensationOptions { RowsOfColumn = 0 },
        ],
        options => Assert.Equal(
            DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => CompensatedFixing.Fix(Keywords, Samples, options, [])).Code));

    private sealed class Listed(List<CompensatedNetwork> into) : IProgress<CompensatedNetwork>
    {
        public void Report(CompensatedNetwork value) => into.Add(value);
    }
}
