using CsCheck;
using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Kernels.Tests.Float;

public class FloatPixelTests
{
    private const float Garbage = float.NaN;

    // Where the input starts.
    private const int First = 5;

    private static readonly Gen<(SlidingWindow Window, int Height, int Width)> Windows = Gen.Select(
        Gen.Int[1, 4].Array[2],
        Gen.Int[1, 2].Array[4],
        Gen.Int[0, 2].Array[4],
        Gen.Int[1, 17].Array[2],
        (kernel, steps, padding, size) => (
            new SlidingWindow
            {
                KernelHeight = kernel[0],
                KernelWidth = kernel[1],
                StrideHeight = steps[0],
                StrideWidth = steps[1],
                DilationHeight = steps[2],
                DilationWidth = steps[3],
                PadTop = padding[0],
                PadLeft = padding[1],
                PadBottom = padding[2],
                PadRight = padding[3],
            },
            size[0],
            size[1])).Where(w => w.Item1.OutputHeight(w.Item2) > 0 && w.Item1.OutputWidth(w.Item3) > 0);

    [Fact]
    public void ConvolutionsAreCloseToPlainLoopsAtEveryWidth() => Gen.Select(
        Windows, Gen.Int[1, 7], Gen.OneOfConst(4, 8, 12, 16, 20, 32, 36, 60), Gen.Bool, Gen.Bool, Gen.Int).Sample(
        (window, inputs, outputs, isRowMajor, hasAddend, seed) =>
            new Case(window.Window, inputs, outputs, 1, window.Height, window.Width, seed).CheckConvolution(isRowMajor, hasAddend),
        iter: 300);

    [Fact]
    public void DepthwiseConvolutionsAreCloseToPlainLoopsAtEveryWidth() => Gen.Select(
        Windows, Gen.OneOfConst(4, 8, 12, 16, 20, 24, 32, 48, 64), Gen.Int).Sample(
        (window, channels, seed) => new Case(window.Window, 1, channels, channels, window.Height, window.Width, seed).CheckDepthwise(),
        iter: 300);

    [Fact]
    public void PoolsAreCloseToPlainLoopsAtEveryWidth() => Gen.Select(
        Windows, Gen.Int[1, 40], Gen.Bool, Gen.Int).Sample(
        (window, channels, isMax, seed) => new Case(window.Window, 1, channels, channels, window.Height, window.Width, seed).CheckPool(isMax),
        iter: 300);

    [Fact]
    public void WhatIsNotANumberIsTheLargest()
    {
        var geometry = new PoolWindow(17, 1, 2, 1, 2, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0);
        var kernel = new FloatChannelsLastPool(geometry, new FloatImage(0, 34, 17), new FloatImage(0, 17, 17));
        foreach (var lanes in VectorWidths.All)
        {
            var output = new float[17];
            kernel.Run([.. Enumerable.Repeat(float.NaN, 17), .. Enumerable.Repeat(1f, 17)], output, isMax: true, lanes);
            Assert.All(output, value => Assert.True(float.IsNaN(value), $"{value}"));
        }
    }

    // A layer with inputs and weights drawn at random.
    private sealed class Case
    {
        private readonly SlidingWindow window;
        private readonly int inputs;
        private readonly int outputs;
        private readonly int groups;
        private readonly int height;
        private readonly int width;
        private readonly float[] input;
        private readonly float[] weights;
        private readonly float[] bias;
        private readonly float[] added;

        public Case(SlidingWindow window, int inputs, int outputs, int groups, int height, int width, int seed)
        {
            (this.window, this.inputs, this.outputs, this.groups, this.height, this.width) = (window, inputs, outputs, groups, height, width);
            var random = new Random(seed);
            input = Values(groups * inputs * height * width);
            weights = Values(outputs * inputs * Taps);
            bias = Values(outputs);
            added = Values(outputs * Rows * Columns);

            float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        }

        private int Taps => window.KernelHeight * window.KernelWidth;

        private int Rows => window.OutputHeight(height);

