using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

/// <summary>Shapes that the model computes, as exporters write them for x.view(x.size(0), …) and its kin.</summary>
public class ShapeChainTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(4)]
    public void TheBatchIsCarriedAlong(int batch)
    {
        var model = new OnnxModel(13).Input("x", batch, 2, 3, 4).Output("y").IntegerTensor("first", [], 0).Integers("zero", 0).Integers("left", -1)
            .Node("Shape", ["x"], "shape")
            .Node("Gather", ["shape", "first"], "batch", ("axis", 0))
            .Node("Unsqueeze", ["batch", "zero"], "batches")
            .Node("Concat", ["batches", "left"], "target", ("axis", 0))
            .Node("Reshape", ["x", "target"], "y");
        Assert.Equal(TensorShape.Of(-1, 24), Assert.IsType<ReshapeNode>(Assert.Single(model.Import().Graph.Nodes)).Shape);
    }

    [Fact]
    public void ExtentsAreComputedWith()
    {
        // Channel shuffle: view(batch, groups, channels / groups, height, width).
        var model = new OnnxModel(13).Input("x", -1, 6, 2, 2).Output("y").Integers("groups", 3)
            .Integers("0", 0).Integers("1", 1).Integers("2", 2).Integers("big", long.MaxValue)
            .Node("Shape", ["x"], "shape")
            .Node("Slice", ["shape", "0", "1"], "batch")
            .Node("Slice", ["shape", "1", "2"], "channels")
            .Node("Slice", ["shape", "2", "big"], "plane")
            .Node("Div", ["channels", "groups"], "each")
            .Node("Concat", ["batch", "groups", "each", "plane"], "split", ("axis", 0))
            .Node("Reshape", ["x", "split"], "parts")
            .Node("Transpose", ["parts"], "swapped", ("perm", new long[] { 0, 2, 1, 3, 4 }))
            .Node("Reshape", ["swapped", "shape"], "y");
        var nodes = model.Import().Graph.Nodes;
        Assert.Equal(TensorShape.Of(-1, 3, 2, 2, 2), Assert.IsType<ReshapeNode>(nodes[0]).Shape);
        Assert.Equal(TensorShape.Of(-1, 6, 2, 2), Assert.IsType<ReshapeNode>(nodes[2]).Shape);
        float[] x = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        int[] order = [0, 2, 4, 1, 3, 5];
        Assert.Equal(order.SelectMany(channel => x.Skip(channel * 4).Take(4)), model.Run(1, x));
    }

    [Fact]
    public void FloatArithmeticOnExtentsFolds()
    {
        // floor(float(height) * 0.5), as old exporters compute sizes; used here as the target of a reshape.
        var model = new OnnxModel(11).Input("x", -1, 6).Output("y").IntegerTensor("axis", [], 1).Floats("half", [], 0.5f).Integers("lead", 0)
            .Integers("rest", -1)
            .Node("Shape", ["x"], "shape")
            .Node("Gather", ["shape", "axis"], "extent")
            .Node("Cast", ["extent"], "real", ("to", 1))
            .Node("Mul", ["real", "half"], "scaled")
            .Node("Floor", ["scaled"], "floored")
            .Node("Cast", ["floored"], "integer", ("to", 7))
            .Node("Unsqueeze", ["integer"], "list", ("axes", new long[] { 0 }))
            .Node("Concat", ["lead", "list", "rest"], "target", ("axis", 0))
            .Node("Reshape", ["x", "target"], "y");
        Assert.Equal(TensorShape.Of(-1, 3, 2), Assert.IsType<ReshapeNode>(Assert.Single(model.Import().Graph.Nodes)).Shape);
    }

    [Fact]
    public void ScalesMayPassTheBatchUnchanged()
    {
        var model = new OnnxModel(13).Input("x", -1, 2, 6).Output("y").Integers("scale", 1, 2, 1).Integers("divisor", 1, 1, 2)
            .Node("Shape", ["x"], "shape")
            .Node("Mul", ["shape", "scale"], "larger")
            .Node("Div", ["larger", "divisor"], "target")
            .Node("Reshape", ["x", "target"], "y");
        Assert.Equal(TensorShape.Of(-1, 4, 3), model.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void ComputingWithTheBatchIsRefused()
    {
        static OnnxModel Model(string op) => new OnnxModel(13).Input("x", -1, 2).Output("y").Integers("two", 2)
            .Node("Shape", ["x"], "shape").Node(op, ["shape", "two"], "target").Node("Reshape", ["x", "target"], "z").Node("FusedConv", ["z"], "y");
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div"])
        {
            var message = Model(op).Refused(DiagnosticCodes.UnsupportedOperator).Message;
            Assert.Contains($"{op}: arithmetic with the batch's extent (node '{op}-target')", message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "cast of the batch's extent",
            new OnnxModel(13).Input("x", -1, 2).Output("y").Node("Shape", ["x"], "shape").Node("Cast", ["shape"], "real", ("to", 1))
                .Node("Add", ["x", "real"], "z").Node("FusedConv", ["z"], "y").Refused(DiagnosticCodes.UnsupportedOperator).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { -1, 12 }, new[] { -1, 12 })]
    [InlineData(new long[] { 0, -1 }, new[] { -1, 12 })]
    [InlineData(new long[] { 1, 12 }, new[] { -1, 12 })]
    [InlineData(new long[] { 1, -1, 2 }, new[] { -1, 6, 2 })]
    [InlineData(new long[] { -1, 0, 3, 2 }, new[] { -1, 2, 3, 2 })]
    [InlineData(new long[] { 0, 0, 1, -1 }, new[] { -1, 2, 1, 6 })]
    public void ReshapesKeepTheBatch(long[] target, int[] expected)
    {
        var model = new OnnxModel().Input("x", -1, 2, 6).Output("y").Integers("target", target).Node("Reshape", ["x", "target"], "y");
        Assert.Equal(TensorShape.Of(expected), model.Import().Graph.Outputs[0].Shape);
    }

    [Theory]
    [InlineData(-1, new long[] { -1, 6 })]
    [InlineData(-1, new long[] { 12 })]
    [InlineData(-1, new long[] { 2, 6 })]
    [InlineData(4, new long[] { 1, 48 })]
    [InlineData(4, new long[] { 8, 6 })]
    public void ReshapesThatMergeTheBatchTakeTheNetworkAsItStands(int batch, long[] target)
    {
        var model = new OnnxModel().Input("x", batch, 2, 6).Output("y").Integers("target", target).Node("Reshape", ["x", "target"], "y");
        Assert.False(SampleForm.HasBatch(model.Import().Graph));
        model.Node("FusedConv", ["y"], "z");
        model.Proto.Graph.Output[0].Name = "z";
        Assert.Contains("merges or moves the batch", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 0, 5, -1 })]
    [InlineData(new long[] { 0, 13 })]
    [InlineData(new long[] { 0, -1, -1 })]
    [InlineData(new long[] { 0, -7 })]
    [InlineData(new long[] { 0, 2, 6, 0 })]
    [InlineData(new long[] { 0, 4294967296, 4294967296, 12 })]
    public void ReshapesThatDoNotFitAreRefused(long[] target)
    {
        var model = new OnnxModel().Input("x", -1, 2, 6).Output("y").Integers("target", target).Node("Reshape", ["x", "target"], "y");
        model.Refused(DiagnosticCodes.InvalidGraph);
    }

    [Fact]
    public void SlicesTakeTheWholeBatchOnly()
    {
        static OnnxModel Model(int batch, long start, long end) => new OnnxModel().Input("x", batch, 5).Output("y")
            .Integers("starts", start, 1).Integers("ends", end, -1).Node("Slice", ["x", "starts", "ends"], "y");
        Assert.Equal(TensorShape.Of(-1, 3), Model(-1, 0, long.MaxValue).Import().Graph.Outputs[0].Shape);
        Assert.Equal(TensorShape.Of(-1, 3), Model(4, 0, 4).Import().Graph.Outputs[0].Shape);
        foreach (var (batch, start, end) in new[] { (-1, 0L, 1L), (-1, 1L, long.MaxValue), (4, 0L, 3L) })
        {
            var model = Model(batch, start, end).Node("FusedConv", ["y"], "z");
            model.Proto.Graph.Output[0].Name = "z";
            Assert.Contains("a part of the batch", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        }
    }
}
