using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Reference;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class SensitivityTests
{
    private const int Samples = 48;

    // Behind the layer a sigmoid so steep that ordinary disturbances only tell apart its two ends.
    [Theory]
    [InlineData(0.1f)]
    [InlineData(20f)]
    [InlineData(400f)]
    public void DelicateLayersAreDisturbedAsLittleAsTheyNeed(float slope)
    {
        var graph = Steep(slope);
        var index = new GraphIndex(SampleForm.Of(graph));
        var samples = DrawnInputs.Of(graph, Samples, DrawnKind.Smooth);
        var measured = Sensitivity.Of(index, SumLayer.Of(index, [graph.Parameters[0].Name]), [], samples, 1).Layers[0];

        Assert.InRange(measured / Slope(graph, samples), 0.4, 2.5);
    }

    private static NetworkGraph Steep(float slope)
    {
        var random = new Random(3);
        var builder = new NetworkBuilder();
        float[] weights = [.. Enumerable.Range(0, 64).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        float[] diagonal = [.. Enumerable.Range(0, 64).Select(i => i % 9 == 0 ? slope : 0)];
        var hidden = builder.Linear(builder.Input("x", [8]), [8, 8], weights);
        return builder.Build(hidden, builder.Sigmoid(builder.Linear(hidden, [8, 8], diagonal)));
    }

    // What the smallest changes of the first layer come to, the mean over many: of the outputs as parts of their variance, over that of the layer.
    private static double Slope(NetworkGraph graph, InputSamples samples)
    {
        var random = new Random(5);
        var (inside, outside) = (0.0, 0.0);
        var before = Run(graph);
        for (var trial = 0; trial < 40; trial++)
        {
            var after = Run(graph with
            {
                Parameters =
                [
                    graph.Parameters[0] with
                    {
                        Values = graph.Parameters[0].Values.Select(value => value + (0.0002f * (float)((2 * random.NextDouble()) - 1))).ToEquatableArray(),
                    },
                    graph.Parameters[1],
                ],
            });
            inside += Squares(before.Hidden, after.Hidden) / Samples;
            outside += (Squares(before.Hidden, after.Hidden) / Variance(before.Hidden)) + (Squares(before.Output, after.Output) / Variance(before.Output));
        }

        return outside / inside;

        (float[] Hidden, float[] Output) Run(NetworkGraph network)
        {
            var values = new FloatExecutor(network).Run(samples.Values, Samples);
            return (values[graph.Outputs[0].Name], values[graph.Outputs[1].Name]);
        }
    }

    private static double Squares(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Pow((double)x - y, 2)).Sum();

    // Around the mean of each of the eight elements, over all samples.
    private static double Variance(float[] values) => Enumerable.Range(0, 8).Sum(element =>
    {
        float[] own = [.. values.Where((_, i) => i % 8 == element)];
        var mean = own.Average();
        return own.Sum(value => Math.Pow(value - mean, 2));
    });
}
