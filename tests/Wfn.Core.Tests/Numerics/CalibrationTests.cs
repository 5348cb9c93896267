using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Numerics;

public class CalibrationTests
{
    private readonly NetworkBuilder network = new();
    private readonly Dictionary<string, float[]> observed = [];

    [Fact]
    public void ImagesBecomeUnsignedAndUseTheirWholeRange()
    {
        var x = network.Input(1, 2, 2);
        var y = network.Convolution(x, [1, 1, 1, 1], [1]);
        observed[x] = Enumerable.Range(0, 256).Select(i => i / 255f).ToArray();
        Assert.Equal(new FixedPointFormat(8, false, 8), Assign(y)[x]);
    }

    [Fact]
    public void AnUnlikelyTailIsClippedAndACommonOneIsNot()
    {
        var x = network.Input(1, 2, 2);
        var y = network.Convolution(x, [1, 1, 1, 1], [1]);
        var bulk = ActivationStatisticsTests.Gaussian(3, 100_000, 0.25f);
        observed[x] = [.. bulk, 3.9f];
        Assert.Equal(new FixedPointFormat(8, true, 6), Assign(y)[x]);
        observed[x] = [.. bulk, .. Enumerable.Repeat(3.9f, 2000)];
        Assert.Equal(new FixedPointFormat(8, true, 5), Assign(y)[x]);
    }

    [Fact]
    public void ScalesFollowTheValues()
    {
        var x = network.Input(1, 2, 2);
        var y = network.Convolution(x, [1, 1, 1, 1], [1]);
        var uniform = Enumerable.Range(-1000, 2001).Select(i => i / 1000f).ToArray();
        foreach (var (factor, fractionBits) in new[] { (0.99f, 7), (1.9f, 6), (100f, 0), (1000f, -3), (0.0009f, 17) })
        {
            observed[x] = uniform.Select(v => v * factor).ToArray();
            Assert.Equal(new FixedPointFormat(8, true, fractionBits), Assign(y)[x]);
        }
    }

    [Fact]
    public void OutputsHaveSixteenBitsAndRoomForTwiceWhatWasSeen()
    {
        var x = network.Input(4);
        var y = network.Linear(x, [1, 4], [1, 1, 1, 1]);
        observed[y] = [-3, 7.5f];
        Assert.Equal(new FixedPointFormat(16, true, 11), Assign(y)[y]);
    }

    [Fact]
    public void WhatOnlyAReluReadsTakesTheRelusFormat()
    {
        var x = network.Input(1, 4, 4);
        var convolution = network.Convolution(x, [1, 1, 1, 1], [1]);
        var relu = network.Relu(convolution);
        var pool = network.MaxPool(relu, NetworkBuilder.Window(2, stride: 2));
        var flat = network.Reshape(pool, 4);
        var y = network.Linear(flat, [1, 4], [1, 1, 1, 1]);
        observed[convolution] = [-50, 3.9f];
        observed[relu] = [0, 3.9f];
        observed[pool] = observed[flat] = Enumerable.Range(0, 100).Select(i => i * 0.039f).ToArray();
        var formats = Assign(y);
        Assert.All([convolution, relu, pool, flat], name => Assert.Equal(new FixedPointFormat(8, false, 6), formats[name]));
    }

    [Fact]
    public void WhatAlsoOthersReadKeepsItsSign()
    {
        var x = network.Input(1, 4, 4);
        var convolution = network.Convolution(x, [1, 1, 1, 1], [1]);
        var relu = network.Relu(convolution);
        var y = network.Concat(1, relu, convolution);
        var last = network.Convolution(y, [1, 2, 1, 1], [1, 1]);
        observed[convolution] = [-0.9f, 0.9f];
        observed[relu] = [0, 0.9f];
        var formats = Assign(last);
        Assert.Equal(new FixedPointFormat(8, true, 7), formats[convolution]);
        Assert.Equal(new FixedPointFormat(8, false, 8), formats[relu]);
    }

    [Fact]
    public void WhatOnlyBatchNormOrSumReadsHasSixteenBits()
    {
        var x = network.Input(1, 4, 4);
        var first = network.Convolution(x, [1, 1, 1, 1], [1]);
        var normed = network.BatchNorm(first, [1], [0], [0], [1]);
        var relu = network.Relu(network.Binary(BinaryOperator.Add, normed, x));
        var last = network.Convolution(relu, [1, 1, 1, 1], [1]);
        observed[first] = [-1, 0.5f];
        observed[normed] = [-3, 3];
        observed[x] = [-1, 0.99f];
        var formats = Assign(last);
        Assert.Equal(new FixedPointFormat(16, true, 14), formats[first]);
        Assert.Equal(new FixedPointFormat(16, true, 12), formats[normed]);
        Assert.Equal(new FixedPointFormat(8, true, 7), formats[x]);
        Assert.Equal(8, formats[relu].Bits);
    }

    [Fact]
    public void SigmoidsOperandHasATableOfModestSizeAndItsResultNoSign()
    {
        var x = network.Input(4);
        var linear = network.Linear(x, [4, 4], Enumerable.Repeat(1f, 16));
        var sigmoid = network.Sigmoid(linear);
        var y = network.Linear(sigmoid, [1, 4], [1, 1, 1, 1]);
        observed[linear] = [-7, 7];
        observed[sigmoid] = Enumerable.Range(0, 1000).Select(i => i / 1000f).ToArray();
        var formats = Assign(y);
        Assert.Equal(new FixedPointFormat(12, true, 7), formats[linear]);
        Assert.Equal(new FixedPointFormat(8, false, 8), formats[sigmoid]);
    }

