using System;

namespace Wfn.Kernels;

/// <summary>Factor and offset for each channel, the factor as signed digits: no multiplication.</summary>
internal sealed class FixedPointChannelAffine
{
    private readonly SignedDigits[] factors;
    private readonly int[] offsets;
    private readonly Rescale rescale;

    /// <summary>Makes the operation; offsets are in accumulator units.</summary>
    internal FixedPointChannelAffine(SignedDigits[] factors, int[] offsets, Rescale rescale)
    {
        this.factors = factors;
        this.offsets = offsets;
        this.rescale = rescale;
    }

    /// <summary>Runs one sample, a plane a channel.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output)
    {
        var plane = input.Length / factors.Length;
        for (var channel = 0; channel < factors.Length; channel++)
        {
            var factor = factors[channel];
            var offset = offsets[channel];
            var source = input.Slice(0, plane);
            for (var i = 0; i < source.Length; i++)
            {
                output[i] = rescale.Apply(factor.Times(source[i]) + offset);
            }

            input = input.Slice(plane);
            output = output.Slice(plane);
        }
    }
}
