using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Core.Tests.Import;

/// <summary>Splits, repetitions and selections of elements, as models write them.</summary>
public class MovementTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void ASplitIsASliceForEachOutputThatIsRead()
    {
        var model = new OnnxModel(18).Input("x", -1, 5).Output("a", "c")
            .Node("Split", ["x"], ["a", "b", "c"], ("axis", 1L), ("num_outputs", 3L));
        var graph = model.Import().Graph;
        Assert.Equal(["SliceNode", "SliceNode"], graph.Nodes.Select(node => node.GetType().Name));
        Assert.Equal([TensorShape.Of(-1, 2), TensorShape.Of(-1, 1)], graph.Outputs.Select(output => output.Shape));
    }

    [Theory]
    [InlineData(13, 2, 3)]
    [InlineData(13, 4, 2)]
    [InlineData(13, -1, 6)]
    public void PartsOfASplitMakeUpTheAxis(int opset, long first, long second)
    {
        var model = new OnnxModel(opset).Input("x", -1, 5).Output("a", "b").Integers("sizes", first, second)
            .Node("Split", ["x", "sizes"], ["a", "b"], ("axis", 1L));
        if (first + second == 5 && first > 0)
        {
            Assert.Equal(2, model.Import().Graph.Outputs.Count);
        }
        else
        {
            Assert.Contains("has parts of", model.Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnUnevenSplitNeedsANumberOfParts() => Assert.Contains(
        "splits 5 into 2 parts",
        new OnnxModel(17).Input("x", -1, 5).Output("a", "b").Node("Split", ["x"], ["a", "b"], ("axis", 1L)).Refused(DiagnosticCodes.InvalidGraph).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TileRepeatsAxes()
    {
        var model = new OnnxModel().Input("x", -1, 2, 3).Output("y").Integers("r", 1, 2, 2).Node("Tile", ["x", "r"], "y");
        Assert.Equal(TensorShape.Of(-1, 4, 6), model.Import().Graph.Outputs[0].Shape);
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], model.Run(1, Six));
    }

    [Fact]
    public void ExpandRepeatsAxesOfOneAndPutsAxesInFront()
    {
        var model = new OnnxModel().Input("x", -1, 1, 3).Output("y").Integers("s", 1, 2, 1).Node("Expand", ["x", "s"], "y");
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], model.Run(2, Six));

        // The batch is no longer the first axis.
        var raised = new OnnxModel().Input("x", -1, 3).Output("y").Integers("s", 2, 1, 3).Node("Expand", ["x", "s"], "y");
        Assert.Equal(TensorShape.Of(2, -1, 3), raised.Import().Graph.Outputs[0].Shape);
        Assert.Equal([1, 2, 3, 1, 2, 3], raised.Run(1, [1, 2, 3]));
    }

    [Fact]
    public void IndicesInAnyOrderAreGathered()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").IntegerTensor("i", [2, 2], 2, 0, 0, -2)
            .Node("Gather", ["x", "i"], "y", ("axis", 1L));
        var graph = model.Import().Graph;
        Assert.Equal(["GatherNode", "ReshapeNode"], graph.Nodes.Select(node => node.GetType().Name));
        Assert.Equal([3, 1, 1, 2], model.Run(1, [1, 2, 3]));
    }

    [Theory]
    [InlineData("Tile")]
    [InlineData("Expand")]
    public void RepeatsBeyondAllSizesAreRefusedBeforeAnythingIsAllocated(string op) => Assert.Contains(
        "more memory",
        new OnnxModel().Input("x", -1, 1).Output("y").Integers("n", 1, int.MaxValue).Node(op, ["x", "n"], "y").Refused(DiagnosticCodes.TensorTooLarge).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Tile", 2L, 1L)]
    [InlineData("Expand", 5L, 1L)]
    public void WhatIsRepeatedIsNoBatch(string op, long first, long second)
    {
        var model = new OnnxModel().Input("x", -1, 1).Output("y").Integers("n", first, second).Node(op, ["x", "n"], "y").Import();
        Assert.False(SampleForm.HasBatch(model.Graph));
        Assert.Contains("its open extent is taken for 1", Assert.Single(model.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void RepetitionsOfConstantsAreConstants()
    {
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Floats("c", [1, 2], 10, 20).Integers("s", 2, 2).Integers("r", 1, 2)
            .Floats("d", [2, 1], 1, 2).Node("Expand", ["c", "s"], "e").Node("Tile", ["d", "r"], "t").Node("Add", ["e", "t"], "sum").Node("Add", ["x", "sum"], "y");
        Assert.Equal([11, 21, 12, 22], model.Run(1, [0, 0, 0, 0]));
    }

    [Fact]
    public void BlocksHaveToFit()
    {
        Assert.Contains("out of 6 channels", Blocks("DepthToSpace", 6).Message, StringComparison.Ordinal);
        Assert.Contains("cannot cut", Blocks("SpaceToDepth", 4).Message, StringComparison.Ordinal);

        static WfnException Blocks(string op, long channels) => new OnnxModel().Input("x", -1, channels, 3, 4).Output("y")
            .Node(op, ["x"], "y", ("blocksize", 2L)).Refused(DiagnosticCodes.InvalidGraph);
    }
}
