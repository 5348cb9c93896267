using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution without a multiplication. Output positions of a channel are numbered through over padded rows
/// (<c>pitch</c> apart), so that every weight reads at one offset from the position, and a vector covers the end of a row and
/// the start of the next; what falls between rows is thrown away.
/// </summary>
internal sealed class ShiftAddConvolution
{
    private readonly ShiftAddProgram program;
    private readonly bool isNarrow;
    private readonly int[] bias;
    private readonly Rescale rescale;
    private readonly PlaneCopy? copy;
    private readonly int inputLength;
    private readonly int planesLength;
    private readonly int height;
    private readonly int width;
    private readonly int pitch;

    /// <summary>Makes a convolution; all lengths in elements.</summary>
    /// <param name="program">The weights.</param>
    /// <param name="isNarrow">Whether the program's sums fit 16 bits.</param>
    /// <param name="bias">The bias of each output channel, in accumulator units.</param>
    /// <param name="rescale">From accumulator to output.</param>
    /// <param name="copy">Makes the padded planes, or null where the input can be read as it lies.</param>
    /// <param name="inputLength">Length of the input.</param>
    /// <param name="planesLength">Length of the padded planes, 0 without a copy.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="pitch">Distance between two rows.</param>
    internal ShiftAddConvolution(
        ShiftAddProgram program,
        bool isNarrow,
        int[] bias,
        Rescale rescale,
        PlaneCopy? copy,
        int inputLength,
        int planesLength,
        int height,
        int width,
        int pitch)
    {
        this.program = program;
        this.isNarrow = isNarrow;
        this.bias = bias;
        this.rescale = rescale;
        this.copy = copy;
        this.inputLength = inputLength;
        this.planesLength = planesLength;
        this.height = height;
        this.width = width;
        this.pitch = pitch;
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the padded planes start, and after them room for one output channel.</param>
    internal void Run(Span<short> workspace, int input, int output, int scratch) => Run(workspace, input, output, scratch, LaneWidth.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(Span<short> workspace, int input, int output, int scratch, int laneWidth)
    {
        var origin = input;
        if (copy != null)
        {
            copy.Run<short>(workspace.Slice(input, inputLength), workspace.Slice(scratch, planesLength), 0);
            origin = scratch;
        }

        var flatLength = ((height - 1) * pitch) + width;
        var source = workspace.Slice(origin);
        var flat = workspace.Slice(scratch + planesLength, PaddedLength(flatLength));
        if (source.Length < program.Reach + flat.Length)
        {
            throw new ArgumentException("The workspace is too short.", nameof(workspace));
        }

        for (var channel = 0; channel < bias.Length; channel++)
        {
            RunChannel(channel, source, flat, flatLength, laneWidth);
            var plane = workspace.Slice(output, height * width);
            output += plane.Length;
            if (pitch == width)
            {
                flat.Slice(0, plane.Length).CopyTo(plane);
                continue;
            }

            for (int from = 0, to = 0; to < plane.Length; from += pitch, to += width)
            {
                flat.Slice(from, width).CopyTo(plane.Slice(to));
            }
        }
    }

    /// <summary>Room for a channel's positions: whole vectors of any width.</summary>
    internal static int PaddedLength(int positions) => (positions + 31) & ~31;

    private void RunChannel(int channel, ReadOnlySpan<short> source, Span<short> flat, int count, int laneWidth)
    {
#if NET8_0_OR_GREATER
        if (laneWidth != LaneWidth.Scalar)
        {
            ref var code = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.Code), program.Starts[channel]);
            ref var from = ref MemoryMarshal.GetReference(source);
            ref var to = ref MemoryMarshal.GetReference(flat);
            switch (laneWidth)
            {
                case 512 when isNarrow:
                    ShiftAddSums<IntegerLanes512, Vector512<short>, Vector512<int>>.RunNarrow(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                case 512:
                    ShiftAddSums<IntegerLanes512, Vector512<short>, Vector512<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                case 256 when isNarrow:
                    ShiftAddSums<IntegerLanes256, Vector256<short>, Vector256<int>>.RunNarrow(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                case 256:
                    ShiftAddSums<IntegerLanes256, Vector256<short>, Vector256<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                default:
                    if (isNarrow)
                    {
                        ShiftAddSums<IntegerLanes128, Vector128<short>, Vector128<int>>.RunNarrow(ref code, ref from, ref to, count, bias[channel], rescale);
                    }
                    else
                    {
                        ShiftAddSums<IntegerLanes128, Vector128<short>, Vector128<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    }

                    return;
            }
        }

#endif
        for (var position = 0; position < count; position += 8)
        {
            program.Run8(channel, source.Slice(position), flat.Slice(position, 8), bias[channel], rescale);
        }
    }
}
