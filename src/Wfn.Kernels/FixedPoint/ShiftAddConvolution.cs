using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution without a multiplication. Output positions of a channel are numbered consecutively over padded rows
/// (<c>pitch</c> apart), so that every weight reads at one offset from the position, and a vector covers the end of a row and
/// the start of the next; what falls between rows is thrown away. Some rows of all channels are finished before the next
/// rows, so that what they read stays in the first-level cache.
/// </summary>
internal sealed class ShiftAddConvolution
{
    // 16-bit elements of the widest vector.
    private const int LongestVector = ShiftAddSizes.VectorBytes / sizeof(short);

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

    // The bias less what the sums of 16 bits start with.
    private readonly int[] narrowBias;

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
        narrowBias = new int[bias.Length];
        for (var i = 0; i < narrowBias.Length; i++)
        {
            narrowBias[i] = unchecked(bias[i] - program.Excess[i]);
        }
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">
    /// Where there is room for the padded planes, for a strip of one output channel, and for 31 elements so that both can start on a cache line.
    /// </param>
    internal void Run(Span<short> workspace, int input, int output, int scratch) => Run(workspace, input, output, scratch, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(Span<short> workspace, int input, int output, int scratch, VectorWidth vectorWidth)
    {
        Prepare(workspace, input, scratch);
        RunPart(workspace, workspace.Slice(Planes(workspace, scratch) + planesLength), input, output, scratch, LayerPart.Whole, vectorWidth);
    }

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => Math.Max(Strips, bias.Length);

    /// <summary>Elements of a strip of one output channel.</summary>
    internal int StripElements => StripLength(pitch, width);

    /// <summary>Makes the padded planes, where there are any.</summary>
    internal void Prepare(Span<short> workspace, int input, int scratch) =>
        copy?.Run<short>(workspace.Slice(input, inputLength), workspace.Slice(Planes(workspace, scratch), planesLength), 0);

    /// <summary>Runs a part of a sample whose planes are there: strips of rows where there are enough of them, else output channels.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="room">Room for a strip of one output channel.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the room for the padded planes starts.</param>
    /// <param name="part">The part.</param>
    /// <param name="vectorWidth">The width of vectors.</param>
    internal void RunPart(Span<short> workspace, Span<short> room, int input, int output, int scratch, LayerPart part, VectorWidth vectorWidth)
    {
        var origin = copy == null ? input : Planes(workspace, scratch);
        var stripRows = StripRows(pitch);
        var strip = room.Slice(0, StripElements);
        var results = workspace.Slice(output, bias.Length * height * width);
        var (ofStrips, ofChannels) = Strips >= part.Count ? (part, LayerPart.Whole) : (LayerPart.Whole, part);
        var (first, end) = (ofChannels.First(bias.Length), ofChannels.End(bias.Length));
        var endRow = Math.Min(height, ofStrips.End(Strips) * stripRows);
        for (var row = ofStrips.First(Strips) * stripRows; row < endRow; row += stripRows)
        {
            var rows = Math.Min(stripRows, height - row);
            var count = ((rows - 1) * pitch) + width;

            // Every read is in here: the furthest input from the strip's last vector.
            var source = workspace.Slice(origin + (row * pitch), program.LargestOffset + WholeVectors(count));
            for (var channel = first; channel < end; channel++)
            {
                RunChannel(channel, source, strip, count, vectorWidth);
                RowCopy.Run<short>(strip, pitch, results.Slice(((channel * height) + row) * width), width, rows, width);
            }
        }
    }

    private int Strips => (height + StripRows(pitch) - 1) / StripRows(pitch);

    // Where planes start, which is where a cache line does.
    private static int Planes(Span<short> workspace, int scratch) => scratch + CacheLine.ElementsBefore(workspace.Slice(scratch));

    /// <summary>Rows that are worked on at once: so many that the vectors run at once are full.</summary>
    internal static int StripRows(int pitch) => ShiftAddSizes.StripRows(pitch, LongestVector);

    /// <summary>Room for the rows of a strip: whole vectors of any width.</summary>
    internal static int StripLength(int pitch, int width) => ShiftAddSizes.StripLength(pitch, width, LongestVector);

    private static int WholeVectors(int positions) => ShiftAddSizes.WholeVectors(positions, LongestVector);

    private void RunChannel(int channel, ReadOnlySpan<short> source, Span<short> strip, int count, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar)
        {
            ref var code = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.Code), program.Starts[channel]);
            ref var from = ref MemoryMarshal.GetReference(source);
            ref var to = ref MemoryMarshal.GetReference(strip);
            switch (vectorWidth)
            {
                case VectorWidth.Bits512 when VectorSupport.Has512 && isNarrow:
                    ShiftAddSums<IntegerVectors512, Vector512<short>, Vector512<int>>.RunNarrow(ref code, ref from, ref to, count, narrowBias[channel], rescale);
                    return;
                case VectorWidth.Bits512 when VectorSupport.Has512:
                    ShiftAddSums<IntegerVectors512, Vector512<short>, Vector512<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                case VectorWidth.Bits256 when VectorSupport.Has256 && isNarrow:
                    ShiftAddSums<IntegerVectors256, Vector256<short>, Vector256<int>>.RunNarrow(ref code, ref from, ref to, count, narrowBias[channel], rescale);
                    return;
                case VectorWidth.Bits256 when VectorSupport.Has256:
                    ShiftAddSums<IntegerVectors256, Vector256<short>, Vector256<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    return;
                default:
                    if (isNarrow)
                    {
                        ShiftAddSums<IntegerVectors128, Vector128<short>, Vector128<int>>.RunNarrow(
                            ref code, ref from, ref to, count, narrowBias[channel], rescale);
                    }
                    else
                    {
                        ShiftAddSums<IntegerVectors128, Vector128<short>, Vector128<int>>.RunWide(ref code, ref from, ref to, count, bias[channel], rescale);
                    }

                    return;
            }
        }

#endif
        for (var position = 0; position < count; position += 8)
        {
            program.Run8(channel, source.Slice(position), strip.Slice(position, 8), bias[channel], rescale);
        }
    }
}
