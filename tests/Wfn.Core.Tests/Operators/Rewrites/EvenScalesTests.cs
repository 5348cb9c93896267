using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Operators.Rewrites;
using Wfn.Reference;

namespace Wfn.Core.Tests.Operators.Rewrites;

public class EvenScalesTests
{
    [Fact]
    public void NoOutputChangesByABit()
    {
        var changed = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var (builder, input, output) = RandomNetwork.Make(seed);
            var graph = Uneven(builder.Build(output), new Random(seed), 8);
            var even = Even(graph);
            changed += ReferenceEquals(even, graph) ? 0 : 1;

            var samples = new Dictionary<string, float[]>(StringComparer.Ordinal) { [input] = RandomNetwork.Sample(builder.Shape(input), seed) };
            Assert.True(
                new FloatExecutor(graph).Run(samples, 1)[output].SequenceEqual(new FloatExecutor(even).Run(samples, 1)[output]), $"seed {seed}");
        }

        Assert.InRange(changed, 30, 299);
    }

    [Fact]
    public void LayersOfOtherSizesBecomeOneSize()
    {
        var graph = Chain(builder => builder.Relu, 0.004f, 0.5f);
        var even = Even(graph);

        Assert.InRange(Octaves(graph), 6, 8);
        Assert.InRange(Octaves(even), 0, 1);

        var alike = Chain(builder => builder.Relu, 0.1f, 0.12f);
        Assert.Same(alike, Even(alike));
    }

    [Fact]
    public void BoundsAreScaledAndWhatTakesNoFactorStandsBetween()
    {
        var clipped = Even(Chain(builder => name => builder.Clip(name, -1, 6), 0.004f, 0.5f));
        var factor = clipped.Nodes.OfType<ClipNode>().Single().Maximum / 6;

        Assert.True(factor > 4, $"{factor}");
        Assert.Equal(-factor, clipped.Nodes.OfType<ClipNode>().Single().Minimum);
        var graph = Chain(builder => builder.Sigmoid, 0.004f, 0.5f);
        Assert.Same(graph, Even(graph));
    }

    [Fact]
    public void WhatIsToStayStays()
    {
        var graph = Chain(builder => builder.Relu, 0.004f, 0.5f);
        var kept = graph.Parameters[0].Name;
        Assert.Same(graph, EvenScales.Apply(graph, [.. Fixable(graph).Where(name => name != kept)]));
    }

    [Fact]
    public void AnOriginalIsComparedInTheScalesOfWhatWasFixedFromIt()
    {
        var graph = Chain(builder => builder.Relu, 0.004f, 0.5f);
        var even = Even(graph);

        Assert.Same(graph, EvenScales.Like(graph, graph));
        Assert.Equal(even, EvenScales.Like(graph, even));
        Assert.Equal(0, WeightChange.Relative(graph, even));
    }

    [Fact]
    public void FewValuesServeLayersOfOtherSizes()
    {
        var graph = Chain(builder => builder.Relu, 0.004f, 0.5f);
        var samples = DrawnInputs.Of(graph, 64, DrawnKind.Smooth);
        var options = new UntrainedOptions { BySamples = new CompensationOptions { Budgets = [new(8, 2.5)] } };
        var alone = CompensatedFixing.Fix(graph, samples, options.BySamples, []);
        var together = UntrainedFixing.Fix(graph, samples, options, []);

        Assert.True(together.Outputs!.Change < 0.8 * alone.Outputs.Change, $"{together.Outputs.Change} and {alone.Outputs.Change}");
    }

    private static NetworkGraph Even(NetworkGraph graph) => EvenScales.Apply(graph, [.. Fixable(graph)]);

    private static IEnumerable<string> Fixable(NetworkGraph graph) =>
        graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name);

    // How many octaves lie between the sizes of the two layers.
    private static double Octaves(NetworkGraph graph)
    {
        double[] sizes = [.. graph.Parameters.Where(parameter => parameter.Role == ParameterRole.Weight)
            .Select(parameter => Math.Log2(parameter.Values.Sum(value => (double)value * value)) / 2)];
        return sizes.Max() - sizes.Min();
    }

    private static NetworkGraph Chain(Func<NetworkBuilder, Func<string, string>> between, float first, float second)
    {
        var random = new Random(1);
        float[] Weights(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * (float)((2 * random.NextDouble()) - 1))];
        var builder = new NetworkBuilder();
        var hidden = between(builder)(builder.Linear(builder.Input(16), [24, 16], Weights(24 * 16, first), Weights(24, first)));
        return builder.Build(builder.Linear(hidden, [16, 24], Weights(16 * 24, second)));
    }

    private static NetworkGraph Uneven(NetworkGraph graph, Random random, int octaves) => graph with
    {
        Parameters = graph.Parameters.Select(parameter =>
        {
            var factor = (float)Math.Pow(2, random.Next(-octaves, octaves));
            return parameter.IsFixable ? parameter with { Values = parameter.Values.Select(value => value * factor).ToEquatableArray() } : parameter;
        }).ToEquatableArray(),
    };
}
