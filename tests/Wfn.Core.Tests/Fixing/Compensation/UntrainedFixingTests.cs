using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class UntrainedFixingTests
{
    private static readonly NetworkGraph Autoencoder = UnfixedNetworks.Autoencoder;

    [Fact]
    public void WithoutSamplesTheyAreDrawn()
    {
        var result = UntrainedFixing.Fix(UnfixedNetworks.Small, null, new UntrainedOptions(), []);

        Assert.True(result.IsDrawn);
        Assert.NotNull(result.Budget);
        Assert.InRange(result.Outputs!.Change, 0, new UntrainedOptions().WithoutSamples.MostOutputChange);
        Assert.Empty(result.Network.LeftOut);
    }

    [Fact]
    public void ClusteringIsComparedToo()
    {
        var changes = new[] { 0.002, 0.01, 0.05 }.Select(delta => UntrainedFixing.Fix(
            Autoencoder, null, new UntrainedOptions { Clustering = new FixingOptions { Delta = delta } }, []).Outputs!.Change).ToArray();

        Assert.Equal(changes.Order(), changes);
        Assert.InRange(changes[0], 0.0001, 0.2);
    }

    [Fact]
    public void NothingChangedIsNoChange()
    {
        var outputs = OutputComparison.Of(Autoencoder, Autoencoder, DrawnInputs.Of(Autoencoder, 5, DrawnKind.Smooth));

        Assert.Equal((5, 0.0, 1.0, null), (outputs.Samples, outputs.Change, outputs.Agreement, outputs.WorstLayer));
        Assert.Equal(99, outputs.SignalToNoise);
    }

    [Fact]
    public void TheWorstLayerIsNamed()
    {
        var graph = UnfixedNetworks.Small;
        var broken = graph with
        {
            Parameters = graph.Parameters.Select(parameter => parameter.Name == "last.weight"
                ? parameter with { Values = parameter.Values.Select(_ => 0f).ToEquatableArray() }
                : parameter).ToEquatableArray(),
        };
        var outputs = OutputComparison.Of(graph, broken, DrawnInputs.Of(graph, 16, DrawnKind.Shapes));

        Assert.Equal("last", outputs.WorstLayer);
        Assert.InRange(outputs.WorstChange, 0.9, 10);
        Assert.True(OutputLimits.IsRefused(outputs.WorstChange, OutputLimits.DefaultMost));
        Assert.Contains("'last'", OutputLimits.Text(outputs, "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void DrawnInputsAreTheSameEachTimeAndOfTwoKinds()
    {
        var graph = RandomNetworks.MobileNet();
        var (smooth, again, shapes) = (
            DrawnInputs.Of(graph, 4, DrawnKind.Smooth), DrawnInputs.Of(graph, 4, DrawnKind.Smooth), DrawnInputs.Of(graph, 4, DrawnKind.Shapes));
        var input = graph.Inputs[0].Name;

        Assert.Equal(smooth.Of(input, 3), again.Of(input, 3));
        Assert.NotEqual(smooth.Of(input, 3), shapes.Of(input, 3));
        Assert.All(smooth.Of(input, 0), value => Assert.InRange(value, 0, 1));
        Assert.Contains(smooth.Of(input, 1), value => value < 0);
    }

    [Fact]
    public void SamplesArePartedWithoutLoss()
    {
        var samples = new InputSamples(10, new Dictionary<string, float[]> { ["x"] = [.. Enumerable.Range(0, 20).Select(i => (float)i)] });
        var (others, taken) = samples.Split(4);

        Assert.Equal([6f, 7f, 14f, 15f], taken.Values["x"]);
        Assert.Equal(8, others.Count);
        Assert.Equal([0f, 1f], others.First(1).Values["x"]);
    }
}
