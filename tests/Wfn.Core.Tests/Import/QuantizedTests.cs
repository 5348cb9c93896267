using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Core.Tests.Import;

/// <summary>Operators on integers that stand for real numbers.</summary>
public class QuantizedTests
{
    [Fact]
    public void AProductOfIntegersTakesTheirZeroPointsOff()
    {
        var model = OfBytes(new OnnxModel().Input("x", -1, 3).Output("y").IntegerTensor("zero", [], 12).IntegerTensor("none", [], 0)
            .IntegerTensor("w", [3, 2], 1, 4, 2, 5, 3, 6).Node("MatMulInteger", ["x", "w", "zero", "none"], "y"));
        Assert.Equal([-38, -83, -44, -98, -50, -113, -56, -128], model.Run(4, [11, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0]));
    }

    [Theory]
    [InlineData(0, new float[] { 12, 16, 24, 28 })]
    [InlineData(1, new float[] { 1, 3, 5, 3, 5, 12, 16, 9, 11, 24, 28, 15, 7, 15, 17, 9 })]
    public void AConvolutionOfIntegersPadsWithTheirZeroPoint(long pad, float[] expected)
    {
        var model = OfBytes(new OnnxModel().Input("x", -1, 1, 3, 3).Output("y").IntegerTensor("zero", [], 1)
            .IntegerTensor("w", [1, 1, 2, 2], 1, 1, 1, 1)
            .Node("ConvInteger", ["x", "w", "zero"], "y", ("pads", new[] { pad, pad, pad, pad })));
        Assert.Equal(expected, model.Run(1, [2, 3, 4, 5, 6, 7, 8, 9, 10]));
    }