        private int Columns => window.OutputWidth(width);

        private ChannelsLastLayout Source => Layout(groups * inputs, height, width, KernelCalls.ChannelsLastBorder.Of(window, height, width));

        // With some padding of its own, which nobody but the border's kernel writes.
        private ChannelsLastLayout Result => Layout(outputs, Rows, Columns, new KernelCalls.ChannelsLastBorder(1, 2, 0, 1));

        // The addend lies in another way than the result.
        private ChannelsLastLayout Other => Layout(outputs, Rows, Columns, new KernelCalls.ChannelsLastBorder(2, 0, 1, 3));

        public void CheckConvolution(bool isRowMajor, bool hasAddend)
        {
            var border = KernelCalls.ChannelsLastBorder.Of(window, height, width);
            var (paddedHeight, paddedWidth) = (border.Top + height + border.Bottom, border.Left + width + border.Right);
            var source = isRowMajor ? new FloatSource(0, paddedWidth, 1, paddedHeight * paddedWidth) : FloatSource.Of(Source, window);
            var runTaps = window.DilationWidth == 1 ? window.KernelWidth : 1;
            var memory = isRowMajor ? PaddedPlanes(border, paddedHeight, paddedWidth) : Pixels(Source, input, 0);
            var expected = Convolution(hasAddend);
            foreach (var lanes in VectorWidths.All)
            {
                var kernel = new FloatChannelsLastConvolution(
                    new FloatWeights(weights),
                    bias,
                    new FloatBounds(-3, 5),
                    inputs,
                    runTaps,
                    [.. source.Taps(window, runTaps)],
                    source.PlaneLength,
                    new FloatImage(source.Start, source.Row, source.Pixel),
                    Rows,
                    Columns,
                    window.StrideHeight,
                    window.StrideWidth,
                    Image(Result),
                    hasAddend ? Image(Other) : null,
                    lanes);
                Check(expected, memory, (workspace, output, other) => kernel.Run(workspace, First, output, other));
            }
        }

        public void CheckDepthwise()
        {
            var source = FloatSource.Of(Source, window);
            var expected = Convolution(hasAddend: false);
            foreach (var lanes in VectorWidths.All)
            {
                var kernel = new FloatDepthwiseConvolution(
                    new FloatWeights(weights),
                    [.. source.Taps(window, 1)],
                    bias,
                    new FloatBounds(-3, 5),
                    new FloatImage(source.Start, source.Row, source.Pixel),
                    Rows,
                    Columns,
                    window.StrideHeight,
                    window.StrideWidth,
                    Image(Result),
                    lanes);
                Check(expected, Pixels(Source, input, 0), (workspace, output, _) => kernel.Run(workspace, First, output));
            }
        }

        public void CheckPool(bool isMax)
        {
            var layout = PoolLayout.Of(TensorShape.Of(outputs, height, width), window);
            var geometry = new PoolWindow(
                outputs,
                height,
                width,
                window.KernelHeight,
                window.KernelWidth,
                window.StrideHeight,
                window.StrideWidth,
                window.DilationHeight,
                window.DilationWidth,
                window.PadTop,
                window.PadLeft,
                Rows,
                Columns,
                layout.CountedHeight,
                layout.CountedWidth);

            // Padding does not count: whatever stands there must make no difference.
            var memory = Pixels(Source, input, Garbage);
            var kernel = new FloatChannelsLastPool(geometry, Image(Source), Image(Result));
            foreach (var lanes in VectorWidths.All)
            {
                Check(
                    Pool(isMax),
                    memory,
                    (workspace, output, _) => kernel.Run(workspace.AsSpan(First, (int)Source.Length), workspace.AsSpan(output, (int)Result.Length), isMax, lanes));
            }
        }

