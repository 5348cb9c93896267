using Wfn.Calibration;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;

namespace Wfn.Core.Tests.Numerics;

public class FormatChoiceTests
{
    private const int Samples = 40;

    [Fact]
    public void WhereEightBitsAreEnoughNothingIsWidened()
    {
        var (graph, input) = Chain(0.5f);
        var choice = Choose(graph, input, Even(1));

        Assert.Empty(choice.Widened);
        Assert.InRange(choice.Change, 1e-6, FormatChoice.MostChange);
        Assert.Equal(choice.ChangeUnwidened, choice.Change);
        Assert.False(choice.IsMuchWorse);
        Assert.Null(choice.Text);
    }

    [Fact]
    public void AnActivationThatEightBitsCannotHoldGetsSixteen()
    {
        // What decides the output is a hundredth of what else the input holds: a regression of small differences.
        var (graph, input) = Chain(0.004f);
        var samples = Even(0.01f);

        var choice = Choose(graph, input, samples);
        var narrow = Choose(graph, input, samples, widens: false);

        Assert.True(choice.ChangeUnwidened > FormatChoice.MostChange, $"{choice.ChangeUnwidened}");
        Assert.Contains(input, choice.Widened);
        Assert.Equal(16, choice.Formats.Single(format => format.Value == input).Format.Bits);
        Assert.True(choice.Change < choice.ChangeUnwidened / 4, $"{choice.Change} of {choice.ChangeUnwidened}");
        Assert.Contains("have 16 bits", choice.Text, StringComparison.Ordinal);
        Assert.Equal(8, narrow.Formats.Single(format => format.Value == input).Format.Bits);
        Assert.Equal(narrow.ChangeUnwidened, choice.ChangeUnwidened);
    }

    [Fact]
    public void WhatSixteenBitsCannotHoldEitherIsMuchWorse()
    {
        var (graph, input) = Chain(0.004f);
        var choice = Choose(graph, input, Even(3e-6f));

        Assert.True(choice.IsMuchWorse, $"{choice.Change}");
        Assert.Contains("float32 code", choice.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void ThreadsChangeNothing()
    {
        var (graph, input) = Chain(0.004f);
        Assert.Equal(Choose(graph, input, Even(0.01f)), Choose(graph, input, Even(0.01f), threads: 3));
    }

    // y = x₀ − x₁, through a layer that passes both on.
    private static (NetworkGraph Graph, string Input) Chain(float weight)
    {
        var network = new NetworkBuilder();
        var x = network.Input(2);
        var passed = network.Linear(x, [2, 2], [1, 0, 0, 1]);
        return (network.Build(network.Linear(passed, [1, 2], [weight, -weight])), x);
    }

    // Pairs of numbers up to 1 that differ by so much.
    private static float[] Even(float difference)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, Samples).SelectMany(_ =>
        {
            var value = (float)((1.8 * random.NextDouble()) - 0.9);
            return (float[])[value, value + (difference * (float)((2 * random.NextDouble()) - 1))];
        })];
    }

    private static FormatChoice Choose(NetworkGraph graph, string input, float[] samples, bool widens = true, int threads = 1)
    {
        var observer = new ActivationObserver();
        var executor = new FloatExecutor(graph);
        foreach (var sample in samples.Chunk(2))
        {
            executor.Run(new Dictionary<string, float[]>(StringComparer.Ordinal) { [input] = sample }, 1, observer.Observe);
        }

        return FormatChoice.Of(
            graph,
            observer,
            new InputSamples(Samples, new Dictionary<string, float[]>(StringComparer.Ordinal) { [input] = samples }),
            8,
            Codebook.FromValues([0, 1, 0.25f]),
            widens,
            threads);
    }
}
