using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class SampleRunsTests
{
    [Fact]
    public void WhatIsForgottenIsFilledAgainAndNothingElse()
    {
        var index = new GraphIndex(DrawnInputs.SampleOf(UnfixedNetworks.KeywordSpotting));
        var samples = DrawnInputs.Of(index.Graph, 3, DrawnKind.Smooth);
        var expected = All(new SampleRuns(index, samples, samples.Count, 1));

        var runs = new SampleRuns(index, samples, samples.Count, 2);
        Assert.Equal(expected, All(runs));

        // A fork runs everything anew and forgets it: what it started from stays.
        for (var repeat = 0; repeat < 2; repeat++)
        {
            var fork = runs.Fork();
            Assert.Equal(expected, All(fork));
            fork.Free();
            Assert.Equal(expected, Values(runs));
        }

        // Forgotten on the way, and run in the arrays that this left.
        var origin = new SampleRuns(index, samples, samples.Count, 2);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var (one, other) = (origin.Fork(), origin.Fork());
            Assert.Equal(expected, All(one));
            foreach (var name in one.Count == 0 ? [] : index.Graph.Nodes.SkipLast(1).SelectMany(node => node.OutputNames))
            {
                one.Free(name);
            }

            Assert.Equal(expected, All(other));
            one.Free();
            other.Free();
        }

        float[][] All(SampleRuns own)
        {
            foreach (var node in index.Graph.Nodes)
            {
                own.Run(node, index);
            }

            return Values(own);
        }

        float[][] Values(SampleRuns own) =>
            [.. index.Graph.Nodes.SelectMany(node => Enumerable.Range(0, own.Count).Select(sample => own.Of(sample, node.Output).ToArray()))];
    }
}