    [Fact]
    public void WhatIsQuantisedDynamicallyIsTheRealNumberOfTheScaleOne()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").IntegerTensor("w", [2, 2], 3, 1, 2, 4).IntegerTensor("zero", [], 2)
            .Floats("s", [], 0.5f)
            .Node("DynamicQuantizeLinear", ["x"], ["q", "scale", "point"])
            .Node("MatMulInteger", ["q", "w", "point", "zero"], "sums").Node("Cast", ["sums"], "real", ("to", 1L))
            .Node("Mul", ["scale", "s"], "factor").Node("Mul", ["real", "factor"], "y");
        Assert.Equal([0.625f, 0.875f], model.Run(1, [1.25f, 1.5f]).Select(y => y));
    }

    [Fact]
    public void AProductOfQuantisedIntegersIsComputedOfThoseIntegers()
    {
        var model = Scaled(DataType.Uint8, 2, 0.5f).IntegerTensor("w8", [1, 2], 3, -7).IntegerTensor("none", [], 0)
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Node("MatMulInteger", ["q", "w8", "z", "none"], "y");

        // 0.75 / 0.5 is a tie, which goes to 2; −9 and 300 are beyond 0 and 255.
        Assert.Equal([6, -14, 3, -7, -6, 14, 759, -1771], model.Run(4, [0.75f, 0.4f, -9f, 300f]));
    }

    [Theory]
    [InlineData("Uint8", 3, new float[] { 3, 5, 5, 7, 0, 255 })]
    [InlineData("Int8", -3, new float[] { -3, -1, -1, 1, -53, 127 })]
    [InlineData("Int4", 0, new float[] { 0, 2, 2, 4, -8, 7 })]
    [InlineData("Uint16", 0, new float[] { 0, 2, 2, 4, 0, 400 })]
    public void IntegersThatAreAnOutputAreThoseOfTheFile(string type, int zero, float[] expected)
    {
        var model = Scaled(Enum.Parse<DataType>(type), zero, 0.5f).Node("QuantizeLinear", ["x", "s", "z"], "y");
        float[] x = [0.25f, 0.75f, 1.25f, 1.75f, -25f, 200f];
        Assert.Equal(expected, model.Run(6, x));
        Assert.NotEqual(ElementType.Float32, model.Import().Graph.Outputs[0].Given);
    }

    [Fact]
    public void ACastToTheTypeOfOthersIsOneToTheirIntegers()
    {
        var model = new OnnxModel(19).Input("x", -1, 4).Output("y").Node("CastLike", ["x", "like"], "y");
        model.Proto.Graph.Initializer.Add(Integers("like", DataType.Int8, [1], 1));
        Assert.Equal([1, -1, 100, -128], model.Run(1, [1.75f, -1.75f, 100f, -128.5f]));
    }

    [Fact]
    public void RealNumbersAndTheirIntegersCanBothBeOutputs()
    {
        var model = Scaled(DataType.Int8, 1, 0.5f).Node("MatMul", ["x", "w"], "p").Node("QuantizeLinear", ["p", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "s", "z"], "y").Node("Reshape", ["q", "shape"], "moved").IntegerTensor("shape", [2], -1, 1).Output("moved").Output("q");
        var outputs = new FloatExecutor(model.Import().Graph).Run(
            new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [0.3f, 100f] }, 2);
        Assert.Equal([0.6f, 63f], outputs["y"]);
        Assert.Equal([2f, 127f], outputs["moved"]);
        Assert.Equal(outputs["moved"], outputs["q"]);
    }

    [Fact]
    public void IntegersThatAreAnInputAreScaled()
    {
        var model = OfBytes(new OnnxModel().Input("x", -1, 2).Output("y").Floats("s", [2], 0.5f, 2).Node("DequantizeLinear", ["x", "s", "z"], "y", ("axis", 1L)));
        model.Proto.Graph.Initializer.Add(Integers("z", DataType.Uint8, [2], 128, 2));
        Assert.Equal([-64f, 4f, 63.5f, 506f], model.Run(2, [0, 4, 255, 255]));
    }

    [Fact]
    public void WhatIsQuantisedByOneScaleAndReadByAnotherIsRoundedBetween()
    {
        var model = Scaled(DataType.Uint8, 0, 0.5f).Floats("t", [], 2).Node("QuantizeLinear", ["x", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "t", "z"], "y");
        Assert.Equal([0f, 4f, 510f], model.Run(3, [0.2f, 0.9f, 1000f]));
    }

    [Fact]
    public void MovesAndMaximaKeepTheRealNumbers()
    {
        var model = new OnnxModel().Input("x", -1, 1, 2, 2).Output("y").Floats("s", [], 0.5f).IntegerTensor("pads", [8], 0, 0, 0, 1, 0, 0, 0, 0)
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Node("Pad", ["q", "pads", "z"], "p")
            .Node("MaxPool", ["p"], "m", ("kernel_shape", new long[] { 2, 2 })).Node("Concat", ["m", "m"], "c", ("axis", 1L))
            .Node("DequantizeLinear", ["c", "s", "z"], "y");
        model.Proto.Graph.Initializer.Add(Integers("z", DataType.Uint8, [], 3));
        Assert.Equal([0.1f, 0.3f, 0.1f, 0.3f], model.Run(1, [0.1f, 0.3f, -0.5f, 0.2f]));
        Assert.DoesNotContain(model.Import().Graph.Nodes, node => node is UnaryNode);
    }

    [Fact]
    public void WeightsOfBlocksAreScaledByTheirBlock()
    {
        // Two blocks of two rows, and one of the one that is left.
        var model = new OnnxModel(21).Input("x", -1, 5).Output("y").Floats("s", [3, 2], 1, 10, 100, 1000, 0.5f, 0.25f)
            .Node("DequantizeLinear", ["w", "s", "z"], "d", ("axis", 0L), ("block_size", 2L)).Node("MatMul", ["x", "d"], "y");
        var weights = new TensorProto { Name = "w", DataType = (int)DataType.Int4 };
        weights.Dims.AddRange([5, 2]);
        weights.RawData = Google.Protobuf.ByteString.CopyFrom(0x21, 0xF3, 0x87, 0x11, 0x22);
        model.Proto.Graph.Initializer.Add(weights);
        var zeros = new TensorProto { Name = "z", DataType = (int)DataType.Int4 };
        zeros.Dims.AddRange([3, 2]);
        zeros.Int32Data.AddRange([0x10, 0x00, 0x00]);
        model.Proto.Graph.Initializer.Add(zeros);
        Assert.Equal(
            [1, (2 - 1) * 10, 3, (-1 - 1) * 10, 700, -8000, 100, 1000, 1, 0.5f],
            model.Run(5, [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]));
    }

    [Fact]
    public void WeightsThatTheFileRoundsAreRounded()
    {
        var graph = Scaled(DataType.Int8, 0, 0.5f).Floats("v", [1, 4], 0.74f, 0.75f, -100f, 3f).Node("QuantizeLinear", ["v", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "s", "z"], "d").Node("MatMul", ["x", "d"], "y").Import().Graph;
        Assert.Equal([0.5f, 1f, -64f, 3f], graph.Parameters.Single().Values);
    }

    [Fact]
    public void IntegersMadeOfTheirOwnRangeAreComputedWhereTheyAreAnOutput()
    {
        var model = new OnnxModel().Input("x", 6).Output("y", "scale", "zero").Node("DynamicQuantizeLinear", ["x"], ["y", "scale", "zero"]);
        var outputs = new FloatExecutor(model.Import().Graph).Run(
            new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [0, 2, -3, -2.5f, 1.34f, 0.5f] }, 1);
        Assert.Equal([153f, 255f, 0f, 26f, 221f, 179f], outputs["y"]);
        Assert.Equal([5f / 255], outputs["scale"]);
        Assert.Equal([153f], outputs["zero"]);
    }

    [Fact]
    public void AQuantisedProductIsOneOfRealNumbers()
    {
        var model = Quantised().IntegerTensor("w", [2, 2], 3, 1, 2, 4).Floats("ws", [2], 0.25f, 2)
            .Node("QLinearMatMul", ["q", "s", "zero", "w", "ws", "zero", "s", "zero"], "p")
            .Node("DequantizeLinear", ["p", "s", "zero"], "y");

        // w is (1, -1; 0, 2) in units of 1/4 and 2.
        Assert.Equal([0.3125f, 3.5f], model.Run(1, [1.25f, 1.5f]));
    }

    [Fact]
    public void AQuantisedConvolutionHasABiasOfBothScales()
    {
        var model = Quantised(1, 1).IntegerTensor("w", [2, 2, 1, 1], 3, 1, 2, 4).Floats("ws", [2], 0.25f, 2).IntegerTensor("b", [2], 4, -1)
            .Node("QLinearConv", ["q", "s", "zero", "w", "ws", "zero", "s", "zero", "b"], "p")
            .Node("DequantizeLinear", ["p", "s", "zero"], "y");
        Assert.Equal([(0.25f * (1.25f - 1.5f)) + 0.5f, 6 - 1], model.Run(1, [1.25f, 1.5f]));
    }

    [Theory]
    [InlineData("Uint8", 0, 1f / 16, 0, 255f / 16)]
    [InlineData("Int8", -128, 6f / 255, 0, 6f)]
    [InlineData("Int8", 0, 1f / 64, -2, 127f / 64)]
    [InlineData("Uint16", 1, 0.01f, -0.01f, 655.34f)]
    public void WhatToolsLeaveToSaturationIsThere(string type, int zero, float scale, float minimum, float maximum)
    {
        // A ReLU or a clip between the product and its scale was taken away.
        var model = Scaled(Enum.Parse<DataType>(type), zero, scale).Node("MatMul", ["x", "w"], "p").Node("QuantizeLinear", ["p", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "s", "z"], "y");
        float[] x = [-3f, 0.25f, 1f, 1e5f];
        Assert.All(model.Run(4, x).Zip(x), pair => Assert.Equal(Math.Clamp(2 * pair.Second, minimum, maximum), pair.First, 1e-5f * maximum));
        var range = Assert.Single(model.Import().Graph.Ranges);
        Assert.Equal(minimum, range.Minimum, 1e-6f);
        Assert.Equal(maximum, range.Maximum, 1e-3f);
    }

    [Fact]
    public void AnActivationFunctionAndItsSaturationAreOneClip()
    {
        var graph = Scaled(DataType.Uint8, 0, 0.5f).Node("MatMul", ["x", "w"], "p").Node("Relu", ["p"], "r")
            .Node("QuantizeLinear", ["r", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "y").Import().Graph;
        var clip = Assert.IsType<ClipNode>(graph.Nodes[^1]);
        Assert.Equal((2, 0f, 127.5f), (graph.Nodes.Count, clip.Minimum, clip.Maximum));
        Assert.Equal("y", Assert.Single(graph.Ranges).Activation);
    }

    [Fact]
    public void AnInputIsTakenAsItIs()
    {
        var graph = Scaled(DataType.Int8, 0, 0.5f).Node("QuantizeLinear", ["x", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "d")
            .Node("MatMul", ["d", "w"], "y").Import().Graph;
        Assert.Single(graph.Nodes);
        Assert.Equal(new StoredRange("x", 0.5f, -128, 127), Assert.Single(graph.Ranges));
    }

    [Fact]
    public void StepsOfPowersOfTwoAreKeptAndTheResultsAreThoseOfTheFile()
    {
        var network = RecordedModels.Import("network-qdq");
        Assert.True(StoredFormats.AreKnown(network.Graph));
        var choice = StoredFormats.Choose(network.Graph, 8, null, widens: false);
        var formats = choice.Formats.ToDictionary(format => format.Value, format => format.Format, StringComparer.Ordinal);
        Assert.Equal(new FixedPointFormat(8, true, 5), formats["x"]);
        Assert.Contains(new FixedPointFormat(8, true, 4), formats.Values);

        var artifact = ArtifactBuilder.Build(
            network.Graph, Codebook.FromValues([0f]), ["wd"], new SourceModel("", new string('0', 64)), [], choice.Formats, []);
        var outputs = new float[network.Batch * 3];
        new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(network.Inputs[0], network.Batch, outputs);

        // Means of 36 numbers in steps of 1/16; a tie that is rounded the other way is 1/36 of a step.
        network.Check([outputs], 2f / 36 / 16);
    }

    [Theory]
    [InlineData(0.05f, 4)]
    [InlineData(0.0158f, 6)]
    [InlineData(0.0157f, 6)]
    [InlineData(0.0076f, 7)]
    public void OtherStepsGiveTheFormatThatErrsLeastOverTheirRange(float scale, int fractionBits)
    {
        // Up to 12.75, 4.03, 4.00 and 1.94: a little saturation costs less than steps of twice the size.
        var graph = Scaled(DataType.Uint8, 0, scale).Node("MatMul", ["x", "w"], "p").Node("QuantizeLinear", ["p", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "s", "z"], "d").Node("MatMul", ["d", "w"], "y").Import().Graph;
        var format = StoredFormats.Choose(graph, 8, null).Formats.Single(entry => entry.Value == graph.Nodes[1].Output).Format;
        Assert.Equal(new FixedPointFormat(8, false, fractionBits), format);
    }

    [Fact]
    public void SamplesGoBeforeRangesThatNoFormatHas()
    {
        var graph = Scaled(DataType.Uint8, 0, 0.05f).Node("MatMul", ["x", "w"], "p").Node("QuantizeLinear", ["p", "s", "z"], "q")
            .Node("DequantizeLinear", ["q", "s", "z"], "d").Node("MatMul", ["d", "w"], "y").Import().Graph;
        var observer = new ActivationObserver();
        new FloatExecutor(graph).Run(new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [0.4f] }, 1, observer.Observe);
        var format = FormatCalibration.Assign(graph, observer).Single(entry => entry.Value == graph.Nodes[1].Output).Format;
        Assert.Equal(8, format.FractionBits);
    }

    [Fact]
    public void ScalesOfSomeActivationsAreNotEnough()
    {
        var graph = Scaled(DataType.Uint8, 0, 0.5f).Node("QuantizeLinear", ["x", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "d")
            .Node("MatMul", ["d", "w"], "p").Node("Tanh", ["p"], "t").Node("MatMul", ["t", "w"], "y").Import().Graph;
        Assert.NotEmpty(graph.Ranges);
        Assert.False(StoredFormats.AreKnown(graph));
    }

    // x times 2, and a scale s with a zero point z.
    private static OnnxModel Scaled(DataType type, int zero, float scale)
    {
        var model = new OnnxModel().Input("x", -1, 1).Output("y").Floats("w", [1, 1], 2).Floats("s", [], scale);
        model.Proto.Graph.Initializer.Add(Integers("z", type, [], zero));
        return model;
    }

    private static TensorProto Integers(string name, DataType type, long[] extents, params int[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(extents);
        tensor.Int32Data.AddRange(values);
        return tensor;
    }

    private static OnnxModel Quantised(params long[] spatial) => new OnnxModel().Input("x", [-1, 2, .. spatial]).Output("y")
        .IntegerTensor("zero", [], 2).Floats("s", [], 0.5f).Node("QuantizeLinear", ["x", "s", "zero"], "q");

    private static OnnxModel OfBytes(OnnxModel model)
    {
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Uint8;
        return model;
    }
}
