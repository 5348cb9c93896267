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

        // A sigmoid has no factor, so that what goes in is made larger, which is much to do for little.
        var graph = Chain(builder => builder.Sigmoid, 0.3f, 0.5f);
        Assert.Same(graph, Even(graph));
    }

    [Fact]
    public void BiasesOfAnotherSizeThanTheWeightsAreMovedByNodesAtTheEnds()
    {
        var graph = Deep(bias: 8, weight: 0.05f);
        var even = Even(graph);

        Assert.InRange(BiasesOverWeights(graph), 6, 9);
        Assert.InRange(BiasesOverWeights(even), -1, 1);
        Assert.Equal(["x.scale", graph.Outputs[0].Name + ".scale"], even.Nodes.OfType<BinaryNode>().Select(node => node.Name));
        Assert.Equal(graph.Inputs, even.Inputs);
        Assert.Equal(graph.Outputs, even.Outputs);
        float[] factors = [.. even.Parameters.Where(parameter => parameter.Role == ParameterRole.Constant).Select(parameter => parameter.Values.Single())];
        Assert.True(factors[0] < 0.1f && factors[1] > 10, $"{factors[0]} and {factors[1]}");

        var near = Deep(bias: 0.2f, weight: 0.05f);
        Assert.Same(near, Even(near));
    }

    [Fact]
    public void NodesAtTheEndsTakeNoNameThatIsThere()
    {
        var graph = Deep(bias: 8, weight: 0.05f);
        var renamed = graph with
        {
            Nodes = graph.Nodes.Select(node => node with
            {
                Outputs = node.Outputs.Select(name => name == graph.Nodes[0].Output ? "x.scaled" : name).ToEquatableArray(),
                Inputs = node.Inputs.Select(name => name == graph.Nodes[0].Output ? "x.scaled" : name).ToEquatableArray(),
            }).ToEquatableArray(),
        };
        var sample = new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [.. Enumerable.Range(0, 16).Select(i => (i / 7f) - 1)] };
        var even = Even(renamed);

        Assert.NotSame(renamed, even);
        Assert.Equal(new FloatExecutor(renamed).Run(sample, 1).Values.Single(), new FloatExecutor(even).Run(sample, 1).Values.Single());
    }

    [Fact]
    public void WhatWasLeftOffTheCodebookIsLeftInItsScaleWhenCompared()
    {
        var graph = Deep(bias: 8, weight: 0.05f, layers: 8);
        var kept = graph.Parameters[14].Name;
        var fixedNetwork = Rounded(EvenScales.Apply(graph, [.. Fixable(graph).Where(name => name != kept)]), kept);
        var like = EvenScales.Like(graph, fixedNetwork);

        Assert.NotSame(graph, like);
        Assert.Equal(fixedNetwork.Nodes, like.Nodes);
        Assert.Equal(graph.Parameters[14], like.Parameters.Single(parameter => parameter.Name == kept));
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

    // Layers with a ReLU behind each but the last, from x on.
    private static NetworkGraph Deep(float bias, float weight, int layers = 4)
    {
        var random = new Random(2);
        float[] Drawn(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * (float)((2 * random.NextDouble()) - 1))];
        var builder = new NetworkBuilder();
        var x = builder.Input("x", [16]);
        for (var layer = 0; layer < layers; layer++)
        {
            var sum = builder.Linear(x, [16, 16], Drawn(256, weight), Drawn(16, bias));
            x = layer < layers - 1 ? builder.Relu(sum) : sum;
        }

        return builder.Build(x);
    }

    private static NetworkGraph Rounded(NetworkGraph graph, string kept) => graph with
    {
        Parameters = graph.Parameters.Select(parameter => parameter.IsFixable && parameter.Name != kept
            ? parameter with { Values = parameter.Values.Select(value => value * 1.03f).ToEquatableArray() }
            : parameter).ToEquatableArray(),
    };

    // Octaves by which biases are larger than weights.
    private static double BiasesOverWeights(NetworkGraph graph) => Size(graph, ParameterRole.Bias) - Size(graph, ParameterRole.Weight);

    private static double Size(NetworkGraph graph, ParameterRole role) => graph.Parameters.Where(parameter => parameter.Role == role)
        .Average(parameter => Math.Log2(parameter.Values.Average(value => (double)value * value)) / 2);

    private static NetworkGraph Uneven(NetworkGraph graph, Random random, int octaves) => graph with
    {
        Parameters = graph.Parameters.Select(parameter =>
        {
            var factor = (float)Math.Pow(2, random.Next(-octaves, octaves));
            return parameter.IsFixable ? parameter with { Values = parameter.Values.Select(value => value * factor).ToEquatableArray() } : parameter;
        }).ToEquatableArray(),
    };
}