    [Fact]
    public void SixteenBitsWithoutSignAreFifteen()
    {
        var x = network.Input(1, 2, 2);
        var y = network.Relu(network.Convolution(x, [1, 1, 1, 1], [1]));
        var last = network.Convolution(y, [1, 1, 1, 1], [1]);
        observed[x] = [-0.9f, 0.9f];
        observed[y] = [0, 0.9f];
        var formats = Assign(16, last);
        Assert.Equal(new FixedPointFormat(16, true, 14), formats[x]);
        Assert.Equal(new FixedPointFormat(15, false, 14), formats[y]);
    }

    [Fact]
    public void WhereSumsCouldOverflowTheOperandGivesUpBits()
    {
        // 4096 weights of 255/256 on 15-bit operands: 4096 · 255 · 32767 takes 36 bits.
        var x = network.Input(4096);
        var y = network.Linear(x, [1, 4096], Enumerable.Repeat(255 / 256f, 4096));
        observed[x] = [0, 0.9f];
        observed[y] = [0, 1000];
        var formats = Assign(16, y);
        Assert.InRange(formats[x].Bits, 10, 11);
        Assert.Equal(formats[x].Bits - 15, formats[x].FractionBits - 14);
    }

    [Fact]
    public void WhatIsSpreadBeforeItIsSummedGivesUpBits()
    {
        // The sums are those of an integer tensor between the activation and the convolution.
        var graph = new OnnxModel().Input("x", -1, 4096, 2, 2).Output("y").Floats("w", [4096, 1, 3, 3], [.. Enumerable.Repeat(255 / 256f, 4096 * 9)])
            .Node("ConvTranspose", ["x", "w"], "y", ("strides", new long[] { 2, 2 })).Import().Graph;
        observed["x"] = [0, 0.9f];
        observed["y"] = [0, 4000];
        var formats = FormatCalibration.Assign(graph, Observer(graph), 16);
        Assert.InRange(formats.Single(format => format.Value == "x").Format.Bits, 3, 11);
    }

    [Fact]
    public void OperandsOfASumFarApartMeet()
    {
        var a = network.Input(2);
        var b = network.Input(2);
        var y = network.Binary(BinaryOperator.Add, a, b);
        observed[a] = [-10000, 10000];
        observed[b] = [-1e-6f, 1e-6f];
        observed[y] = [-10000, 10000];
        var formats = Assign(y);
        Assert.InRange(formats[b].FractionBits - formats[a].FractionBits, 0, 16);
    }

    [Fact]
    public void AnActivationThatIsAlwaysZeroGetsTheUnitRange()
    {
        var x = network.Input(1, 2, 2);
        var y = network.Convolution(x, [1, 1, 1, 1], [0]);
        observed[x] = [0, 0];
        observed[y] = [0, 0];
        Assert.Equal(new FixedPointFormat(8, false, 8), Assign(y)[x]);
        Assert.Equal(new FixedPointFormat(16, true, 15), Assign(y)[y]);
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(float.MaxValue)]
    public void ValuesAsLargeAsFloatsGetFormatsThatAFileCanHold(float largest)
    {
        var x = network.Input(4);
        var y = network.Linear(x, [4, 4], Enumerable.Repeat(255 / 256f, 16));
        observed[x] = [-largest, largest];
        observed[y] = [-largest, largest];
        foreach (var bits in new[] { 4, 8, 16 })
        {
            Assert.All(Assign(bits, y).Values, format => Assert.InRange(format.FractionBits, -Limits.FractionBits, Limits.FractionBits));
        }
    }

    [Fact]
    public void NoDataAndImpossibleWidthsAreRefused()
    {
        var x = network.Input(4);
        var graph = network.Build(network.Relu(x));
        Assert.Equal(
            DiagnosticCodes.BadData, Assert.Throws<WfnException>(() => FormatCalibration.Assign(graph, new ActivationObserver())).Code);
        var observer = new ActivationObserver();
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => FormatCalibration.Assign(graph, observer, 17)).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => FormatCalibration.Assign(graph, observer, 3)).Code);
    }

    [Fact]
    public void FormatsComeInTheGraphsOrder()
    {
        var x = network.Input(4);
        var y = network.Relu(network.Linear(x, [4, 4], new float[16]));
        Assert.Equal([x, "y0", y], FormatCalibration.Assign(network.Build(y), Observer(network.Build(y))).Select(f => f.Value));
    }

    private Dictionary<string, FixedPointFormat> Assign(params string[] outputs) => Assign(8, outputs);

    // Every activation that the case does not set was seen between −1 and 1.
    private Dictionary<string, FixedPointFormat> Assign(int bits, params string[] outputs)
    {
        var artifact = network.Artifact(outputs);
        var formats = FormatCalibration.Assign(artifact.Graph, Observer(artifact.Graph), bits, artifact.Codebook);
        OverflowProof.Check(FixedPointLowering.Lower(artifact with { ActivationFormats = formats }));
        return formats.ToDictionary(f => f.Value, f => f.Format);
    }

    private ActivationObserver Observer(NetworkGraph graph)
    {
        var observer = new ActivationObserver();
        foreach (var name in graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.Select(n => n.Output)))
        {
            observer.Observe(name, observed.TryGetValue(name, out var values) ? values : [-1, 0.99f]);
        }

        return observer;
    }
}
