using CsCheck;
using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Kernels.Tests.Float;

public class FloatConvolutionTests
{
    [Fact]
    public void IsCloseToPlainLoopsAtEveryWidth() => Gen.Select(
        Gen.Int[1, 4].Array[2],
        Gen.Int[1, 2].Array[4],
        Gen.Int[0, 2].Array[4],
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 6], Gen.Int[1, 9]),
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 40]),
        Gen.Int).Sample(
        (kernel, steps, padding, channels, size, seed) => Check(
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
            channels,
            size.Item1,
            size.Item2,
            seed),
        iter: 200);

    private static void Check(SlidingWindow window, (int Groups, int Inputs, int Outputs) channels, int height, int width, int seed)
    {
        var (outputHeight, outputWidth) = (window.OutputHeight(height), window.OutputWidth(width));
        if (outputHeight < 1 || outputWidth < 1)
        {
            return;
        }

        var random = new Random(seed);
        var outputs = channels.Groups * channels.Outputs;
        var taps = window.KernelHeight * window.KernelWidth;
        var input = Values(channels.Groups * channels.Inputs * height * width);
        var weights = Values(outputs * channels.Inputs * taps);
        var bias = Values(outputs);
        var layout = WindowLayout.Of("conv", window, channels.Groups * channels.Inputs, height, width);
        var copy = layout.Pieces.IsEmpty
            ? null
            : new PlaneCopy(
                layout.Channels,
                height,
                width,
                window.StrideHeight,
                window.StrideWidth,
                layout.Pitch,
                layout.ChannelLength,
                [.. layout.Pieces.SelectMany(p => new[] { p.SourceRow, p.SourceColumn, p.Rows, p.Columns, p.Destination })]);
        var kernel = new FloatConvolution(
            new FloatWeights(weights),
            TapOffsets.Of(channels.Inputs, layout.ChannelLength, [.. layout.TapOffsets]),
            bias,
            new FloatBounds(-3, 5),
            copy,
            input.Length,
            layout.PlanesLength,
            channels.Inputs * layout.ChannelLength,
            channels.Outputs,
            outputHeight,
            outputWidth,
            layout.Pitch);
        var expected = Expected();
        foreach (var vectorWidth in VectorWidths.All)
        {
            // The input in front, then the planes with four rows of results, the output last.
            var scratch = input.Length + 64;
            var output = scratch + layout.PlanesLength + (4 * (layout.FlatLength + 32));
            var workspace = new float[output + expected.Length + 64];
            input.CopyTo(workspace, 0);
            kernel.Run(workspace, 0, output, scratch, vectorWidth);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], workspace[output + i], 1e-4);
            }
        }

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];

        float[] Expected()
        {
            var results = new float[outputs * outputHeight * outputWidth];
            for (var i = 0; i < results.Length; i++)
            {
                var (output, row, column) = (i / (outputHeight * outputWidth), i / outputWidth % outputHeight, i % outputWidth);
                double sum = bias[output];
                for (var term = 0; term < channels.Inputs * taps; term++)
                {
                    var channel = (output / channels.Outputs * channels.Inputs) + (term / taps);
                    var y = (row * window.StrideHeight) + (term % taps / window.KernelWidth * window.DilationHeight) - window.PadTop;
                    var x = (column * window.StrideWidth) + (term % window.KernelWidth * window.DilationWidth) - window.PadLeft;
                    if (y >= 0 && y < height && x >= 0 && x < width)
                    {
                        sum += (double)weights[(output * channels.Inputs * taps) + term] * input[(((channel * height) + y) * width) + x];
                    }
                }

                results[i] = (float)Math.Clamp(sum, -3, 5);
            }

            return results;
        }
    }
}
