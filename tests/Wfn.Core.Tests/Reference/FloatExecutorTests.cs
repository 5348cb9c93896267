using CsCheck;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Reference;

public class FloatExecutorTests
{
    private readonly NetworkBuilder network = new();

    [Fact]
    public void ConvolutionAddsTheWindowAndTheBias()
    {
        var x = network.Input(1, 3, 3);
        var y = network.Convolution(x, [2, 1, 2, 2], [1, 2, 3, 4, 0, 0, 0, -1], [10, 0.5f]);
        Assert.Equal(
            [10 + 37, 10 + 47, 10 + 67, 10 + 77, 0.5f - 5, 0.5f - 6, 0.5f - 8, 0.5f - 9],
            network.Run(y, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void ConvolutionPadsWithZeroAndStrides()
    {
        var x = network.Input(1, 3, 3);
        var y = network.Convolution(x, [1, 1, 3, 3], Enumerable.Repeat(1f, 9), window: NetworkBuilder.Window(3, stride: 2, pad: 1));
        Assert.Equal([1 + 2 + 4 + 5, 2 + 3 + 5 + 6, 4 + 5 + 7 + 8, 5 + 6 + 8 + 9], network.Run(y, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void ConvolutionOfAnyWindowIsTheSumItsDefinitionNames()
    {
        var windows =
            from kernelHeight in Gen.Int[1, 3]
            from kernelWidth in Gen.Int[1, 4]
            from strideHeight in Gen.Int[1, 3]
            from strideWidth in Gen.Int[1, 3]
            from dilationHeight in Gen.Int[1, 2]
            from dilationWidth in Gen.Int[1, 3]
            from pads in Gen.Int[0, 3].Array[4]
            from groups in Gen.Int[1, 2]
            from height in Gen.Int[5, 8]
            from width in Gen.Int[10, 40]
            from seed in Gen.Int[0, 1000]
            select (
                Window: new SlidingWindow
                {
                    KernelHeight = kernelHeight,
                    KernelWidth = kernelWidth,
                    StrideHeight = strideHeight,
                    StrideWidth = strideWidth,
                    DilationHeight = dilationHeight,
                    DilationWidth = dilationWidth,
                    PadTop = pads[0],
                    PadLeft = pads[1],
                    PadBottom = pads[2],
                    PadRight = pads[3],
                },
                groups,
                height,
                width,
                seed);
        windows.Sample(c => Assert.Equal(0, ErrorAgainstDefinition(c.Window, c.groups, c.height, c.width, c.seed)), iter: 200);
    }

    [Fact]
    public void LinearWorksOnEveryRow()
    {
        var x = network.Input(2, 3);
        var y = network.Linear(x, [2, 3], [1, 2, 3, -1, 0, 1], [0, 100]);
        Assert.Equal([14, 102, 32, 102], network.Run(y, [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void MatrixProductBroadcastsItsLeadingAxis()
    {
        var a = network.Input(2, 1, 2);
        var b = network.Input(1, 2, 2);
        var y = network.MatrixProduct(a, b);
        Assert.Equal([7, 10, 15, 22], network.Run(y, [1, 2, 3, 4], [1, 2, 3, 4]));
    }

    [Fact]
    public void BatchNormScalesEveryChannel()
    {
        var x = network.Input(2, 1, 2);
        var y = network.BatchNorm(x, [2, 1], [1, 0], [3, 0], [3.75f, 0.75f], epsilon: 0.25f);
        Assert.Equal([-1, 0, 5, 6], network.Run(y, [1, 2, 5, 6]));
    }

    [Fact]
    public void BinaryBroadcastsActivationsAndConstants()
    {
        var a = network.Input(2, 2);
        var b = network.Input(2, 1);
        var sum = network.Binary(BinaryOperator.Add, a, b);
        var difference = network.Binary(BinaryOperator.Subtract, network.Constant([2], 100, 200), sum);
        var product = network.Binary(BinaryOperator.Multiply, difference, network.Constant([1, 2, 1], 1, -1));
        Assert.Equal([89, 188, -77, -176], network.Run(product, [1, 2, 3, 4], [10, 20]));
    }

    [Fact]
    public void ClampsAndSigmoidActOnEachElement()
    {
        var x = network.Input(4);
        Assert.Equal([0, 0, 0.5f, 9], network.Run(network.Relu(x), [-3, 0, 0.5f, 9]));
        Assert.Equal([-1, 0, 0.5f, 6], network.Run(network.Clip(x, -1, 6), [-3, 0, 0.5f, 9]));
        var sigmoid = network.Run(network.Sigmoid(x), [0, 1, -1, 100]);
        Assert.Equal([0.5f, 0.7310586f, 0.26894143f, 1f], sigmoid);
    }

    [Fact]
    public void SoftmaxAddsUpToOneAlongItsAxis()
    {
        var x = network.Input(2, 3);
        var alongColumns = network.Run(network.Softmax(x, 1), [0, 0, 0, 0, 1, 1000]);
        Assert.Equal([0.5f, 0.26894143f, 0, 0.5f, 0.7310586f, 1], alongColumns);
        var alongRows = network.Run(network.Softmax(x, 2), [7, 7, 7, 0, 0, 0]);
        Assert.All(alongRows, v => Assert.Equal(1f / 3, v));
    }

    [Fact]
    public void MaxPoolLeavesPaddingOut()
    {
        var x = network.Input(1, 2, 3);
        var y = network.MaxPool(x, NetworkBuilder.Window(2, stride: 2, pad: 1));
        Assert.Equal([-1, -2, -4, -5], network.Run(y, [-1, -2, -3, -4, -5, -6]));
    }

    [Fact]
    public void AveragePoolCountsWhatItIsTold()
    {
        var x = network.Input(1, 2, 2);
        var window = NetworkBuilder.Window(2, stride: 2, pad: 1);
        Assert.Equal([4, 8, 12, 16], network.Run(network.AveragePool(x, window), [4, 8, 12, 16]));
        Assert.Equal([1, 2, 3, 4], network.Run(network.AveragePool(x, window, countPadding: true), [4, 8, 12, 16]));
        Assert.Equal(
            [1, 2, 6, 8], network.Run(network.AveragePool(x, window, countPadding: true, uncountedBottom: 1), [4, 8, 12, 16]));
        Assert.Equal(
            [1, 4, 3, 8], network.Run(network.AveragePool(x, window, countPadding: true, uncountedRight: 1), [4, 8, 12, 16]));
        Assert.Equal([10], network.Run(network.GlobalAveragePool(x), [4, 8, 12, 16]));
    }

    [Fact]
    public void MovesKeepTheElements()
    {
        var x = network.Input(2, 3);
        float[] values = [1, 2, 3, 4, 5, 6];
        Assert.Equal(values, network.Run(network.Reshape(x, 3, 2), values));
        Assert.Equal([1, 4, 2, 5, 3, 6], network.Run(network.Transpose(x, 2, 1), values));
        Assert.Equal([6, 4, 3, 1], network.Run(network.Slice(x, [1, 2], [-1, -2], [2, 2]), values));
        Assert.Equal([1, 2, 3, 1, 2, 4, 5, 6, 4, 5], network.Run(network.Concat(2, x, network.Slice(x, [0, 0], [1, 1], [2, 2])), values));
    }

    [Theory]
    [InlineData(PadMode.Constant, new float[] { 9, 9, 1, 2, 3, 9, 9 })]
    [InlineData(PadMode.Edge, new float[] { 1, 1, 1, 2, 3, 3, 3 })]
    [InlineData(PadMode.Reflect, new float[] { 3, 2, 1, 2, 3, 2, 1 })]
    [InlineData(PadMode.Wrap, new float[] { 2, 3, 1, 2, 3, 1, 2 })]
    public void PadTakesItsElementsFromWhereTheModeSays(PadMode mode, float[] expected)
    {
        var x = network.Input(3);
        Assert.Equal(expected, network.Run(network.Pad(x, mode, [2], [2], 9), [1, 2, 3]));
    }

    [Fact]
    public void SamplesOfABatchDoNotMeetAndTheObserverSeesAll()
    {
        var x = network.Input(2);
        var y = network.Relu(network.Linear(x, [1, 2], [1, -1]));
        var outputs = new float[3];
        var seen = new List<string>();
        new FloatExecutor(network.Build(y)).Run(
            [1, 2, 5, 3, 0, 0], 3, outputs, (name, values) => seen.Add($"{name}={string.Join(",", values.ToArray())}"));
        Assert.Equal([0, 2, 0], outputs);
        Assert.Equal(["x0=1,2", "y0=-1", "y1=0", "x0=5,3", "y0=2", "y1=2", "x0=0,0", "y0=0", "y1=0"], seen);
    }

    [Fact]
    public void WrongLengthsAreRefused()
    {
        var x = network.Input(2);
        var executor = new FloatExecutor(network.Build(network.Relu(x)));
        Assert.Contains("'x0' has 3 elements instead of 2 × 2", Assert.Throws<ArgumentException>(() => executor.Run([1, 2, 3], 2, new float[4])).Message);
        Assert.Throws<ArgumentException>(() => executor.Run([1, 2], 1, new float[3]));
        Assert.Throws<ArgumentException>(() => executor.Run(new Dictionary<string, float[]>(), 1));
    }

    private static double ErrorAgainstDefinition(SlidingWindow window, int groups, int height, int width, int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        int[] shape = [2 * groups, 3, window.KernelHeight, window.KernelWidth];
        var weights = Integers(random, shape.Aggregate((a, b) => a * b));
        var bias = Integers(random, shape[0]);
        var x = builder.Input(3 * groups, height, width);
        var y = builder.Convolution(x, shape, weights, bias, window, groups);
        var values = Integers(random, 3 * groups * height * width);
        var actual = builder.Run(y, values);
        var (outputHeight, outputWidth) = (builder.Shape(y)[2], builder.Shape(y)[3]);
        var error = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var (o, oy, ox) = (i / outputWidth / outputHeight, i / outputWidth % outputHeight, i % outputWidth);
            var expected = bias[o];
            for (var tap = 0; tap < 3 * window.KernelHeight * window.KernelWidth; tap++)
            {
                var (c, ky, kx) = (tap / window.KernelWidth / window.KernelHeight, tap / window.KernelWidth % window.KernelHeight, tap % window.KernelWidth);
                var iy = (oy * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop;
                var ix = (ox * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft;
                if (iy >= 0 && iy < height && ix >= 0 && ix < width)
                {
                    expected += weights[(o * 3 * window.KernelHeight * window.KernelWidth) + tap]
                        * values[((((o / 2 * 3) + c) * height) + iy) * width + ix];
                }
            }

            error = Math.Max(error, Math.Abs(expected - actual[i]));
        }

        return error;
    }

    // Small integers: every order of adding them up is exact.
    private static float[] Integers(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => (float)random.Next(-8, 9)).ToArray();
}
