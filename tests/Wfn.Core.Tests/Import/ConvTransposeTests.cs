using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Transposed convolutions beyond what ONNX's own cases show.</summary>
public class ConvTransposeTests
{
    [Fact]
    public void GroupsHaveWeightsOfTheirOwn()
    {
        // Two channels, each making two: a single tap, so every output is an input times its weight.
        var model = new OnnxModel().Input("x", -1, 2, 1, 2).Output("y").Floats("w", [2, 2, 1, 1], 1, 10, 100, 1000)
            .Node("ConvTranspose", ["x", "w"], "y", ("group", 2L));
        Assert.Equal(TensorShape.Of(4, 1, 1, 1), model.Import().Graph.Parameters[0].Shape);
        Assert.Equal([1, 2, 10, 20, 300, 400, 3000, 4000], model.Run(1, [1, 2, 3, 4]));
    }

    [Fact]
    public void OutputPaddingBringsBackWhatPaddingLeftOut()
    {
        var model = new OnnxModel().Input("x", -1, 1, 2).Output("y").Floats("w", [1, 1, 3], 1, 2, 3).Floats("b", [1], 100).Node(
            "ConvTranspose", ["x", "w", "b"], "y", ("strides", new long[] { 3 }), ("pads", new long[] { 1, 1 }), ("output_padding", new long[] { 2 }));

        // 1 2 3 2 4 6 without the first, with the last, and one that nothing reaches.
        Assert.Equal([102, 103, 102, 104, 106, 100], model.Run(1, [1, 2]));
    }

    [Fact]
    public void ABatchNormIsFoldedInGroups()
    {
        var model = new OnnxModel().Input("x", -1, 4, 3, 3).Output("y").Ramp("w", 0.125f, 4, 2, 2, 2)
            .Floats("s", [4], 1, 2, 3, 4).Floats("b", [4], 1, 0, 1, 0).Floats("m", [4], 0, 1, 2, 3).Floats("v", [4], 1, 4, 1, 4)
            .Node("ConvTranspose", ["x", "w"], "c", ("group", 2L), ("strides", new long[] { 2, 2 }))
            .Node("BatchNormalization", ["c", "s", "b", "m", "v"], "y", ("epsilon", 0f));
        var folded = model.Import().Graph;
        Assert.IsType<TransposedConvolutionNode>(Assert.Single(folded.Nodes));
        var kept = model.Import(new ImportOptions { FoldBatchNorm = false }).Graph;
        var sample = RandomNetwork.Sample(folded.Inputs[0].Shape, 5);
        var (expected, actual) = (new float[4 * 36], new float[4 * 36]);
        new FloatExecutor(kept).Run(sample, 1, expected);
        new FloatExecutor(folded).Run(sample, 1, actual);
        SampleModels.AssertClose(expected, actual);
    }

    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 1, 0, 1)]
    [InlineData(2, 2, 3, 0)]
    [InlineData(3, 1, 1, 2)]
    [InlineData(3, 2, 4, 5)]
    public void IntegersComeNearTheFloats(int stride, int dilation, int pad, int added)
    {
        var builder = new NetworkBuilder();
        var input = builder.Input(4, 5, 4);
        var random = new Random(stride + dilation);
        var weight = builder.Parameter(ParameterRole.Weight, [6, 2, 3, 3], Enumerable.Range(0, 108).Select(_ => random.Next(-32, 33) / 64f));
        var bias = builder.Parameter(ParameterRole.Bias, [6], Enumerable.Range(0, 6).Select(_ => random.Next(-32, 33) / 64f));
        var output = builder.Add((name, made) => new TransposedConvolutionNode
        {
            Name = name,
            Inputs = [input, weight, bias],
            Output = made,
            Window = NetworkBuilder.Window(3, stride, pad, dilation),
            OutputPadding = [added, 0],
            Groups = 2,
        });
        var graph = builder.Build(output);
        var artifact = Artifacts.Of(graph, bits: 14);
        var read = WfnReader.Read(WfnWriter.Write(artifact), "test.wfn");
        Assert.Equal(graph.Nodes, read.Graph.Nodes);
        var network = FixedPointLowering.Lower(read);
        Assert.DoesNotContain(network.Operations, operation => operation is Float32Operation);
        var sample = Artifacts.RandomSamples(graph, 1, 17);
        var length = graph.Outputs[0].Shape.Sample.ElementCount;
        var (expected, actual) = (new float[length], new float[length]);
        new FloatExecutor(graph).Run(sample, 1, expected);
        new FixedPointExecutor(network).Run(sample, 1, actual);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.01f));
    }

    [Theory]
    [InlineData("strides", 40000L)]
    [InlineData("dilations", 40000L)]
    [InlineData("output_padding", 40000L)]
    [InlineData("output_shape", 1L << 31)]
    [InlineData("output_shape", 0L)]
    public void WindowsBeyondTheLimitsAreRefused(string attribute, long value) => _ = new OnnxModel().Input("x", -1, 1, 5).Output("y").Ramp("w", 1, 1, 1, 3)
        .Node("ConvTranspose", ["x", "w"], "y", (attribute, new[] { value })).Refused(DiagnosticCodes.InvalidGraph);

    [Fact]
    public void AKernelHasToFit() => Assert.Contains(
        "in 2 group(s)",
        new OnnxModel().Input("x", -1, 4, 3, 3).Output("y").Ramp("w", 1, 3, 1, 2, 2).Node("ConvTranspose", ["x", "w"], "y", ("group", 2L))
            .Refused(DiagnosticCodes.InvalidGraph).Message,
        StringComparison.Ordinal);
}
