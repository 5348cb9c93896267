using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

public class FixedPointLoweringTests
{
    private static readonly FixedPointFormat Unsigned8 = new(8, false, 4);
    private static readonly FixedPointFormat Signed8 = new(8, true, 4);
    private static readonly FixedPointFormat Signed16 = new(16, true, 8);

    private readonly NetworkBuilder network = new();

    [Fact]
    public void AReluInItsResultsFormatDisappears()
    {
        var x = network.Input(4);
        var linear = network.Linear(x, [4, 4], Enumerable.Repeat(0.5f, 16));
        var y = network.Relu(linear);
        var lowered = FixedPointLowering.Lower(network.Artifact([y], (x, Signed8), (linear, Unsigned8), (y, Unsigned8)));
        Assert.Equal(y, Assert.IsType<LinearOperation>(lowered.Operations.Single()).Output);
        Assert.Equal([x, y], lowered.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void AReluStaysWhereItsOperandIsReadElsewhereOrGivenBack()
    {
        var x = network.Input(4);
        var linear = network.Linear(x, [4, 4], Enumerable.Repeat(0.5f, 16));
        var y = network.Relu(linear);
        var formats = new[] { (x, Signed8), (linear, Unsigned8), (y, Unsigned8) };
        Assert.Equal(2, FixedPointLowering.Lower(network.Artifact([y, linear], formats)).Operations.Count);
        var sum = network.Binary(BinaryOperator.Add, y, linear);
        Assert.Equal(3, FixedPointLowering.Lower(network.Artifact([sum], [.. formats, (sum, Signed16)])).Operations.Count);
        var inputRelu = network.Relu(x);
        var direct = FixedPointLowering.Lower(network.Artifact([inputRelu], [(x, Unsigned8), .. formats[1..], (sum, Signed16), (inputRelu, Unsigned8)]));
        Assert.Contains(direct.Operations, o => o is ClampOperation && o.Output == inputRelu);
    }

    [Fact]
    public void AClipBelowSaturationStays()
    {
        var x = network.Input(4);
        var linear = network.Linear(x, [4, 4], Enumerable.Repeat(0.5f, 16));
        var y = network.Clip(linear, 0, 6);
        var lowered = FixedPointLowering.Lower(network.Artifact([y], (x, Signed8), (linear, Unsigned8), (y, Unsigned8)));
        var clamp = Assert.IsType<ClampOperation>(lowered.Operations[1]);
        Assert.Equal((0, 0, 96), (clamp.Shift, clamp.Minimum, clamp.Maximum));
    }

    [Fact]
    public void FixedWeightsKeepTheirIndicesAndTheNetworksCodebook()
    {
        var x = network.Input(2);
        var y = network.Linear(x, [1, 2], [0.75f, -0.5f], [0.25f]);
        var artifact = network.Artifact([y], (x, Signed8), (y, Signed16));
        var linear = Assert.IsType<LinearOperation>(FixedPointLowering.Lower(artifact).Operations.Single());
        Assert.Equal(new IndexedWeights("p0", artifact.Codebook, artifact.Tensors[0].Indices, IsShared: true), linear.Weights);
        Assert.Equal((0.25f * 64, 6 - 8), (linear.Bias.Single(), linear.Shift));
    }

    [Fact]
    public void WeightsLeftOutGetACodebookOfTheirOwn()
    {
        var x = network.Input(3);
        var y = network.Linear(x, [1, 3], [0.7654321f, -0.0123f, 0.1f]);
        var graph = network.Build(y);
        var artifact = ArtifactBuilder.Build(
            graph,
            Codebook.FromValues([0f]),
            ["p0"],
            new SourceModel("test.onnx", new string('0', 64)),
            [],
            [new ActivationFormat(x, Signed8), new ActivationFormat(y, Signed16)],
            []);
        var weights = Assert.IsType<LinearOperation>(FixedPointLowering.Lower(artifact).Operations.Single()).Weights;
        Assert.False(weights.IsShared);
        var values = weights.Indices.Select(i => weights.Codebook.Value(i)).ToArray();
        Assert.All(values.Zip(graph.Parameters[0].Values), v => Assert.True(Math.Abs(v.First - v.Second) < 0.01 * Math.Abs(v.Second)));
        Assert.All(Enumerable.Range(0, weights.Codebook.Count), i => Assert.InRange(weights.Codebook.Terms(i).Count, 0, 4));
    }

    [Theory]
    [InlineData(2e-7f)]
    [InlineData(1f)]
    [InlineData(3e12f)]
    [InlineData(1e20f)]
    [InlineData(-2e36f)]
    public void AFactorOfAnyScaleIsWithinAStep(float factor)
    {
        var x = network.Input(64);
        var y = network.Binary(BinaryOperator.Multiply, x, network.Constant([1], factor));
        var values = Enumerable.Range(-32, 64).Select(i => i / 32f).ToArray();
        var observer = new ActivationObserver();
        var graph = network.Build(y);
        new FloatExecutor(graph).Run(new Dictionary<string, float[]>(StringComparer.Ordinal) { [x] = values }, 1, observer.Observe);
        var formats = FormatCalibration.Assign(graph, observer);
        var output = new float[64];
        new FixedPointExecutor(FixedPointLowering.Lower(network.Artifact([y], [.. formats.Select(f => (f.Value, f.Format))]))).Run(values, 1, output);

        // Eight bits of ±2, and four signed digits of the factor.
        var step = 2 * Math.Abs((double)factor) / 128;
        Assert.All(values.Zip(output), v => Assert.InRange(v.Second - ((double)v.First * factor), -1.5 * step, 1.5 * step));
    }

    [Fact]
    public void AKeptBatchNormEqualsTheFoldedOneWithinAStep()
    {
        var random = new Random(5);
        var weights = Enumerable.Range(0, 2 * 9).Select(_ => random.Next(-32, 33) / 32f).ToArray();
        float[] scale = [1.5f, -0.75f], shift = [0.25f, -0.5f], mean = [0.3f, -0.1f], variance = [0.8f, 2.3f];
        var x = network.Input(1, 6, 6);
        var convolution = network.Convolution(x, [2, 1, 3, 3], weights);
        var y = network.BatchNorm(convolution, scale, shift, mean, variance);
        var kept = FixedPointLowering.Lower(network.Artifact(
            [y], (x, new FixedPointFormat(8, false, 8)), (convolution, new FixedPointFormat(16, true, 12)), (y, new FixedPointFormat(16, true, 11))));
        var image = Enumerable.Range(0, 36).Select(_ => random.Next(256) / 256f).ToArray();
        var output = new float[2 * 16];
        new FixedPointExecutor(kept).Run(image, 1, output);

        var folded = new NetworkBuilder();
        var factors = scale.Zip(variance, (s, v) => s / Math.Sqrt(v)).ToArray();
        var input = folded.Input(1, 6, 6);
        var foldedOutput = folded.Convolution(
            input,
            [2, 1, 3, 3],
            weights.Select((w, i) => (float)(w * factors[i / 9])),
            [(float)(shift[0] - (mean[0] * factors[0])), (float)(shift[1] - (mean[1] * factors[1]))]);
        var expected = folded.Run(foldedOutput, image);

        // Four signed digits leave a relative error of up to 0.6 % in a factor of at most 1.7 on sums of up to 5.
        Assert.All(expected.Zip(output), v => Assert.InRange(v.Second - v.First, -0.05, 0.05));
        Assert.All(
            kept.Operations.OfType<ChannelAffineOperation>().Single().Factors, f => Assert.InRange(SignedDigit.NonAdjacentForm(f).Count, 1, 4));
    }

    [Fact]
    public void WideAveragesShiftTheirSum()
    {
        var x = network.Input(1, 112, 112);
        var y = network.GlobalAveragePool(x);
        var lowered = FixedPointLowering.Lower(network.Artifact([y], (x, Signed16), (y, Signed16)));
        var pool = Assert.IsType<AveragePoolOperation>(lowered.Operations.Single());
        Assert.True(pool.SumShift > 0);
        Assert.Equal(1, pool.Reciprocals.Count(r => r != 0));
        var result = new FixedPointExecutor(lowered).RunQuantized(new Dictionary<string, int[]>
        {
            [x] = Enumerable.Range(0, 112 * 112).Select(i => 20000 + (i % 3)).ToArray(),
        })[y][0];
        Assert.InRange(result, 20001 - 10, 20001 + 10);
    }

    [Fact]
    public void OrdinaryAveragesKeepEveryBitOfTheirSum()
    {
        var x = network.Input(1, 14, 14);
        var y = network.GlobalAveragePool(x);
        var lowered = FixedPointLowering.Lower(network.Artifact([y], (x, Unsigned8), (y, Signed16)));
        Assert.Equal(0, Assert.IsType<AveragePoolOperation>(lowered.Operations.Single()).SumShift);
    }

    [Fact]
    public void AnArtifactWithoutOrWithWrongFormatsIsRefused()
    {
        var x = network.Input(2);
        var y = network.Relu(x);
        Assert.Equal(DiagnosticCodes.NotCalibrated, Refusal([]).Code);
        var missing = Refusal([(x, Signed8)]);
        Assert.Equal((DiagnosticCodes.CorruptedArtifact, true), (missing.Code, missing.Message.Contains("'y0' has no format", StringComparison.Ordinal)));
        Assert.Equal(DiagnosticCodes.CorruptedArtifact, Refusal([(x, Signed8), (y, new FixedPointFormat(16, false, 4))]).Code);
        Assert.Equal(DiagnosticCodes.CorruptedArtifact, Refusal([(x, Signed8), (y, new FixedPointFormat(0, true, 4))]).Code);
        Assert.Equal(DiagnosticCodes.CorruptedArtifact, Refusal([(x, Signed8), (y, new FixedPointFormat(8, true, int.MinValue))]).Code);

        WfnException Refusal((string, FixedPointFormat)[] formats) =>
            Assert.Throws<WfnException>(() => FixedPointLowering.Lower(network.Artifact([y], formats)));
    }

    [Fact]
    public void LoweringTwiceGivesEqualNetworks()
    {
        var (builder, _, output) = RandomNetwork.Make(11);
        var graph = builder.Build(output);
        var formats = graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.Select(n => n.Output)).Select(n => (n, Signed8)).ToArray();
        Assert.Equal(FixedPointLowering.Lower(builder.Artifact([output], formats)), FixedPointLowering.Lower(builder.Artifact([output], formats)));
    }
}
