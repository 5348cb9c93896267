using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;
using Wfn.Planning;

namespace Wfn.Core.Tests.Planning;

public class JoinedPixelsTests
{
    private static readonly SlidingWindow ThreeByThree = new() { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2 };

    [Theory]
    [InlineData(8, 2)]
    [InlineData(4, 1)]
    [InlineData(16, 1)]
    [InlineData(6, 1)]
    public void PixelsOfFewChannelsThatOverlapAreWorkedOutAsOne(int outputs, int joined) =>
        Assert.Equal(joined, Joined(Convolution(Network(TensorShape.Of(3, 9, 17), outputs, ThreeByThree))));

    [Fact]
    public void AnOddRowIsNotPaired() =>
        Assert.Equal(1, Joined(Convolution(Network(TensorShape.Of(3, 9, 19), 8, ThreeByThree))));

    [Fact]
    public void APoolGoesBeforeIt()
    {
        var call = Convolution(Network(TensorShape.Of(3, 9, 17), 8, ThreeByThree, pooled: true));
        Assert.Equal("conv + pool", call.Node);
        Assert.Equal(1, Joined(call));
    }

    [Fact]
    public void WindowsFarApartTakeNoMoreRoomThanTheirWeights()
    {
        var window = new SlidingWindow { KernelHeight = 1, KernelWidth = 1, StrideWidth = 43692, PadLeft = 65535, PadRight = 65535 };
        Assert.Equal(1, Joined(Convolution(Network(TensorShape.Of(1024, 1, 8), 4, window))));
    }

    private static KernelCall Convolution(FixedPointNetwork network) =>
        Assert.Single(ExecutionPlanner.Plan(network).Calls, c => c.Type == "DenseConvolution");

    private static int Joined(KernelCall convolution) =>
        ((IntegerValue)((ObjectValue)convolution.State!["shape"]).Made["widthUnroll"]).Value;

    private static FixedPointNetwork Network(TensorShape shape, int outputs, SlidingWindow window, bool pooled = false)
    {
        var format = new FixedPointFormat(8, false, 4);
        var (height, width) = (window.OutputHeight(shape[1]), window.OutputWidth(shape[2]));
        var convolution = new ConvolutionOperation
        {
            Name = "conv",
            Inputs = ["x"],
            Output = "y",
            Weights = new IndexedWeights(
                "w", new Codebook(4, [1, 2]), new ushort[outputs * shape[0] * window.KernelHeight * window.KernelWidth].ToEquatableArray(), IsShared: false),
            Bias = new int[outputs].ToEquatableArray(),
            Window = window,
            Groups = 1,
            Shift = 8,
        };
        var pool = new MaxPoolOperation
        {
            Name = "pool",
            Inputs = ["y"],
            Output = "z",
            Window = new SlidingWindow { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 },
        };
        var input = new FixedPointTensor("x", shape, format);
        var made = new FixedPointTensor("y", TensorShape.Of(outputs, height, width), format);
        var largest = new FixedPointTensor("z", TensorShape.Of(outputs, height / 2, width / 2), format);
        return new FixedPointNetwork
        {
            Tensors = pooled ? [input, made, largest] : [input, made],
            Inputs = ["x"],
            Outputs = [pooled ? "z" : "y"],
            Operations = pooled ? [convolution, pool] : [convolution],
        };
    }
}
