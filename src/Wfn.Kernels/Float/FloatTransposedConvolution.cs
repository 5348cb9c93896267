using System;

namespace Wfn.Kernels;

/// <summary>
/// Transposed convolution over planes, a row of outputs at a time. Outputs of one place within the stride lie side by side while they are
/// added up, so that every tap adds a row of inputs to a row of sums and no zero is multiplied.
/// </summary>
internal sealed class FloatTransposedConvolution
{
    private readonly float[] weights;
    private readonly float[] bias;
    private readonly FloatBounds bounds;
    private readonly int inputsOfGroup;
    private readonly int outputsOfGroup;
    private readonly int[] input;
    private readonly int[] output;
    private readonly int[] kernel;
    private readonly int[] stride;
    private readonly int[] dilation;
    private readonly int[] pad;

    /// <summary>Makes a layer; of the arrays of two numbers, the first is of rows and the second of columns.</summary>
    internal FloatTransposedConvolution(
        float[] weights,
        float[] bias,
        FloatBounds bounds,
        int inputsOfGroup,
        int outputsOfGroup,
        int[] input,
        int[] output,
        int[] kernel,
        int[] stride,
        int[] dilation,
        int[] pad)
    {
        this.weights = weights;
        this.bias = bias;
        this.bounds = bounds;
        this.inputsOfGroup = inputsOfGroup;
        this.outputsOfGroup = outputsOfGroup;
        this.input = input;
        this.output = output;
        this.kernel = kernel;
        this.stride = stride;
        this.dilation = dilation;
        this.pad = pad;
    }

    /// <summary>Runs one sample; the scratch memory holds a row of outputs, rounded up to whole strides.</summary>
    internal void Run(ReadOnlySpan<float> source, Span<float> destination, Span<float> scratch)
    {
        var (planeLength, rowLength) = (input[0] * input[1], output[1]);
        for (var o = 0; o < bias.Length; o++)
        {
            var group = source.Slice(o / outputsOfGroup * inputsOfGroup * planeLength, inputsOfGroup * planeLength);
            for (var y = 0; y < output[0]; y++)
            {
                scratch.Clear();
                for (var ky = 0; ky < kernel[0]; ky++)
                {
                    var at = y + pad[0] - (ky * dilation[0]);
                    if (at >= 0 && at % stride[0] == 0 && at / stride[0] < input[0])
                    {
                        AddRows(group.Slice(at / stride[0] * input[1]), o, ky, scratch);
                    }
                }

                Interleave(scratch, bias[o], destination.Slice(((o * output[0]) + y) * rowLength, rowLength));
            }
        }
    }

    // The row of every input under a row of the window.
    private void AddRows(ReadOnlySpan<float> rows, int o, int ky, Span<float> scratch)
    {
        var width = input[1];
        var phaseLength = scratch.Length / stride[1];
        for (var i = 0; i < inputsOfGroup; i++)
        {
            var row = rows.Slice(i * input[0] * width, width);

            // Weights stand turned by 180 degrees.
            var last = (((((o * inputsOfGroup) + i + 1) * kernel[0]) - ky) * kernel[1]) - 1;
            for (var kx = 0; kx < kernel[1]; kx++)
            {
                var start = (kx * dilation[1]) - pad[1];
                var phase = ((start % stride[1]) + stride[1]) % stride[1];
                var shift = (start - phase) / stride[1];
                var first = Math.Max(0, -shift);
                var count = Math.Min(width, phaseLength - shift) - first;
                if (count > 0)
                {
                    FloatRow.AddScaled(scratch.Slice((phase * phaseLength) + first + shift, count), row.Slice(first, count), weights[last - kx]);
                }
            }
        }
    }

    private void Interleave(ReadOnlySpan<float> scratch, float offset, Span<float> row)
    {
        var phaseLength = scratch.Length / stride[1];
        for (var phase = 0; phase < stride[1]; phase++)
        {
            for (int x = phase, at = phase * phaseLength; x < row.Length; x += stride[1], at++)
            {
                row[x] = bounds.Apply(scratch[at] + offset);
            }
        }
    }
}