        // The input near the front, the addend and the output behind it.
        private void Check(float[] expected, float[] memory, Action<float[], int, int> run)
        {
            var other = First + memory.Length;
            var output = other + (int)Other.Length;
            var workspace = new float[output + (int)Result.Length];
            memory.CopyTo(workspace, First);
            Pixels(Other, added, Garbage).CopyTo(workspace, other);
            workspace.AsSpan(output).Fill(Garbage);
            run(workspace, output, other);
            for (var channel = 0; channel < outputs; channel++)
            {
                for (var pixel = 0; pixel < Rows * Columns; pixel++)
                {
                    var actual = workspace[output + Place(Result, channel, pixel / Columns, pixel % Columns)];
                    var value = expected[(channel * Rows * Columns) + pixel];
                    Assert.True(value.Equals(actual) || Math.Abs(value - actual) < 1e-4, $"{actual} instead of {value}");
                }
            }

            var written = workspace.AsSpan(output).ToArray().Count(v => !float.IsNaN(v));
            Assert.True(written <= outputs * Rows * Columns, "padding was written");
        }

        private float[] Convolution(bool hasAddend) => Outputs((output, row, column) =>
        {
            double sum = bias[output];
            for (var term = 0; term < inputs * Taps; term++)
            {
                var channel = (output * groups / outputs * inputs) + (term / Taps);
                if (At(row, column, term % Taps) is { } place)
                {
                    sum += (double)weights[(output * inputs * Taps) + term] * input[(channel * height * width) + place];
                }
            }

            return (float)Math.Clamp(sum + (hasAddend ? added[(((output * Rows) + row) * Columns) + column] : 0), -3, 5);
        });

        private float[] Pool(bool isMax) => Outputs((output, row, column) =>
        {
            var values = Enumerable.Range(0, Taps).Select(tap => At(row, column, tap)).Where(place => place is not null)
                .Select(place => input[(output * height * width) + place!.Value]).ToArray();
            return isMax ? values.Append(float.NegativeInfinity).Max() : values.Sum() / values.Length;
        });

        private float[] Outputs(Func<int, int, int, float> value) =>
            [.. Enumerable.Range(0, outputs * Rows * Columns).Select(i => value(i / (Rows * Columns), i / Columns % Rows, i % Columns))];

        // Where a tap's input is in its plane; null in the padding.
        private int? At(int row, int column, int tap)
        {
            var y = (row * window.StrideHeight) + (tap / window.KernelWidth * window.DilationHeight) - window.PadTop;
            var x = (column * window.StrideWidth) + (tap % window.KernelWidth * window.DilationWidth) - window.PadLeft;
            return y >= 0 && y < height && x >= 0 && x < width ? (y * width) + x : null;
        }

        private float[] PaddedPlanes(KernelCalls.ChannelsLastBorder border, int paddedHeight, int paddedWidth)
        {
            var planes = new float[inputs * paddedHeight * paddedWidth];
            var copy = PadCopy.WithConstant([inputs, height, width], [0, border.Top, border.Left], [0, border.Bottom, border.Right]);
            copy.Run<float>(input, planes, 0);
            return planes;
        }

        private static float[] Pixels(ChannelsLastLayout layout, float[] planes, float padding)
        {
            var memory = new float[layout.Length];
            Array.Fill(memory, padding);
            for (var i = 0; i < planes.Length; i++)
            {
                memory[Place(layout, i / (layout.Height * layout.Width), i / layout.Width % layout.Height, i % layout.Width)] = planes[i];
            }

            return memory;
        }

        private static int Place(ChannelsLastLayout layout, int channel, int row, int column) =>
            ((layout.StartBytes + (row * layout.RowBytes) + (column * layout.PixelBytes)) / sizeof(float)) + channel;

        private static FloatImage Image(ChannelsLastLayout layout) =>
            new(layout.StartBytes / sizeof(float), layout.RowBytes / sizeof(float), layout.Channels);

        private static ChannelsLastLayout Layout(int channels, int height, int width, KernelCalls.ChannelsLastBorder border) => new()
        {
            Channels = channels,
            Height = height,
            Width = width,
            ElementBytes = sizeof(float),
            Border = border,
        };
    }
}
