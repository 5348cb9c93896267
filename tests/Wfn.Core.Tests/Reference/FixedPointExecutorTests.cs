using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Reference;

/// <summary>Every operation against integers worked out by hand.</summary>
public class FixedPointExecutorTests
{
    private static readonly FixedPointFormat Unsigned8 = new(8, false, 4);
    private static readonly FixedPointFormat Signed8 = new(8, true, 4);
    private static readonly FixedPointFormat Signed16 = new(16, true, 8);

    private readonly NetworkBuilder network = new();

    [Fact]
    public void ConvolutionRoundsTiesAwayFromZeroAndSaturates()
    {
        // Codebook of halves: F = 1, so sums have 5 fraction bits and the shift is 1.
        var x = network.Input(1, 1, 4);
        var y = network.Convolution(x, [2, 1, 1, 1], [0.5f, -0.5f], [0, 1]);
        var q = Run(y, (x, Unsigned8), (y, Signed8), [1, 3, 5, 255]);
        Assert.Equal([1, 2, 3, 127, 16, 15, 14, -112], q);
    }

    [Fact]
    public void ConvolutionShiftsLeftWhereTheResultIsFiner()
    {
        var x = network.Input(1, 1, 3);
        var y = network.Convolution(x, [1, 1, 1, 1], [3]);

        // Codebook of integers: sums have 4 fraction bits, the result 10.
        Assert.Equal([3 << 6, 170 * 3 << 6, 32767], Run(y, (x, Unsigned8), (y, new FixedPointFormat(16, true, 10)), [1, 170, 255]));
    }

    [Fact]
    public void LinearPutsTheBiasOnTheAccumulatorsScale()
    {
        var x = network.Input(2);
        var y = network.Linear(x, [2, 2], [0.25f, 0.75f, -1, 1], [0.25f, -0.25f]);

        // F = 2: sums have 6 fraction bits, biases ±16, shift 2.
        Assert.Equal([((4 * 1) + (8 * 3) + 16) / 4, ((4 * -4) + (8 * 4) - 16) / 4], Run(y, (x, Unsigned8), (y, Signed8), [4, 8]));
    }

    [Fact]
    public void ChannelAffineTakesFactorAndOffsetFromTheBatchNorm()
    {
        var x = network.Input(2, 1, 2);
        var y = network.BatchNorm(x, [1.5f, -1], [0.5f, 0], [0, 2], [1, 4]);

        // 1.5 · x + 0.5 and −0.5 · x + 1.
        Assert.Equal([32, 127, 8, 16], Run(y, (x, Signed8), (y, Signed8), [16, 80, 16, 0]));
    }

    [Fact]
    public void SumBringsBothOperandsToOneScale()
    {
        var a = network.Input(2);
        var b = network.Input(2);
        var formats = new[] { (a, new FixedPointFormat(8, false, 6)), (b, new FixedPointFormat(8, false, 4)) };

        // a has 6 fraction bits, b 4: b · 4; back to 4 bits is a shift of 2 with rounding.
        Assert.Equal([(3 + 4 + 2) / 4, 127], RunTwo(network.Binary(BinaryOperator.Add, a, b), formats, Signed8, [3, 255], [1, 255]));
        Assert.Equal([0, -1], RunTwo(network.Binary(BinaryOperator.Subtract, a, b), formats, Signed8, [3, 2], [1, 1]));
    }

    [Fact]
    public void SumWithAConstantKeepsItsFraction()
    {
        var x = network.Input(2);
        var added = network.Binary(BinaryOperator.Add, x, network.Constant([2], 0.03125f, -0.03125f));
        Assert.Equal([2, 1], Run(added, (x, Unsigned8), (added, Signed8), [1, 1]));
        var subtracted = network.Binary(BinaryOperator.Subtract, network.Constant([], 1), x);
        Assert.Equal([15, -14], Run(subtracted, (x, Unsigned8), (subtracted, Signed8), [1, 30]));
    }

