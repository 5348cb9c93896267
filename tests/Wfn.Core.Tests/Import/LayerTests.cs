using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Convolutions and fully connected layers in all the ways that models write them.</summary>
public class LayerTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void MatMulByAConstantIsALayer()
    {
        var model = new OnnxModel().Input("x", -1, 2, 3).Output("y").Ramp("w", 1, 3, 2).Node("MatMul", ["x", "w"], "y");
        var graph = model.Import().Graph;
        Assert.Equal("w", Assert.IsType<LinearNode>(Assert.Single(graph.Nodes)).Weight);
        var parameter = Assert.Single(graph.Parameters);
        Assert.Equal(ParameterRole.Weight, parameter.Role);
        Assert.Equal(TensorShape.Of(2, 3), parameter.Shape);
        Assert.Equal([0, 2, 4, 1, 3, 5], parameter.Values);

        // [[1, 2, 3], [4, 5, 6]] · [[0, 1], [2, 3], [4, 5]]
        Assert.Equal([16, 22, 34, 49], model.Run(1, Six));
    }

    [Fact]
    public void AConstantTimesAnActivationIsALayerBetweenTranspositions()
    {
        var model = new OnnxModel().Input("x", -1, 3, 2).Output("y").Ramp("w", 1, 2, 3).Node("MatMul", ["w", "x"], "y");
        Assert.Equal(["TransposeNode", "LinearNode", "TransposeNode"], model.Import().Graph.Nodes.Select(node => node.GetType().Name));

        // [[0, 1, 2], [3, 4, 5]] · [[1, 2], [3, 4], [5, 6]]
        Assert.Equal([13, 16, 40, 52], model.Run(1, Six));
    }

    [Fact]
    public void VectorsAreMatricesOfOneRowOrColumn()
    {
        var right = new OnnxModel().Input("x", -1, 2, 3).Output("y").Ramp("w", 1, 3).Node("MatMul", ["x", "w"], "y");
        Assert.Equal(TensorShape.Of(-1, 2), right.Import().Graph.Outputs[0].Shape);
        Assert.Equal([8, 17], right.Run(1, Six));
        var left = new OnnxModel().Input("x", -1, 3, 2).Output("y").Ramp("w", 1, 3).Node("MatMul", ["w", "x"], "y");
        Assert.Equal(TensorShape.Of(-1, 2), left.Import().Graph.Outputs[0].Shape);
        Assert.Equal([13, 16], left.Run(1, Six));
    }

    [Fact]
    public void SingleMatricesMayHaveLeadingAxes()
    {
        var model = new OnnxModel().Input("x", -1, 2, 3).Output("y").Ramp("w", 1, 1, 3, 2).Node("MatMul", ["x", "w"], "y");
        Assert.Equal([16, 22, 34, 49], model.Run(1, Six));

        // A matrix for each sample leaves one sample only, which meets them all.
        var several = new OnnxModel().Input("x", -1, 2, 3).Output("y").Ramp("w", 1, 2, 3, 2).Node("MatMul", ["x", "w"], "y");
        Assert.Equal(TensorShape.Of(2, 2, 2), several.Import().Graph.Outputs[0].Shape);
        Assert.Equal([16, 22, 34, 49, 52, 58, 124, 139], several.Run(1, Six));
    }

    [Fact]
    public void GemmScalesAndTransposes()
    {
        // 2 · x · wᵀ + 3 · c
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Ramp("w", 1, 2, 3).Floats("c", [1, 2], 1, -1)
            .Node("Gemm", ["x", "w", "c"], "y", ("alpha", 2f), ("beta", 3f), ("transB", 1));
        Assert.Equal([19, 49, 37, 121], model.Run(2, Six));
        var graph = model.Import().Graph;
        Assert.Equal([0, 2, 4, 6, 8, 10], graph.Parameters[0].Values);
        Assert.Equal([3, -3], graph.Parameters[1].Values);

        var scalar = new OnnxModel().Input("x", -1, 3).Output("y").Ramp("w", 1, 3, 2).Floats("c", [], 1).Node("Gemm", ["x", "w", "c"], "y");
        Assert.Equal([17, 23, 35, 50], scalar.Run(2, Six));
    }

    [Fact]
    public void WhatMovesTheBatchIsRefused()
    {
        static string Message(OnnxModel model) => model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        static OnnxModel Model(params long[] x) => new OnnxModel().Input("x", x).Output("y").Ramp("w", 1, 3, 3);
        Assert.Contains("sums along the batch", Message(Model(-1, 3).Node("Gemm", ["w", "x"], "y")), StringComparison.Ordinal);
        Assert.Contains("sums along the batch", Message(Model(-1, 3).Node("MatMul", ["w", "x"], "y")), StringComparison.Ordinal);
        Assert.Contains("whose batches do not meet", Message(Model(-1, 3).Node("MatMul", ["x", "x"], "y")), StringComparison.Ordinal);
        Assert.Contains("reaches along the batch", Message(Model(-1, 3).Node("Gemm", ["x", "w", "w"], "y")), StringComparison.Ordinal);
        Assert.Contains("reaches along the batch", Message(Model(2, 3).Node("Mul", ["x", "w"], "y")), StringComparison.Ordinal);
    }

    [Fact]
    public void ConvolutionsOverOneAxisRunAsRows()
    {
        var model = new OnnxModel().Input("x", -1, 2, 5).Output("y").Floats("w", [1, 2, 2], 1, -1, 0, 2).Floats("b", [1], 0.5f)
            .Node("Conv", ["x", "w", "b"], "y", ("pads", new long[] { 1, 0 }), ("strides", new long[] { 2 }), ("dilations", new long[] { 2 }));
        Assert.Equal(TensorShape.Of(-1, 1, 2), model.Import().Graph.Outputs[0].Shape);

        // Taps two apart: y[0] = x0[-1] − x0[1] + 2·x1[1] + 0.5, y[1] = x0[1] − x0[3] + 2·x1[3] + 0.5.
        Assert.Equal([-2 + (2 * 7) + 0.5f, 2 - 4 + (2 * 9) + 0.5f], model.Run(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    }

    [Fact]
    public void GroupsSeparateChannels()
    {
        var model = new OnnxModel().Input("x", -1, 2, 1, 3).Output("y").Floats("w", [4, 1, 1, 1], 1, 2, 3, 4)
            .Node("Conv", ["x", "w"], "y", ("group", 2));
        Assert.Equal([1, 2, 3, 2, 4, 6, 12, 15, 18, 16, 20, 24], model.Run(1, Six));
    }

    [Theory]
    [InlineData("SAME_UPPER", 3, 2, 1, 5, 1, 1)]
    [InlineData("SAME_UPPER", 3, 2, 1, 6, 0, 1)]
    [InlineData("SAME_LOWER", 3, 2, 1, 6, 1, 0)]
    [InlineData("SAME_UPPER", 2, 1, 3, 6, 1, 2)]
    [InlineData("SAME_LOWER", 2, 1, 3, 6, 2, 1)]
    [InlineData("SAME_UPPER", 1, 3, 1, 7, 0, 0)]
    [InlineData("VALID", 3, 1, 1, 7, 0, 0)]
    public void AutomaticPadsAreWorkedOut(string mode, long kernel, long stride, long dilation, long extent, int before, int after)
    {
        var window = ((ConvolutionNode)Assert.Single(new OnnxModel().Input("x", -1, 1, 1, extent).Output("y").Ramp("w", 1, 1, 1, 1, kernel)
            .Node(
                "Conv",
                ["x", "w"],
                "y",
                ("auto_pad", mode),
                ("strides", new[] { 1, stride }),
                ("dilations", new[] { 1, dilation })).Import().Graph.Nodes)).Window;
        Assert.Equal((before, after), (window.PadLeft, window.PadRight));
    }

    [Fact]
    public void RoundedUpPoolsNeverCountWhatLiesBeyond()
    {
        // Width 5, kernel 3, stride 2, padding 1 and 0: rounded down there are 2 outputs; rounded up a third reaches one beyond.
        var model = new OnnxModel().Input("x", -1, 1, 1, 5).Output("y").Node(
            "AveragePool",
            ["x"],
            "y",
            ("kernel_shape", new long[] { 1, 3 }),
            ("strides", new long[] { 1, 2 }),
            ("pads", new long[] { 0, 1, 0, 0 }),
            ("ceil_mode", 1),
            ("count_include_pad", 1));
        var pool = Assert.IsType<AveragePoolNode>(Assert.Single(model.Import().Graph.Nodes));
        Assert.Equal((1, 1), (pool.Window.PadRight, pool.UncountedRight));
        Assert.Equal([1, 3, 4.5f], model.Run(1, [1, 2, 3, 4, 5]));

        // With one column of padding after it, too, a fifth output would start behind the data: it is none.
        var limited = new OnnxModel().Input("x", -1, 1, 1, 3).Output("y").Node(
            "MaxPool", ["x"], "y", ("kernel_shape", new long[] { 1, 2 }), ("strides", new long[] { 1, 2 }), ("pads", new long[] { 0, 1, 0, 1 }), ("ceil_mode", 1));
        Assert.Equal(TensorShape.Of(-1, 1, 1, 2), limited.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void MeansRunOverAnyAxes()
    {
        static float[] Mean(long[] axes, int keep, float[] x, params long[] extents) => new OnnxModel().Input("x", [-1, .. extents]).Output("y")
            .Node("ReduceMean", ["x"], "y", ("axes", axes), ("keepdims", keep)).Run(1, x);
        Assert.Equal([2, 5], Mean([2], 0, Six, 2, 3));
        Assert.Equal([2.5f, 3.5f, 4.5f], Mean([1], 1, Six, 2, 3));
        Assert.Equal([3.5f], Mean([-1, 1], 0, Six, 2, 3));
        Assert.Equal([3, 4], Mean([1, 3], 0, Six, 3, 2, 1));
        var operand = new OnnxModel(18).Input("x", -1, 2, 3).Output("y").Integers("axes", 2).Node("ReduceMean", ["x", "axes"], "y", ("keepdims", 0));
        Assert.Equal([2, 5], operand.Run(1, Six));
        Assert.Equal([3.5f], new OnnxModel().Input("x", 2, 3).Output("y").Node("ReduceMean", ["x"], "y", ("keepdims", 0)).Run(1, Six));
    }

    [Fact]
    public void OldSoftmaxesTakeAllAxesFromOneOn()
    {
        float[] x = [0, 1, 2, 3];
        static OnnxModel Model(int opset) => new OnnxModel(opset).Input("x", -1, 2, 2).Output("y").Node("Softmax", ["x"], "y", ("axis", 1));
        var flat = new OnnxModel(13).Input("x", -1, 4).Output("y").Node("Softmax", ["x"], "y");
        Assert.Equal(flat.Run(1, x), Model(11).Run(1, x));
        Assert.NotEqual(flat.Run(1, x), Model(13).Run(1, x));
        Assert.Single(new OnnxModel(11).Input("x", -1, 4).Output("y").Node("Softmax", ["x"], "y").Import().Graph.Nodes);
    }

    [Fact]
    public void ClipTakesItsBoundsFromAttributesOrOperands()
    {
        var attributes = new OnnxModel(10).Input("x", -1, 6).Output("y").Node("Clip", ["x"], "y", ("min", 2f), ("max", 4f));
        Assert.Equal([2, 2, 3, 4, 4, 4], attributes.Run(1, Six));
        var operands = new OnnxModel(11).Input("x", -1, 6).Output("y").Floats("max", [], 4).Node("Clip", ["x", "", "max"], "y");
        Assert.Equal([1, 2, 3, 4, 4, 4], operands.Run(1, Six));
        Assert.Equal(float.NegativeInfinity, Assert.IsType<ClipNode>(Assert.Single(operands.Import().Graph.Nodes)).Minimum);
    }

    [Fact]
    public void ClipTakesBoundsOfRunTime()
    {
        // Eighty below the largest, as spectrograms in decibels are cut off; the other bound is none.
        var model = new OnnxModel().Input("x", 2, 3).Output("y").Floats("c", [], 2).Floats("none", [], float.PositiveInfinity)
            .Node("ReduceMax", ["x"], "largest", ("keepdims", 0)).Node("Sub", ["largest", "c"], "floor").Node("Clip", ["x", "floor", "none"], "y");
        Assert.Equal([4, 4, 4, 4, 5, 6], model.Run(1, Six));

        var both = new OnnxModel().Input("x", -1, 2).Input("low", -1, 2).Input("high", -1, 2).Output("y").Node("Clip", ["x", "low", "high"], "y");
        var inputs = new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [1, 9], ["low"] = [2, 2], ["high"] = [3, 3] };
        Assert.Equal([2, 3], new FloatExecutor(both.Import().Graph).Run(inputs, 1)["y"]);
    }

    [Fact]
    public void DivisionByAConstantIsAProduct()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Floats("c", [3], 1, 2, 4).Node("Div", ["x", "c"], "y");
        Assert.Equal([1, 1, 0.75f, 4, 2.5f, 1.5f], model.Run(2, Six));
        var graph = model.Import().Graph;
        Assert.Equal(BinaryOperator.Multiply, Assert.IsType<BinaryNode>(Assert.Single(graph.Nodes)).Operator);
        Assert.Equal([1, 0.5f, 0.25f], Assert.Single(graph.Parameters).Values);
        Assert.Contains(
            "'c' is infinite",
            new OnnxModel().Input("x", -1, 3).Output("y").Floats("c", [3], 1, 0, 4).Node("Div", ["x", "c"], "y")
                .Refused(DiagnosticCodes.NonFiniteWeight).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GatherOfEvenlySpacedIndicesIsASlice()
    {
        static OnnxModel Model(long[] extents, params long[] indices) => new OnnxModel().Input("x", -1, 3, 2).Output("y")
            .IntegerTensor("i", extents, indices).Node("Gather", ["x", "i"], "y", ("axis", 1));
        Assert.Equal([5, 6], Model([], -1).Run(1, Six));
        Assert.Equal(TensorShape.Of(-1, 2), Model([], -1).Import().Graph.Outputs[0].Shape);
        Assert.Equal([5, 6, 1, 2], Model([2], 2, 0).Run(1, Six));
        Assert.Equal([1, 2, 3, 4, 1, 2], Model([3], 0, 1, 0).Run(1, Six));
        Assert.Contains("gathers index 3 of 3", Model([1], 3).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
    }
}
