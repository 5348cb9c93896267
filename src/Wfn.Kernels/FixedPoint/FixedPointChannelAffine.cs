using System;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

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
    internal void Run(ReadOnlySpan<short> input, Span<short> output) => Run(input, output, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output, VectorWidth vectorWidth)
    {
        var plane = input.Length / factors.Length;
        for (var channel = 0; channel < factors.Length; channel++)
        {
            var source = input.Slice(0, plane);
            var results = output.Slice(0, plane);
            for (var i = RunVectors(channel, source, results, vectorWidth); i < source.Length; i++)
            {
                results[i] = rescale.Apply(factors[channel].Times(source[i]) + offsets[channel]);
            }

            input = input.Slice(plane);
            output = output.Slice(plane);
        }
    }

#if NET8_0_OR_GREATER
    private int RunVectors(int channel, ReadOnlySpan<short> input, Span<short> output, VectorWidth vectorWidth) => vectorWidth switch
    {
        VectorWidth.Bits512 when VectorSupport.Has512 => ElementwiseVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.Affine(input, factors[channel], offsets[channel], output, rescale),
        VectorWidth.Bits256 when VectorSupport.Has256 => ElementwiseVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.Affine(input, factors[channel], offsets[channel], output, rescale),
        VectorWidth.Bits128 => ElementwiseVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.Affine(input, factors[channel], offsets[channel], output, rescale),
        _ => 0,
    };
#else
    private static int RunVectors(int channel, ReadOnlySpan<short> input, Span<short> output, VectorWidth vectorWidth) => 0;
#endif
}
