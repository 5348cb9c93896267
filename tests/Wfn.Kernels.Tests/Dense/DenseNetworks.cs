using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Kernels.Tests.Dense;

/// <summary>Small integer networks drawn at random: a convolution, and mostly something behind it.</summary>
internal sealed class DenseNetworks
{
    private readonly Random random;
    private readonly List<FixedPointTensor> tensors = [];
    private readonly List<FixedPointOperation> operations = [];

    private DenseNetworks(int seed) => random = new Random(seed);

    /// <summary>A network of one input and one output whose sums fit 32 bits, or null where the draw has none.</summary>
    public static FixedPointNetwork? Make(int seed) => new DenseNetworks(seed).Make();

    /// <summary>The same of fully connected layers alone.</summary>
    public static FixedPointNetwork? FullyConnected(int seed) => new DenseNetworks(seed).FullyConnected();

    private FixedPointNetwork? FullyConnected()
    {
        var current = Tensor("x", TensorShape.Of(random.Next(1, 90)), Format());
        for (var layers = random.Next(1, 4); layers > 0; layers--)
        {
            current = Linear(current, Pick(3, 8, 10, 16, 33, 64));
        }

        return Network(current);
    }

    private FixedPointNetwork? Make()
    {
        var groups = Pick(1, 1, 1, 2, 3, 8, 20, 24, 64);
        var isDepthwise = groups > 1 && Pick(0, 1) == 1;
        var inputs = groups * (isDepthwise ? 1 : random.Next(1, 7));
        var outputs = groups * (isDepthwise ? 1 : Pick(1, 4, 5, 8, 10, 16, 17, 33));

        // A wide row is more than a chunk of pixels.
        var isWide = groups == 1 && random.Next(6) == 0;
        var input = Tensor("x", TensorShape.Of(inputs, random.Next(1, isWide ? 5 : 14), isWide ? random.Next(60, 140) : random.Next(1, 14)), Format());
        var current = Convolution(input, outputs, groups);
        if (current is null)
        {
            return null;
        }

        current = random.Next(8) switch
        {
            0 => Clamp(current),
            1 => SumWith(current),
            2 => MaxPool(current) is { } pooled ? Convolution(pooled, Pick(3, 16, 20), 1) : null,
            3 => AveragePool(current),
            4 => Linear(current),
            5 => Convolution(current, Pick(4, 16, 24), 1),

            // Who else reads the input.
            6 => random.Next(2) == 0 ? Convolution(input, Pick(4, 16), 1) : MaxPool(input),
            _ => current,
        };
        return current is null ? null : Network(current);
    }

    private FixedPointNetwork? Network(FixedPointTensor output)
    {
        var network = new FixedPointNetwork
        {
            Tensors = tensors.ToEquatableArray(),
            Inputs = ["x"],
            Outputs = [output.Name],
            Operations = operations.ToEquatableArray(),
        };
        return OverflowProof.Bounds(network).All(b => b.Fits) ? network : null;
    }

    private FixedPointTensor? Convolution(FixedPointTensor input, int outputs, int groups)
    {
        var window = Window(4, 3);
        var (height, width) = (window.OutputHeight(input.Shape[1]), window.OutputWidth(input.Shape[2]));
        if (height < 1 || width < 1)
        {
            return null;
        }

        var output = Tensor(TensorShape.Of(outputs, height, width), Format());
        operations.Add(new ConvolutionOperation
        {
            Name = output.Name,
            Inputs = [input.Name],
            Output = output.Name,
            Weights = Weights(outputs * (input.Shape[0] / groups) * window.KernelHeight * window.KernelWidth),
            Bias = Bias(outputs),
            Window = window,
            Groups = groups,
            Shift = random.Next(-1, 14),
        });
        return output;
    }

    private FixedPointTensor Linear(FixedPointTensor input)
    {
        var flat = Tensor(TensorShape.Of(input.Shape.ElementCount), input.Format);
        operations.Add(new ReshapeOperation { Name = flat.Name, Inputs = [input.Name], Output = flat.Name });
        return Linear(flat, Pick(1, 10, 16, 40));
    }

    private FixedPointTensor Linear(FixedPointTensor flat, int outputs)
    {
        var output = Tensor(TensorShape.Of(outputs), Format());
        operations.Add(new LinearOperation
        {
            Name = output.Name,
            Inputs = [flat.Name],
            Output = output.Name,
            Weights = Weights(output.Shape[0] * flat.Shape[0]),
            Bias = Bias(output.Shape[0]),
            Shift = random.Next(0, 14),
        });
        return output;
    }

    private FixedPointTensor Clamp(FixedPointTensor input)
    {
        var output = Tensor(input.Shape, input.Format);
        operations.Add(new ClampOperation
        {
            Name = output.Name,
            Inputs = [input.Name],
            Output = output.Name,
            Shift = 0,
            Minimum = input.Format.Minimum / 2,
            Maximum = input.Format.Maximum / 2,
        });
        return output;
    }

