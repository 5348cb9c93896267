using Wfn.Diagnostics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

/// <summary>Operators that are put together of others, where ONNX's own cases do not reach.</summary>
public class CompositionTests
{
    [Fact]
    public void AConstantOfSeveralMatricesIsALayerForEach()
    {
        var model = new OnnxModel().Input("x", -1, 2, 1, 2).Output("y").Floats("w", [2, 2, 3], 1, 2, 3, 4, 5, 6, -1, 0, 1, 2, 1, 0)
            .Node("MatMul", ["x", "w"], "y");
        Assert.Equal(2, model.Import().Graph.Nodes.OfType<LinearNode>().Count());
        Assert.Equal([9, 12, 15, 5, 4, 3], model.Run(1, [1, 2, 3, 4]));

        // One row for all of them.
        var broadcast = new OnnxModel().Input("x", -1, 1, 1, 2).Output("y").Floats("w", [2, 2, 3], 1, 2, 3, 4, 5, 6, -1, 0, 1, 2, 1, 0)
            .Node("MatMul", ["x", "w"], "y");
        Assert.Equal([9, 12, 15, 3, 2, 1, 19, 26, 33, 5, 4, 3], broadcast.Run(2, [1, 2, 3, 4]));
    }

    [Fact]
    public void SeveralMatricesMayStandOnTheLeft()
    {
        var model = new OnnxModel().Input("x", -1, 2, 2, 1).Output("y").Floats("w", [2, 1, 2], 1, 2, 3, 4).Node("MatMul", ["w", "x"], "y");
        Assert.Equal([50, 250], model.Run(1, [10, 20, 30, 40]));
    }

    [Fact]
    public void ARootMeanSquareNormDividesByIt()
    {
        var model = new OnnxModel(23).Input("x", -1, 2).Output("y").Floats("s", [2], 2, 3)
            .Node("RMSNormalization", ["x", "s"], "y", ("epsilon", 0f));
        var root = Math.Sqrt(12.5);
        Assert.All(new[] { 6 / root, -12 / root }.Zip(model.Run(1, [3, -4])), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void TheFirstOfAllIsTheExtreme()
    {
        var largest = new OnnxModel().Input("x", -1, 3).Output("v", "i").Integers("k", 1).Node("TopK", ["x", "k"], ["v", "i"]);
        Assert.Equal(["reduceMax", "argMax"], largest.Import().Graph.Nodes.Select(node => node.Signature.Kind));
        Assert.Equal([3, 5], largest.Run(2, [1, 3, 2, 5, 4, 5]));
        var index = new OnnxModel().Input("x", -1, 3).Output("i").Integers("k", 1).Node("TopK", ["x", "k"], ["v", "i"], ("largest", 0L));
        Assert.Equal([0, 1], index.Run(2, [1, 3, 2, 5, 4, 5]));
        var more = new OnnxModel().Input("x", -1, 3).Output("v").Integers("k", 2).Node("TopK", ["x", "k"], ["v", "i"]);
        Assert.Contains("k = 2", more.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDrawsNumbersIsRefusedWithARemedy() => Assert.Contains(
        "it draws random numbers; export the model for inference",
        new OnnxModel().Input("x", -1, 3).Output("y").Node("RandomNormalLike", ["x"], "n").Node("Add", ["x", "n"], "y")
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);
}
