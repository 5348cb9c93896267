using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Reference;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Tests.Networks;

public sealed class ActivationRoundingTests
{
    private const int Features = 6;

    [Fact]
    public void OutputsAreNearerToFixedPointCodeThanFloatOnes()
    {
        var graph = NetworkFixing.Fix(
            new NetworkChain(Features).Linear(Features, 32).Relu().Linear(32, 32).Relu().Linear(32, 5).Build(), new FixingOptions(), []).Graph;
        using var network = new TorchNetwork(graph);
        var weights = new WeightVector(network, new HashSet<string>());
        var data = Data(200);
        var batches = new BatchLoader(data, 200);
        var rounding = ActivationRounding.Of(network, weights, batches, 5);
        using var samples = tensor(data.Samples.ToArray(), [200L, Features]);
        using var noGradients = no_grad();
        var inFloat = network.Forward(samples).data<float>().ToArray();
        network.Rounding = rounding;
        var rounded = network.Forward(samples).data<float>().ToArray();

        // What the product will do with the same samples and width.
        var observer = new ActivationObserver();
        var executor = new FloatExecutor(graph);
        executor.Run(new Dictionary<string, float[]>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = data.Samples.ToArray() }, data.Count, observer.Observe);
        var codebook = Codebook.FromValues(graph.Parameters.SelectMany(parameter => parameter.Values));
        var formats = FormatCalibration.Assign(graph, observer, 5, codebook);
        var lowered = FixedPointLowering.Lower(
            ArtifactBuilder.Build(graph, codebook, [], new SourceModel("", new string('0', 64)), [], formats, []));
        var integers = new FixedPointExecutor(lowered);
        var (toFloat, toRounded) = (0.0, 0.0);
        for (var sample = 0; sample < data.Count; sample++)
        {
            var inputs = new Dictionary<string, float[]>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = data.Sample(sample).ToArray() };
            var outputs = integers.Run(inputs)[graph.Outputs[0].Name];
            for (var i = 0; i < outputs.Length; i++)
            {
                toFloat += Math.Abs(outputs[i] - inFloat[(sample * outputs.Length) + i]);
                toRounded += Math.Abs(outputs[i] - rounded[(sample * outputs.Length) + i]);
            }
        }

        Assert.True(toRounded < toFloat / 20, $"{toRounded} with rounding, {toFloat} without");
    }

    [Fact]
    public void TheGradientPassesTheRoundingByAndStopsAtTheSaturation()
    {
        var graph = new NetworkChain(2).Linear(2, 2).Build();
        using var network = new TorchNetwork(graph);
        var weights = new WeightVector(network, new HashSet<string>());
        float[] samples = [1f, -0.5f, -1f, 0.75f, 0.5f, 0.25f];
        var rounding = ActivationRounding.Of(network, weights, new BatchLoader(new LabelledData(samples, new TensorShape([2]), [0, 1, 0]), 3), 8);

        var input = tensor([0.3f, 100f], requires_grad: true);
        var applied = rounding.Apply(graph.Inputs[0].Name, input);
        applied.sum().backward();

        var values = applied.data<float>().ToArray();
        Assert.Equal(0.3f, values[0], 0.02f);
        Assert.NotEqual(0.3f, values[0]);
        Assert.InRange(values[1], 0.9f, 4f);
        Assert.Equal([1f, 0f], input.grad!.data<float>().ToArray());
        Assert.Same(input, rounding.Apply("no such activation", input));
    }

    private static LabelledData Data(int count)
    {
        var random = new Random(5);
        return new LabelledData([.. Enumerable.Range(0, count * Features).Select(_ => (float)((2 * random.NextDouble()) - 1))], new TensorShape([Features]), new int[count]);
    }
}
