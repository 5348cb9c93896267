using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Kernels.Tests.Plans;
using Wfn.Numerics;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.FixedPoint;

public class ShiftAddConvolutionTests
{
    private static readonly Gen<SlidingWindow> Window = Gen.Select(
        Gen.Int[1, 4].Array[2], Gen.Int[1, 3].Array[2], Gen.Int[1, 2].Array[2], Gen.Int[0, 3].Array[4],
        (kernel, stride, dilation, padding) => new SlidingWindow
        {
            KernelHeight = kernel[0],
            KernelWidth = kernel[1],
            StrideHeight = stride[0],
            StrideWidth = stride[1],
            DilationHeight = dilation[0],
            DilationWidth = dilation[1],
            PadTop = padding[0],
            PadLeft = padding[1],
            PadBottom = padding[2],
            PadRight = padding[3],
        });

    private static readonly Gen<(int Groups, int Inputs, int Outputs)> Channels =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 9], (groups, inputs, outputs) => (groups, inputs, outputs));

    [Fact]
    public void EqualsTheReferenceAtEveryWidth() => Gen.Select(
        Gen.Select(Window, Channels, Gen.Int[1, 40], Gen.Int[1, 70]),
        Gen.Select(WeightedSums.Format, WeightedSums.Format, WeightedSums.Codebook, Gen.Int[-3, 14], Gen.Int)).Sample(
        (geometry, numbers) => _ = Check(geometry.Item1, geometry.Item2, geometry.Item3, geometry.Item4, numbers), iter: 300);

    private static CallCost? Check(
        SlidingWindow window,
        (int Groups, int Inputs, int Outputs) channels,
        int height,
        int width,
        (FixedPointFormat Input, FixedPointFormat Output, Codebook Codebook, int Shift, int Seed) numbers)
    {
        if (window.OutputHeight(height) < 1 || window.OutputWidth(width) < 1)
        {
            return null;
        }

        var outputs = channels.Groups * channels.Outputs;
        var input = TensorShape.Of(channels.Groups * channels.Inputs, height, width);
        var operation = new ConvolutionOperation
        {
            Name = "conv",
            Inputs = new[] { "x" }.ToEquatableArray(),
            Output = "y",
            Window = window,
            Groups = channels.Groups,
            Weights = WeightedSums.Weights(numbers.Codebook, outputs * channels.Inputs * window.KernelHeight * window.KernelWidth, numbers.Seed),
            Bias = WeightedSums.Bias(outputs, numbers.Seed),
            Shift = numbers.Shift,
        };
        var shape = TensorShape.Of(outputs, window.OutputHeight(height), window.OutputWidth(width));
        if (WeightedSums.Network(operation, input, numbers.Input, shape, numbers.Output) is not { } network)
        {
            return null;
        }

        var values = WeightedSums.Inputs(numbers.Input, input.ElementCount, numbers.Seed);
        var expected = WeightedSums.Expected(network, values);
        var plan = Planner.Plan(LoweredNetwork.Of(network), channelsLast: false);
        var call = Assert.Single(plan.Calls);
        Assert.StartsWith("ShiftAdd", call.Type, StringComparison.Ordinal);
        foreach (var vectorWidth in VectorWidths.All)
        {
            Assert.Equal(expected.Select(v => (int)v), new PlanRunner(vectorWidth).Run(plan, [.. values.Select(v => (int)v)]));
        }

        return call.Cost;
    }

    // Each form where it is the cheapest: powers of two, and values of three digits.
    [Theory]
    [InlineData("shift-add by power", 10, 12, new[] { -4, -2, -1, 0, 0, 0, 1, 2, 4 })]
    [InlineData("shift-add by value", 10, 12, new[] { -21, -11, 11, 21 })]
    public void TakesTheCheapestForm(string kernel, int inputs, int outputs, int[] values) => Gen.Select(
        Gen.Int[6, 20], Gen.Int[6, 20], Gen.Bool, Gen.Int[0, 7], Gen.Int).Sample(
        (height, width, isSigned, shift, seed) =>
        {
            var window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
            var input = new FixedPointFormat(8, isSigned, 0);
            var codebook = new Codebook(0, values.Distinct().Order().ToEquatableArray());
            var cost = Check(window, (1, inputs, outputs), height, width, (input, new FixedPointFormat(8, false, 0), codebook, shift, seed));
            Assert.Equal(kernel, cost!.Kernel);
        },
        iter: 40);

    // Powers of two so far apart that a sum of 16 bits has nothing left of the lower ones.
    [Fact]
    public void PowersFarApartGiveTheBitsOfTheReference() => Gen.Select(Gen.Int[15, 24], Gen.Int[1, 12], Gen.Int).Sample(
        (shift, inputs, seed) =>
        {
            var window = new SlidingWindow { KernelHeight = 1, KernelWidth = 1 };
            var format = new FixedPointFormat(8, false, 0);
            var codebook = new Codebook(0, new[] { -(1 << 20), -1, 0, 1, 1 << 17, 1 << 19 }.ToEquatableArray());
            Check(window, (1, inputs, 6), 5, 7, (format, format, codebook, shift, seed));
        },
        iter: 200);
}