    [Fact]
    public void ProductOfActivationsAndWithAConstant()
    {
        var a = network.Input(1, 2);
        var b = network.Input(2, 1);
        var product = network.Binary(BinaryOperator.Multiply, a, b);

        // 8 fraction bits to 4: 3 · 8 / 16 = 1.5 → 2.
        Assert.Equal([2, 8, -2, -8], RunTwo(product, [(a, Unsigned8), (b, Signed8)], Signed8, [3, 16], [8, -8]));
        var scaled = network.Binary(BinaryOperator.Multiply, a, network.Constant([1], -0.5f));
        Assert.Equal([-2, -8], Run(scaled, (a, Unsigned8), (scaled, Signed8), [3, 16], b));
    }

    [Fact]
    public void ClampRescalesAndClips()
    {
        var x = network.Input(4);
        var relu = network.Relu(x);
        Assert.Equal([0, 0, 1, 128], Run(relu, (x, Signed16), (relu, Unsigned8), [-40, 7, 8, 2040]));
        var clip = network.Clip(x, -1, 6);
        Assert.Equal([-16, 0, 1, 96], Run(clip, (x, Signed16), (clip, Signed8), [-400, 7, 8, 2040]));
    }

    [Fact]
    public void MaxPoolTakesTheLargest()
    {
        var x = network.Input(1, 2, 2);
        var y = network.MaxPool(x, NetworkBuilder.Window(2, stride: 2, pad: 1));
        Assert.Equal([-5, -6, -7, -8], Run(y, (x, Signed8), (y, Signed8), [-5, -6, -7, -8]));
        var whole = network.MaxPool(x, NetworkBuilder.Window(2));
        Assert.Equal([-5], Run(whole, (x, Signed8), (whole, Signed8), [-5, -6, -7, -8]));
    }

    [Fact]
    public void MaxPoolOfAnotherFormatRescalesFirst()
    {
        var x = network.Input(1, 1, 2);
        var y = network.MaxPool(x, new SlidingWindow { KernelHeight = 1, KernelWidth = 2 });
        Assert.Equal([3], Run(y, (x, Signed8), (y, new FixedPointFormat(8, true, 3)), [5, 1]));
    }

    [Fact]
    public void AveragePoolDividesByWhatItCounts()
    {
        var x = network.Input(1, 2, 2);
        var window = NetworkBuilder.Window(2, stride: 2, pad: 1);
        var all = network.AveragePool(x, NetworkBuilder.Window(2));
        Assert.Equal([3], Run(all, (x, Unsigned8), (all, Unsigned8), [1, 2, 3, 4]));
        var alone = network.AveragePool(x, window);
        Assert.Equal([1, 2, 3, 4], Run(alone, (x, Unsigned8), (alone, Unsigned8), [1, 2, 3, 4]));
        var padded = network.AveragePool(x, window, countPadding: true, uncountedBottom: 1);
        Assert.Equal([0, 1, 2, 2], Run(padded, (x, Unsigned8), (padded, Unsigned8), [1, 2, 3, 4]));
        var global = network.GlobalAveragePool(x);
        Assert.Equal([-3], Run(global, (x, Signed8), (global, Signed8), [-1, -2, -3, -4]));
    }

    [Fact]
    public void AverageOfThreeIsTheNearestInteger()
    {
        var x = network.Input(1, 1, 3);
        var y = network.AveragePool(x, new SlidingWindow { KernelHeight = 1, KernelWidth = 3 });
        for (var sum = 0; sum <= 765; sum++)
        {
            int[] q = [Math.Min(sum, 255), Math.Clamp(sum - 255, 0, 255), Math.Clamp(sum - 510, 0, 255)];
            Assert.Equal((int)Math.Round(sum / 3.0), Run(y, (x, Unsigned8), (y, Unsigned8), q)[0]);
        }
    }

    [Fact]
    public void SigmoidComesFromItsTable()
    {
        var x = network.Input(3);
        var y = network.Sigmoid(x);
        Assert.Equal([128, 187, 0], Run(y, (x, Signed8), (y, new FixedPointFormat(8, false, 8)), [0, 16, -128]));
    }

    [Fact]
    public void SoftmaxDividesExponentials()
    {
        var x = network.Input(3);
        var y = network.Softmax(x, 1);

        // e^0, e^-1, e^-8 in units of 2^-14: 16384, 6027, 5; their sum is 22416; results in units of 2^-8.
        Assert.Equal([187, 69, 0], Run(y, (x, Signed8), (y, new FixedPointFormat(8, false, 8)), [112, 96, -16]));
        Assert.Equal([255, 0, 0], Run(y, (x, Signed8), (y, new FixedPointFormat(8, false, 8)), [127, -128, -128]));
    }

