using Wfn.Diagnostics;
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
    public void IntegersWhoseScaleIsAppliedAlreadyAreRefused()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").IntegerTensor("w", [2, 2], 3, 1, 2, 4).IntegerTensor("zero", [], 2)
            .Floats("s", [], 0.5f)
            .Node("QuantizeLinear", ["x", "s", "zero"], "q").Node("MatMulInteger", ["q", "w", "zero", "zero"], "y");
        Assert.Contains("QuantizeLinear made", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
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

    private static OnnxModel Quantised(params long[] spatial) => new OnnxModel().Input("x", [-1, 2, .. spatial]).Output("y")
        .IntegerTensor("zero", [], 2).Floats("s", [], 0.5f).Node("QuantizeLinear", ["x", "s", "zero"], "q");

    private static OnnxModel OfBytes(OnnxModel model)
    {
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Uint8;
        return model;
    }
}