    // A second convolution of the same shape, and the sum or difference of both.
    private FixedPointTensor? SumWith(FixedPointTensor first)
    {
        var window = new SlidingWindow { KernelHeight = 1, KernelWidth = 1 };
        var second = Tensor(first.Shape, Format());
        operations.Add(new ConvolutionOperation
        {
            Name = second.Name,
            Inputs = [first.Name],
            Output = second.Name,
            Weights = Weights(first.Shape[0] * first.Shape[0]),
            Bias = Bias(first.Shape[0]),
            Window = window,
            Groups = 1,
            Shift = random.Next(0, 14),
        });
        var output = Tensor(first.Shape, Format());
        var inputs = random.Next(2) == 0 ? new[] { first.Name, second.Name } : [second.Name, first.Name];
        operations.Add(new SumOperation
        {
            Name = output.Name,
            Inputs = inputs.ToEquatableArray(),
            Output = output.Name,
            LeftShifts = [random.Next(4), random.Next(4)],
            Negated = [random.Next(2) == 0, random.Next(2) == 0],
            Shift = random.Next(-1, 6),
        });
        return output;
    }

    private FixedPointTensor? MaxPool(FixedPointTensor input)
    {
        // Half of them of four pixels, which convolutions take in.
        var (height, width) = random.Next(6) switch { 0 => (1, 4), 1 => (4, 1), _ => (2, 2) };
        var window = random.Next(2) == 0
            ? Window(3, 2) with { PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 }
            : new SlidingWindow { KernelHeight = height, KernelWidth = width, StrideHeight = height, StrideWidth = width };
        return Pool(input, input.Format, window, output => new MaxPoolOperation
        {
            Name = output,
            Inputs = [input.Name],
            Output = output,
            Window = window,
        });
    }

    private FixedPointTensor? AveragePool(FixedPointTensor input)
    {
        var window = random.Next(2) == 0
            ? new SlidingWindow { KernelHeight = input.Shape[1], KernelWidth = input.Shape[2] }
            : Window(3, 2) with { PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 };
        var elements = window.KernelHeight * window.KernelWidth;
        return Pool(input, Format(), window, output => new AveragePoolOperation
        {
            Name = output,
            Inputs = [input.Name],
            Output = output,
            Window = window,
            CountPadding = false,
            UncountedBottom = 0,
            UncountedRight = 0,
            SumShift = random.Next(3),
            Reciprocals = Enumerable.Range(0, elements + 1).Select(n => n == 0 ? 0 : 1024 / n).ToEquatableArray(),
            Shift = random.Next(4, 12),
        });
    }

    private FixedPointTensor? Pool(FixedPointTensor input, FixedPointFormat format, SlidingWindow window, Func<string, FixedPointOperation> operation)
    {
        var (height, width) = (window.OutputHeight(input.Shape[1]), window.OutputWidth(input.Shape[2]));
        if (height < 1 || width < 1)
        {
            return null;
        }

        var output = Tensor(TensorShape.Of(input.Shape[0], height, width), format);
        operations.Add(operation(output.Name));
        return output;
    }

    private SlidingWindow Window(int kernel, int stride)
    {
        var (height, width) = (random.Next(1, kernel + 1), random.Next(1, kernel + 1));
        return new SlidingWindow
        {
            KernelHeight = height,
            KernelWidth = width,
            StrideHeight = random.Next(1, stride + 1),
            StrideWidth = random.Next(1, stride + 1),
            DilationHeight = Pick(1, 1, 2),
            DilationWidth = Pick(1, 1, 2),
            PadTop = random.Next(height),
            PadLeft = random.Next(width),
            PadBottom = random.Next(height),
            PadRight = random.Next(width),
        };
    }

    // Small weights, weights past a byte, weights with a power of two in common or for the most part, and the largest of all alike.
    private IndexedWeights Weights(int count)
    {
        int[] mantissas = random.Next(6) switch
        {
            0 => [-2, -1, 0, 1, 2],
            1 => [-505, -256, -64, -16, -8, 4, 8, 16, 32, 128, 320],
            2 => [-96, -32, 0, 32, 64],
            3 => [127],
            4 => [-128],
            _ => [-20000, -300, 0, 1, 255, 32767],
        };

        // The first one rarely: what is left over in units of a power of two is meant to be little.
        return new IndexedWeights(
            "w",
            new Codebook(4, EquatableArray.TakeOwnership(mantissas)),
            Enumerable.Range(0, count).Select(_ => (ushort)(random.Next(60) == 0 ? 0 : random.Next(Math.Min(1, mantissas.Length - 1), mantissas.Length)))
                .ToEquatableArray(),
            IsShared: false);
    }

    private EquatableArray<int> Bias(int count) => Enumerable.Range(0, count).Select(_ => random.Next(-20000, 20000)).ToEquatableArray();

    private FixedPointFormat Format() => Pick(0, 0, 0, 1, 1, 2, 3) switch
    {
        0 => new FixedPointFormat(8, false, 4),
        1 => new FixedPointFormat(8, true, 4),
        2 => new FixedPointFormat(Pick(4, 7), random.Next(2) == 0, 4),
        _ => new FixedPointFormat(Pick(9, 12, 16), true, 4),
    };

    private FixedPointTensor Tensor(TensorShape shape, FixedPointFormat format) => Tensor($"t{tensors.Count}", shape, format);

    private FixedPointTensor Tensor(string name, TensorShape shape, FixedPointFormat format)
    {
        var tensor = new FixedPointTensor(name, shape, format);
        tensors.Add(tensor);
        return tensor;
    }

    private int Pick(params int[] values) => values[random.Next(values.Length)];
}
