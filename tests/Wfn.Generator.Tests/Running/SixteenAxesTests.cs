extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Tensors of as many axes as <see cref="Limits.Rank"/> allows go the whole way.</summary>
public class SixteenAxesTests
{
    // The batch and 15 axes, 11 of them of more than one element, so that none can be dropped and few joined.
    private static readonly int[] Sample = [2, 1, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2, 1, 2, 3];

    [Theory]
    [InlineData(GeneratedKernel.Auto)]
    [InlineData(GeneratedKernel.ShiftAdd)]
    public void FixedPointEqualsTheReference(GeneratedKernel kernel)
    {
        var graph = Network();
        var artifact = Artifacts.Of(graph);
        var samples = Artifacts.RandomSamples(graph, 2, 3);
        var expected = new float[2 * graph.Outputs[0].Shape.ElementCount];
        new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(samples, 2, expected);
        var actual = new float[expected.Length];
        GeneratedModel.Load(WfnWriter.Write(artifact), kernel: kernel).InferBatch(2, samples, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void FloatIsCloseToTheReference()
    {
        var graph = Network();
        var samples = Artifacts.RandomSamples(graph, 2, 3);
        var expected = new float[2 * graph.Outputs[0].Shape.ElementCount];
        new FloatExecutor(graph).Run(samples, 2, expected);
        var actual = new float[expected.Length];
        GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32).InferBatch(2, samples, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f);
        }
    }

    // Whatever works on any number of axes.
    private static NetworkGraph Network()
    {
        var network = new NetworkBuilder();
        var x = network.Input(Sample);
        var turned = network.Transpose(x, [15, 7, 3, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14]);
        var last = network.Pad(turned, PadMode.Edge, Only(1, 1), Only(14, 1));
        last = network.Slice(last, Only(1, 2), [1, -1, .. Ones(13)], Extents(network, last, 1, 2));
        last = network.Concat(9, last, last);
        last = network.Binary(BinaryOperator.Multiply, last, network.Constant([3, .. Ones(14)], 0.5f, -1, 0.25f));
        last = network.Binary(BinaryOperator.Add, last, network.Slice(last, Only(8, 1), Ones(15), Extents(network, last, 8, 1)));
        var outputs = network.Shape(last)[15];
        last = network.Linear(last, [4, outputs], [.. Enumerable.Range(0, 4 * outputs).Select(i => ((i % 7) - 3) / 8f)]);
        last = network.MatrixProduct(last, network.Transpose(last, [.. Enumerable.Range(1, 13), 15, 14]));
        last = network.Softmax(network.Relu(last), 15);
        Assert.Equal(Limits.Rank, network.Shape(last).Rank);
        return network.Build(last);
    }

    // The extents of a sample, one of them changed.
    private static int[] Extents(NetworkBuilder network, string activation, int axis, int extent)
    {
        int[] extents = [.. network.Shape(activation).Dimensions.Skip(1)];
        extents[axis] = extent;
        return extents;
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static int[] Only(int axis, int value) => [.. Enumerable.Range(0, 15).Select(i => i == axis ? value : 0)];
}
