using System;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Change of format, with bounds.</summary>
internal static class FixedPointRescale
{
    /// <summary>Runs one sample.</summary>
    internal static void Run(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale) => Run(input, output, rescale, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static void Run(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale, VectorWidth vectorWidth)
    {
        for (var i = RunVectors(input, output.Slice(0, input.Length), rescale, vectorWidth); i < input.Length; i++)
        {
            output[i] = rescale.Apply(input[i]);
        }
    }

#if NET8_0_OR_GREATER
    private static int RunVectors(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale, VectorWidth vectorWidth) => vectorWidth switch
    {
        VectorWidth.Bits512 when VectorSupport.Has512 => ElementwiseVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.Change(input, output, rescale),
        VectorWidth.Bits256 when VectorSupport.Has256 => ElementwiseVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.Change(input, output, rescale),
        VectorWidth.Bits128 => ElementwiseVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.Change(input, output, rescale),
        _ => 0,
    };
#else
    private static int RunVectors(ReadOnlySpan<short> input, Span<short> output, in Rescale rescale, VectorWidth vectorWidth) => 0;
#endif
}
