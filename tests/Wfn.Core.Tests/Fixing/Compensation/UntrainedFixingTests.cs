using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Operators;

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

    [Theory]
    [InlineData(DrawnKind.Smooth)]
    [InlineData(DrawnKind.Shapes)]
    public void LongRowsAreSignalsAndTonesAndTables(DrawnKind kind)
    {
        var samples = DrawnInputs.Of(OneInput(256), 16, kind);
        var roughness = Enumerable.Range(0, 16).Select(sample => Roughness(samples.Of("x", sample), 1)).ToArray();

        // Every other pair of samples has nothing to do with its neighbours; signals and tones have.
        Assert.All([2, 3, 6, 7, 10, 11, 14, 15], sample => Assert.InRange(roughness[sample], 0.6, 2));
        Assert.All([0, 1, 8, 9], sample => Assert.InRange(roughness[sample], 0, 0.6));
        Assert.True(roughness[4] != roughness[12]);
        Assert.All(Enumerable.Range(0, 16).SelectMany(sample => samples.Of("x", sample)), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void PicturesAreDrawnWhereverTheirChannelsAre()
    {
        var (first, last, table) = (DrawnInputs.Of(OneInput(3, 24, 20), 4, DrawnKind.Smooth), DrawnInputs.Of(OneInput(24, 20, 3), 4, DrawnKind.Smooth),
            DrawnInputs.Of(OneInput(20), 4, DrawnKind.Smooth));

        Assert.All(Enumerable.Range(0, 4), sample =>
        {
            Assert.InRange(Roughness(first.Of("x", sample), 1), 0, 0.5);
            Assert.InRange(Roughness(last.Of("x", sample), 3), 0, 0.5);
            Assert.Equal(first.Of("x", sample).Order(), last.Of("x", sample).Order());
        });
        Assert.True(Roughness(table.Of("x", 1), 1) > 0.6);
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

    // The mean squared step from one value to the next, as a part of twice their variance: 1 where neighbours have nothing to do with each other.
    private static double Roughness(float[] values, int step)
    {
        var mean = values.Average(value => (double)value);
        var steps = Enumerable.Range(0, values.Length - step).Average(i => Math.Pow(values[i + step] - values[i], 2));
        return steps / (2 * values.Average(value => Math.Pow(value - mean, 2)));
    }

    private static NetworkGraph OneInput(params int[] shape) => new()
    {
        Name = "copy",
        Inputs = [new TensorInfo("x", TensorShape.Of([TensorShape.Dynamic, .. shape]))],
        Outputs = [new TensorInfo("y", TensorShape.Of([TensorShape.Dynamic, .. shape]))],
        Parameters = [],
        Nodes = [new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = "copy", Inputs = ["x"], Output = "y" }],
    };
}
