namespace Wfn.Kernels.Tests.Parallel;

/// <summary>Threads that take the parts of a layer.</summary>
public class ThreadTeamTests
{
    private ThreadTeam? own;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void EveryPartIsTakenOnceStepAfterStep(int threads)
    {
        var team = ThreadTeam.Of(ref own, threads, 64);
        for (var sample = 0; sample < 50; sample++)
        {
            team.Start(threads);
            for (var step = 1; step < 40; step++)
            {
                var layer = new CountedLayer(step, (_, _) => { });
                team.Run(layer, 0, 0);
                Assert.All(layer.Taken, times => Assert.Equal(1, times));
                Assert.Equal(Math.Min(step, 4 * threads), layer.Taken.Length);
            }

            team.End();
        }
    }

    [Fact]
    public void PartsRunAtTheSameTime()
    {
        using var both = new Barrier(2);
        var team = ThreadTeam.Of(ref own, 2, 64);
        team.Start(2);
        var met = 0;
        team.Run(new CountedLayer(2, (_, _) => Interlocked.Add(ref met, both.SignalAndWait(TimeSpan.FromSeconds(30)) ? 1 : 0)), 0, 0);
        team.End();
        Assert.Equal(2, met);
    }

    [Fact]
    public async Task NobodyWaitsForHelpersThatDoNotCome()
    {
        // The pool's threads are all busy until the team is done.
        ThreadPool.GetMinThreads(out var fewest, out _);
        using var done = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, 2 * Math.Max(fewest, Environment.ProcessorCount)).Select(_ => Task.Run(done.Wait)).ToArray();
        var team = ThreadTeam.Of(ref own, 3, 64);
        team.Start(3);
        var layer = new CountedLayer(5, (_, _) => { });
        team.Run(layer, 0, 0);
        team.End();
        Assert.All(layer.Taken, times => Assert.Equal(1, times));
        done.Set();
        await Task.WhenAll(busy);
    }

    [Fact]
    public void WhatAPartThrowsTheCallerThrowsAndTheTeamGoesOn()
    {
        var team = ThreadTeam.Of(ref own, 3, 64);
        for (var failing = 0; failing < 12; failing++)
        {
            team.Start(3);
            var part = failing;
            var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(
                new CountedLayer(12, (index, _) => _ = index == part ? throw new InvalidOperationException("part " + part) : 0), 0, 0));
            Assert.Equal("part " + part, thrown.Message);
            var next = new CountedLayer(12, (_, _) => { });
            team.Run(next, 0, 0);
            team.End();
            Assert.All(next.Taken, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void ScratchIsAsLongAsALayerSays()
    {
        var team = ThreadTeam.Of(ref own, 2, 64);
        team.Start(2);
        foreach (var bytes in new[] { 0, 10, 100_000, 5 })
        {
            team.Run(new CountedLayer(8, (_, scratch) => Assert.True(scratch >= bytes)) { Bytes = bytes }, 0, 0);
        }

        team.End();
    }

    // A layer that counts how often each part is taken.
    private sealed class CountedLayer(int mostParts, Action<int, int> run) : DividedLayer
    {
        private int[]? taken;

        public int[] Taken => taken ?? [];

        public int Bytes { get; init; }

        internal override int MostParts => mostParts;

        internal override int ScratchBytes => Bytes;

        internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch)
        {
            Interlocked.CompareExchange(ref taken, new int[part.Count], null);
            var index = part.First(part.Count);
            Interlocked.Increment(ref taken[index]);
            run(index, scratch.Length);
        }
    }
}
