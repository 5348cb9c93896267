using Wfn.Diagnostics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

public class PadTests
{
    private static readonly float[] Row = [1, 2, 3, 4];

    [Theory]
    [InlineData("constant", new float[] { 9, 9, 1, 2, 3, 4, 9 })]
    [InlineData("reflect", new float[] { 3, 2, 1, 2, 3, 4, 3 })]
    [InlineData("edge", new float[] { 1, 1, 1, 2, 3, 4, 4 })]
    [InlineData("wrap", new float[] { 3, 4, 1, 2, 3, 4, 1 })]
    public void EveryModeAddsItsElements(string mode, float[] expected)
    {
        var model = new OnnxModel(19).Input("x", -1, 4).Output("y").Integers("pads", 0, 2, 0, 1).Floats("value", [], 9)
            .Node("Pad", ["x", "pads", "value"], "y", ("mode", mode));
        Assert.Equal(expected, model.Run(1, Row));
        Assert.IsType<PadNode>(Assert.Single(model.Import().Graph.Nodes));
    }

    [Fact]
    public void CountsMayBeAttributes() => Assert.Equal(
        [0.5f, 1, 2, 3, 4, 0.5f, 0.5f],
        new OnnxModel(10).Input("x", 1, 4).Output("y")
            .Node("Pad", ["x"], "y", ("pads", new long[] { 0, 1, 0, 2 }), ("value", 0.5f)).Run(1, Row));

    [Fact]
    public void CountsMayNameTheirAxes()
    {
        var model = new OnnxModel(18).Input("x", -1, 2, 2).Output("y").Integers("pads", 1, 0).Integers("axes", -1)
            .Node("Pad", ["x", "pads", "", "axes"], "y");
        Assert.Equal([0, 1, 2, 0, 3, 4], model.Run(1, Row));
    }

    [Fact]
    public void NegativeCountsCrop()
    {
        var model = new OnnxModel().Input("x", -1, 4).Output("y").Integers("pads", 0, -1, 0, 2).Node("Pad", ["x", "pads"], "y", ("mode", "edge"));
        Assert.Equal([2, 3, 4, 4, 4], model.Run(1, Row));
        var crop = new OnnxModel().Input("x", -1, 4).Output("y").Integers("pads", 0, -1, 0, -2).Node("Pad", ["x", "pads"], "y");
        Assert.Equal([2], crop.Run(1, Row));
        Assert.IsType<SliceNode>(Assert.Single(crop.Import().Graph.Nodes));
    }

    [Fact]
    public void NoCountsLeaveNoNode()
    {
        var model = new OnnxModel().Input("x", -1, 4).Output("y").Integers("pads", 0, 0, 0, 0)
            .Node("Pad", ["x", "pads"], "p").Node("Relu", ["p"], "y");
        Assert.IsType<ReluNode>(Assert.Single(model.Import().Graph.Nodes));
    }

    /// <summary>What PyTorch 1.13 writes for F.pad(x, (1, 2, 3, 4)): it computes ONNX's order of the counts from its own.</summary>
    [Fact]
    public void CountsMayBeComputedFromConstants()
    {
        var model = new OnnxModel(13).Input("x", -1, 1, 2, 2).Output("y").Integers("given", 1, 2, 3, 4)
            .Integers("rest", 4).Integers("two", -1, 2).Integers("start", -1).Integers("end", -9223372036854775807)
            .Integers("axis", 0).Integers("step", -1).Integers("flat", -1)
            .Node("ConstantOfShape", ["rest"], "zeros", ("value", OnnxModel.Tensor("", [1], new long[] { 0 })))
            .Node("Concat", ["given", "zeros"], "all", ("axis", 0))
            .Node("Reshape", ["all", "two"], "pairs")
            .Node("Slice", ["pairs", "start", "end", "axis", "step"], "reversed")
            .Node("Transpose", ["reversed"], "transposed", ("perm", new long[] { 1, 0 }))
            .Node("Reshape", ["transposed", "flat"], "counts")
            .Node("Cast", ["counts"], "pads", ("to", 7))
            .Node("Pad", ["x", "pads"], "y", ("mode", "constant"));
        var pad = Assert.IsType<PadNode>(Assert.Single(model.Import().Graph.Nodes));
        Assert.Equal([0, 0, 3, 1], pad.Before);
        Assert.Equal([0, 0, 4, 2], pad.After);
    }

    [Fact]
    public void JoinedConstantsOfOneValueArePads()
    {
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Floats("a", [1, 1, 2], 7, 7).Floats("b", [1, 2, 2], 8, 8, 8, 8)
            .Node("Concat", ["b", "a", "x", "x", "a"], "y", ("axis", 1));
        Assert.Equal([8, 8, 8, 8, 7, 7, 1, 2, 3, 4, 1, 2, 3, 4, 7, 7], model.Run(1, Row));
        var single = new OnnxModel().Input("x", -1, 2, 2).Output("y").Floats("zero", [1, 2, 1], 0, 0).Node("Concat", ["x", "zero"], "y", ("axis", -1));
        Assert.IsType<PadNode>(Assert.Single(single.Import().Graph.Nodes));
        Assert.Equal([1, 2, 0, 3, 4, 0], single.Run(1, Row));
    }

    [Fact]
    public void OtherJoinedConstantsAreAddedWhereZerosStand()
    {
        static OnnxModel Model(string[] inputs, long[] extents, params float[] values) => new OnnxModel().Input("x", -1, 2, 2).Output("y")
            .Floats("c", extents, values).Node("Concat", inputs, "y", ("axis", 1));
        Assert.Equal([3, 4, 5, 6, 1, 2], Model(["x", "c"], [1, 1, 2], 1, 2).Run(1, [3, 4, 5, 6]));
        Assert.Contains("joined with activations", Model(["x", "c"], [2, 1, 2], 1, 1, 1, 1).Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Equal([3, 4, 5, 6, 1, 1, 3, 4, 5, 6], Model(["x", "c", "x"], [1, 1, 2], 1, 1).Run(1, [3, 4, 5, 6]));
        Assert.Contains("cannot join", Model(["x", "c"], [1, 1, 3], 1, 1, 1).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Assert.Contains("cannot join", Model(["x", "c"], [1, 1], 1).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNoMeaningIsRefused()
    {
        static OnnxModel Model(string mode, params long[] pads) => new OnnxModel(19).Input("x", -1, 4).Output("y").Integers("pads", pads)
            .Node("Pad", ["x", "pads"], "y", ("mode", mode));
        Assert.Contains("padding of the batch", Model("reflect", 1, 0, 0, 0).Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Contains("mode 'mirror'", Model("mirror", 0, 1, 0, 0).Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 pads", Model("edge", 1, 0, 0).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Assert.Contains("to nothing", Model("edge", 0, -4, 0, 1).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Assert.Contains("Reflect can take", Model("reflect", 0, 4, 0, 0).Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        Model("edge", 0, long.MaxValue, 0, 0).Refused(DiagnosticCodes.InvalidGraph);
    }
}
