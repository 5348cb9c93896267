using System;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// A fully connected layer without a multiplication: shifts of each lane by a count of its own, or the weights' program where most
/// weights are 0 or there are no vectors.
/// </summary>
internal sealed class ShiftAddLinear
{
    private readonly int[] bias;
    private readonly Rescale rescale;
    private readonly int inputs;
    private readonly VectorWidth vectorWidth;
    private readonly ShiftAddProgram? program;
#if NET8_0_OR_GREATER
    private readonly ShiftAddRows? rows;
#endif

    /// <summary>Makes a layer.</summary>
    /// <param name="indices">The codebook index of each weight, output by output.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each output, in accumulator units.</param>
    /// <param name="rescale">From accumulator to output.</param>
    internal ShiftAddLinear(ushort[] indices, int[] mantissas, int[] bias, Rescale rescale)
        : this(indices, mantissas, bias, rescale, VectorSupport.Best)
    {
    }

    /// <summary>Makes a layer for vectors of a given width.</summary>
    internal ShiftAddLinear(ushort[] indices, int[] mantissas, int[] bias, Rescale rescale, VectorWidth vectorWidth)
    {
        this.bias = bias;
        this.rescale = rescale;
        this.vectorWidth = vectorWidth;
        inputs = indices.Length / bias.Length;
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar && !ShiftAddRows.IsSparse(indices, mantissas))
        {
            rows = new ShiftAddRows(indices, mantissas, bias);
            return;
        }

#endif
        program = ShiftAddProgram.Build(
            indices, mantissas, TapOffsets.Of(inputs, 1, new int[1]), 0, bias.Length, short.MinValue, short.MaxValue, isNarrow: false);
    }

    /// <summary>Runs the rows of one sample.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output) => RunPart(input, output, LayerPart.Whole);

    /// <summary>Inputs of a row.</summary>
    internal int Inputs => inputs;

    /// <summary>Outputs of a row.</summary>
    internal int Outputs => bias.Length;

    /// <summary>Runs some outputs of every row.</summary>
    internal void RunPart(ReadOnlySpan<short> input, Span<short> output, LayerPart part)
    {
        var (first, end) = (part.First(bias.Length), part.End(bias.Length));
        for (; !output.IsEmpty; input = input.Slice(inputs), output = output.Slice(bias.Length))
        {
            var results = output.Slice(0, bias.Length);
#if NET8_0_OR_GREATER
            switch (rows == null ? VectorWidth.Scalar : vectorWidth)
            {
                case VectorWidth.Bits512 when VectorSupport.Has512:
                    rows!.Run<IntegerVectors512, Vector512<short>, Vector512<int>>(input.Slice(0, inputs), results, rescale, first, end);
                    continue;
                case VectorWidth.Bits256 when VectorSupport.Has256:
                    rows!.Run<IntegerVectors256, Vector256<short>, Vector256<int>>(input.Slice(0, inputs), results, rescale, first, end);
                    continue;
                case VectorWidth.Bits128:
                    rows!.Run<IntegerVectors128, Vector128<short>, Vector128<int>>(input.Slice(0, inputs), results, rescale, first, end);
                    continue;
            }

#endif
            for (var i = first; i < end; i++)
            {
                results[i] = rescale.Apply(program!.Total(i, input) + bias[i]);
            }
        }
    }
}