    [Fact]
    public void ConcatRescalesEveryOperand()
    {
        var a = network.Input(1, 2);
        var b = network.Input(1, 1);
        var y = network.Concat(2, a, b);
        Assert.Equal([2, -2, 127], RunTwo(y, [(a, new FixedPointFormat(8, true, 5)), (b, new FixedPointFormat(8, true, 2))], Signed8, [3, -3], [100]));
    }

    [Fact]
    public void MovesKeepEveryQ()
    {
        var x = network.Input(2, 3);
        int[] q = [1, 2, 3, 4, 5, 6];
        string[] moves = [network.Reshape(x, 6), network.Transpose(x, 2, 1), network.Slice(x, [1, 2], [-1, -2], [2, 2])];
        int[][] expected = [[1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6], [6, 4, 3, 1]];
        Assert.All(moves.Zip(expected), m => Assert.Equal(m.Second, Run(m.First, (x, Unsigned8), (m.First, Unsigned8), q)));
        var pad = network.Pad(x, PadMode.Constant, [0, 1], [0, 0], value: -1);
        Assert.Equal([-16, 1, 2, 3, -16, 4, 5, 6], Run(pad, (x, Signed8), (pad, Signed8), q));
    }

    [Fact]
    public void MatrixProductOfActivations()
    {
        var a = network.Input(1, 2);
        var b = network.Input(2, 2);
        var y = network.MatrixProduct(a, b);
        Assert.Equal([((2 * 16) + (3 * 48)) / 16, ((2 * 32) + (3 * 64)) / 16], RunTwo(y, [(a, Signed8), (b, Signed8)], Signed8, [2, 3], [16, 32, 48, 64]));
    }

    [Fact]
    public void FloatSamplesAreQuantisedAndGivenBack()
    {
        var x = network.Input(2);
        var y = network.Relu(x);
        var executor = Executor([y], (x, Signed8), (y, Unsigned8));
        var outputs = new float[4];
        executor.Run([0.49f, -3, 100, 1], 2, outputs);
        Assert.Equal([0.5f, 0, 127 / 16f, 1], outputs);
        Assert.Equal([0.5f, 0], executor.Run(new Dictionary<string, float[]> { [x] = [0.49f, -3] })[y]);
    }

    [Fact]
    public void QuantisedInputsMustFitTheirFormat()
    {
        var x = network.Input(1);
        var y = network.Relu(x);
        var executor = Executor([y], (x, Signed8), (y, Unsigned8));
        var refusal = Assert.Throws<ArgumentException>(() => executor.RunQuantized(new Dictionary<string, int[]> { [x] = [128] }));
        Assert.Contains("outside -128 to 127", refusal.Message);
        Assert.Throws<ArgumentException>(() => executor.RunQuantized(new Dictionary<string, int[]> { [x] = [1, 2] }));
    }

    private FixedPointExecutor Executor(string[] outputs, params (string Activation, FixedPointFormat Format)[] formats)
    {
        // Nodes that the case does not look at go along with formats of their own.
        var graph = network.Build(outputs);
        var others = graph.Inputs.Select(i => i.Name).Concat(graph.Nodes.Select(n => n.Output))
            .Where(name => formats.All(f => f.Activation != name)).Select(name => (name, Signed8));
        return new FixedPointExecutor(FixedPointLowering.Lower(network.Artifact(outputs, [.. formats, .. others])));
    }

    private int[] Run(
        string output, (string, FixedPointFormat) input, (string, FixedPointFormat) result, int[] q, string? unusedInput = null)
    {
        var inputs = new Dictionary<string, int[]> { [input.Item1] = q };
        if (unusedInput is not null)
        {
            inputs.Add(unusedInput, new int[network.Shape(unusedInput).ElementCount]);
        }

        return Executor([output], input, result).RunQuantized(inputs)[output];
    }

    private int[] RunTwo(string output, (string, FixedPointFormat)[] inputs, FixedPointFormat result, int[] first, int[] second)
    {
        var quantized = new Dictionary<string, int[]> { [inputs[0].Item1] = first, [inputs[1].Item1] = second };
        return Executor([output], [.. inputs, (output, result)]).RunQuantized(quantized)[output];
    }
}
