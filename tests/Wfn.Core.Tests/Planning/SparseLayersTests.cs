using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Planning;
using Wfn.Planning.Steps;

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
        var steps = ExecutionPlanner.Plan(Network(channels, percentOfZeros)).Steps;
        Assert.Equal(isAdded, steps.Any(s => s is FixedPointConvolutionStep));
        Assert.Equal(!isAdded, steps.Any(s => s is DenseConvolutionStep));
    }

    private static FixedPointNetwork Network(int channels, int percentOfZeros)
    {
        var random = new Random(1);
        var format = new FixedPointFormat(8, false, 4);
        var shape = TensorShape.Of(channels, 7, 7);
        var indices = Enumerable.Range(0, channels * channels * 9).Select(_ => (ushort)(random.Next(100) < percentOfZeros ? 0 : random.Next(1, 5)));
        return new FixedPointNetwork
        {
            Tensors = [new FixedPointTensor("x", shape, format), new FixedPointTensor("y", shape, format)],
            Inputs = ["x"],
            Outputs = ["y"],
            Operations =
            [
                new FixedPointConvolution
                {
                    Name = "conv",
                    Inputs = ["x"],
                    Output = "y",
                    Weights = new IndexedWeights("w", new Codebook(4, [0, 1, -1, 2, -4]), indices.ToEquatableArray(), IsShared: false),
                    Bias = new int[channels].ToEquatableArray(),
                    Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
                    Groups = 1,
                    Shift = 8,
                },
            ],
        };
    }
}
