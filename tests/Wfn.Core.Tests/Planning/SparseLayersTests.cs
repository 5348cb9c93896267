using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Planning;

namespace Wfn.Core.Tests.Planning;

/// <summary>Where additions of few weights take the place of products with all.</summary>
public class SparseLayersTests
{
    [Theory]
    [InlineData(256, 95, true)]
    [InlineData(256, 40, false)]
    [InlineData(8, 95, false)]
    public void LayersOfMostlyZerosAreAddedUp(int channels, int percentOfZeros, bool isAdded)
    {
        var window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var calls = ExecutionPlanner.Plan(Network(TensorShape.Of(channels, 7, 7), channels, window, percentOfZeros)).Calls;
        Assert.Equal(isAdded, calls.Any(c => c.Type == "ShiftAddByteConvolution"));
        Assert.Equal(!isAdded, calls.Any(c => c.Type == "DenseConvolution"));
    }

    [Fact]
    public void WhatIsTooLargeAsPlanesIsMultiplied()
    {
        var window = new SlidingWindow { KernelHeight = 1, KernelWidth = 21, PadLeft = 10, PadRight = 10 };
        var calls = ExecutionPlanner.Plan(Network(TensorShape.Of(16, 2048, 2048), 4, window, 99)).Calls;
        Assert.Single(calls, c => c.Type == "DenseConvolution");
    }

    private static FixedPointNetwork Network(TensorShape shape, int outputs, SlidingWindow window, int percentOfZeros)
    {
        var random = new Random(1);
        var format = new FixedPointFormat(8, false, 4);
        var made = TensorShape.Of(outputs, window.OutputHeight(shape[1]), window.OutputWidth(shape[2]));
        var indices = Enumerable.Range(0, outputs * shape[0] * window.KernelHeight * window.KernelWidth).Select(_ => (ushort)(random.Next(100) < percentOfZeros ? 0 : random.Next(1, 5)));
        return new FixedPointNetwork
        {
            Tensors = [new FixedPointTensor("x", shape, format), new FixedPointTensor("y", made, format)],
            Inputs = ["x"],
            Outputs = ["y"],
            Operations =
            [
                new ConvolutionOperation
                {
                    Name = "conv",
                    Inputs = ["x"],
                    Output = "y",
                    Weights = new IndexedWeights("w", new Codebook(4, [0, 1, -1, 2, -4]), indices.ToEquatableArray(), IsShared: false),
                    Bias = new int[outputs].ToEquatableArray(),
                    Window = window,
                    Groups = 1,
                    Shift = 8,
                },
            ],
        };
    }
}
