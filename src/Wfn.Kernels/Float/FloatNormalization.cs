using System;

namespace Wfn.Kernels;

/// <summary>Elements brought to mean 0 and variance 1, then scaled and shifted.</summary>
internal static class FloatNormalization
{
    /// <summary>Normalises every row of as many elements as there are factors; each element has a factor and an offset of its own.</summary>
    internal static void Rows(ReadOnlySpan<float> input, Span<float> output, float[] scale, float[] shift, float epsilon)
    {
        for (var start = 0; start < input.Length; start += scale.Length)
        {
            var row = input.Slice(start, scale.Length);
            FloatRow.Moments(row, out var mean, out var variance);
            FloatRow.Affine(row, output.Slice(start, scale.Length), mean, (float)(1 / Math.Sqrt(variance + epsilon)), scale, shift);
        }
    }

    /// <summary>Normalises groups of channels, an input of [outer, channels, inner]; each channel has a factor and an offset.</summary>
    internal static void Groups(ReadOnlySpan<float> input, Span<float> output, float[] scale, float[] shift, float epsilon, int groups, int inner)
    {
        var channels = scale.Length / groups;
        var length = channels * inner;
        for (int start = 0, channel = 0; start < input.Length; start += length)
        {
            var group = input.Slice(start, length);
            FloatRow.Moments(group, out var mean, out var variance);
            var factor = (float)(1 / Math.Sqrt(variance + epsilon));
            for (var at = 0; at < length; at += inner)
            {
                FloatRow.Affine(group.Slice(at, inner), output.Slice(start + at, inner), mean, factor * scale[channel], shift[channel]);
                channel++;
            }

            channel = channel == scale.Length ? 0 : channel;
        }
    }

    /// <summary>
    /// Divides by (bias + alpha / size · Σ x²)^beta, the sum over size channels around each one, of an input of [outer, channels, inner].
    /// </summary>
    internal static void LocalResponse(
        ReadOnlySpan<float> input, Span<float> output, int channels, int inner, int size, float alpha, float beta, float bias)
    {
        var before = (size - 1) / 2;
        var factor = alpha / size;
        for (var start = 0; start < input.Length; start += channels * inner)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var sums = output.Slice(start + (channel * inner), inner);
                sums.Clear();
                for (var other = Math.Max(0, channel - before); other < Math.Min(channels, channel - before + size); other++)
                {
                    var plane = input.Slice(start + (other * inner), inner);
                    for (var i = 0; i < sums.Length; i++)
                    {
                        sums[i] += plane[i] * plane[i];
                    }
                }

                var values = input.Slice(start + (channel * inner), inner);
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] = values[i] / Power(bias + (factor * sums[i]), beta);
                }
            }
        }
    }

    // Nearly every network has 0.75, which takes two roots.
    private static float Power(float value, float beta)
    {
        if (beta == 0.75f)
        {
            var root = Math.Sqrt(value);
            return (float)(root * Math.Sqrt(root));
        }

        return (float)Math.Pow(value, beta);
    }
}
