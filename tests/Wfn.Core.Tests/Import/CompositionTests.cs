using Wfn.Diagnostics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

/// <summary>Operators that are put together of others, where ONNX's own cases do not reach.</summary>
public class CompositionTests
{
    private static readonly float[] Four = [1, 2, 3, 5];

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
        Assert.Equal([3, 2, 5, 5], more.Run(2, [1, 3, 2, 5, 4, 5]));
        var tooMany = new OnnxModel().Input("x", -1, 3).Output("v").Integers("k", 4).Node("TopK", ["x", "k"], ["v", "i"]);
        Assert.Contains("the k [4] of 3", tooMany.Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDrawsNumbersIsRefusedWithARemedy() => Assert.Contains(
        "it draws random numbers; export the model for inference",
        new OnnxModel().Input("x", -1, 3).Output("y").Node("RandomNormalLike", ["x"], "n").Node("Add", ["x", "n"], "y")
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("bij,jk->bik", new long[] { 2, 2 }, 4)]
    [InlineData("jk,bij->bki", new long[] { 2, 2 }, 4)]
    [InlineData("bij,ijk->bik", new long[] { 2, 2, 1 }, 2)]
    [InlineData("bij,kij->bk", new long[] { 2, 2, 2 }, 2)]
    public void AnEinsteinSumByAConstantIsALayer(string equation, long[] extents, int count)
    {
        var constantFirst = equation.StartsWith("jk", StringComparison.Ordinal);
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Ramp("w", 1, extents)
            .Node("Einsum", constantFirst ? ["w", "x"] : ["x", "w"], "y", ("equation", equation));
        Assert.NotEmpty(model.Import().Graph.Nodes.OfType<LinearNode>());
        Assert.Equal(Sum(equation, constantFirst, extents), model.Run(1, Four));
        Assert.Equal(count, model.Run(1, Four).Length);
    }

    [Theory]
    [InlineData("bij,bjk->bki")]
    [InlineData("bij,bkj->bik")]
    [InlineData("bij,bij->b")]
    [InlineData("bij,bjk->kb")]
    public void AnEinsteinSumOfTwoActivationsIsAMatrixProduct(string equation)
    {
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Node("Einsum", ["x", "x"], "y", ("equation", equation));
        Assert.NotEmpty(model.Import().Graph.Nodes.OfType<MatrixProductNode>());
        Assert.Equal(Sum(equation, false, null), model.Run(1, Four));
    }

    // By its definition, all extents being 2 unless a constant's say otherwise, and one sample.
    private static float[] Sum(string equation, bool constantFirst, long[]? extents)
    {
        var parts = equation.Split(',');
        var (first, second, output) = (parts[0], parts[1].Split("->")[0], equation.Split("->")[1]);
        var size = (first + second).Distinct().ToDictionary(label => label, label => label == 'b' ? 1 : 2);
        if (extents is not null)
        {
            var labels = constantFirst ? first : second;
            for (var axis = 0; axis < labels.Length; axis++)
            {
                size[labels[axis]] = (int)extents[axis];
            }
        }

        char[] all = [.. size.Keys];
        var result = new float[output.Aggregate(1, (product, label) => product * size[label])];
        for (var i = 0; i < all.Aggregate(1, (product, label) => product * size[label]); i++)
        {
            var (rest, at) = (i, new Dictionary<char, int>());
            foreach (var label in all)
            {
                at[label] = rest % size[label];
                rest /= size[label];
            }

            int Place(string labels) => labels.Aggregate(0, (place, label) => (place * size[label]) + at[label]);
            float Element(string labels, bool isConstant) => isConstant ? Place(labels) : Four[Place(labels)];
            result[Place(output)] += Element(first, constantFirst) * Element(second, !constantFirst && extents is not null);
        }

        return result;
    }
}
