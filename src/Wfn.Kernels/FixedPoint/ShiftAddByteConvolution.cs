using System;
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution of 8-bit inputs without a multiplication: as <see cref="ShiftAddConvolution"/>, on planes of bytes,
/// which take half the loads, with a plane of zeros after them.
/// </summary>
internal sealed class ShiftAddByteConvolution
{
    // Positions of the widest vector.
    private const int LongestVector = ShiftAddSizes.VectorBytes;

    private readonly ShiftAddByteProgram program;
    private readonly bool isSigned;
    private readonly int outputs;
    private readonly Rescale rescale;
    private readonly PlaneCopy? copy;
    private readonly int inputLength;
    private readonly int planesLength;
    private readonly int zerosLength;
    private readonly int height;
    private readonly int width;
    private readonly int pitch;

    /// <summary>Makes a convolution; all lengths in elements.</summary>
    /// <param name="terms">The weights.</param>
    /// <param name="isSigned">Whether inputs may be negative.</param>
    /// <param name="bias">The bias of each output channel, in accumulator units.</param>
    /// <param name="rescale">From accumulator to output.</param>
    /// <param name="copy">Makes the padded planes, or null where they are the input as it lies.</param>
    /// <param name="inputLength">Length of the input.</param>
    /// <param name="planesLength">Length of the padded planes, after which the plane of zeros is.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="pitch">Distance between two rows.</param>
    internal ShiftAddByteConvolution(
        ShiftAddTerms terms,
        bool isSigned,
        int[] bias,
        Rescale rescale,
        PlaneCopy? copy,
        int inputLength,
        int planesLength,
        int height,
        int width,
        int pitch)
    {
        program = ShiftAddByteProgram.Build(terms, bias, rescale, planesLength, isSigned);
        outputs = bias.Length;
        this.isSigned = isSigned;
        this.rescale = rescale;
        this.copy = copy;
        this.inputLength = inputLength;
        this.planesLength = planesLength;
        zerosLength = WholeVectors(((height - 1) * pitch) + width) + LongestVector;
        this.height = height;
        this.width = width;
        this.pitch = pitch;
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">
    /// Where there is room for the planes and a plane of zeros, a strip of one output channel, the input's bytes, and what brings the
    /// planes to the start of a cache line.
    /// </param>
    internal void Run(Span<short> workspace, int input, int output, int scratch) => Run(workspace, input, output, scratch, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(Span<short> workspace, int input, int output, int scratch, VectorWidth vectorWidth)
    {
        Prepare(workspace, input, scratch);
        RunPart(workspace, Strip(workspace, scratch), output, scratch, LayerPart.Whole, vectorWidth);
    }

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => Math.Max(Strips, outputs);

    /// <summary>Elements of a strip of one output channel.</summary>
    internal int StripElements => StripLength(pitch, width);

    /// <summary>Makes the planes.</summary>
    internal void Prepare(Span<short> workspace, int input, int scratch)
    {
        var raw = MemoryMarshal.AsBytes(Strip(workspace, scratch)).Slice(StripElements * sizeof(short), copy == null ? 0 : inputLength);
        FillPlanes(workspace.Slice(input, inputLength), Planes(workspace, scratch), raw);
    }

    /// <summary>Runs a part of a sample whose planes are there: strips of rows where there are enough of them, else output channels.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="room">Room for a strip of one output channel.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the room for the planes starts.</param>
    /// <param name="part">The part.</param>
    /// <param name="vectorWidth">The width of vectors.</param>
    internal void RunPart(Span<short> workspace, Span<short> room, int output, int scratch, LayerPart part, VectorWidth vectorWidth)
    {
        var planes = Planes(workspace, scratch);
        var strip = room.Slice(0, StripElements);
        var stripRows = StripRows(pitch);
        var results = workspace.Slice(output, outputs * height * width);
        var (ofStrips, ofChannels) = Strips >= part.Count ? (part, LayerPart.Whole) : (LayerPart.Whole, part);
        var (first, end) = (ofChannels.First(outputs), ofChannels.End(outputs));
        var endRow = Math.Min(height, ofStrips.End(Strips) * stripRows);
        for (var row = ofStrips.First(Strips) * stripRows; row < endRow; row += stripRows)
        {
            var rows = Math.Min(stripRows, height - row);
            var count = ((rows - 1) * pitch) + width;

            // Every read is in here: the furthest input from the strip's last vector.
            var source = planes.Slice(row * pitch, program.LargestOffset + WholeVectors(count));
            for (var channel = first; channel < end; channel++)
            {
                RunChannel(channel, source, strip, count, vectorWidth);
                RowCopy.Run<short>(strip, pitch, results.Slice(((channel * height) + row) * width), width, rows, width);
            }
        }
    }

    private int Strips => (height + StripRows(pitch) - 1) / StripRows(pitch);

    /// <summary>Rows that are worked on at once: so many that the vectors run at once are full.</summary>
    internal static int StripRows(int pitch) => ShiftAddSizes.StripRows(pitch, LongestVector);

    /// <summary>Room for the rows of a strip: whole vectors of any width.</summary>
    internal static int StripLength(int pitch, int width) => ShiftAddSizes.StripLength(pitch, width, LongestVector);

    private Span<byte> Planes(Span<short> workspace, int scratch)
    {
        var bytes = MemoryMarshal.AsBytes(workspace.Slice(scratch));
        return bytes.Slice(CacheLine.ElementsBefore(bytes), planesLength + zerosLength);
    }

    // What is behind the planes.
    private Span<short> Strip(Span<short> workspace, int scratch)
    {
        var bytes = MemoryMarshal.AsBytes(workspace.Slice(scratch));
        return MemoryMarshal.Cast<byte, short>(bytes.Slice(CacheLine.ElementsBefore(bytes) + WholeVectors(planesLength + zerosLength)));
    }

    private void FillPlanes(ReadOnlySpan<short> values, Span<byte> planes, Span<byte> raw)
    {
        if (copy == null)
        {
            ByteCopy.Run(values, planes, isSigned);
        }
        else
        {
            ByteCopy.Run(values, raw, isSigned);
            copy.Run<byte>(raw, planes, isSigned ? (byte)ByteCopy.SignedOffset : (byte)0);
        }

        planes.Slice(planesLength).Clear();
    }

    private static int WholeVectors(int positions) => ShiftAddSizes.WholeVectors(positions, LongestVector);

    private void RunChannel(int channel, ReadOnlySpan<byte> source, Span<short> strip, int count, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        if (vectorWidth != VectorWidth.Scalar && BitConverter.IsLittleEndian)
        {
            switch (vectorWidth)
            {
                case VectorWidth.Bits512 when VectorSupport.Has512:
                    RunVectors<IntegerVectors512, Vector512<short>, Vector512<int>>(channel, source, strip, count);
                    return;
                case VectorWidth.Bits256 when VectorSupport.Has256:
                    RunVectors<IntegerVectors256, Vector256<short>, Vector256<int>>(channel, source, strip, count);
                    return;
                default:
                    RunVectors<IntegerVectors128, Vector128<short>, Vector128<int>>(channel, source, strip, count);
                    return;
            }
        }

#endif
        for (var position = 0; position < count; position += 8)
        {
            program.Run8(channel, source.Slice(position), strip.Slice(position, 8), rescale);
        }
    }

#if NET8_0_OR_GREATER
    private void RunVectors<TVectors, TShort, TInt>(int channel, ReadOnlySpan<byte> source, Span<short> strip, int count)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        ref var code = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(program.Code), program.Starts[channel]);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(strip);
        if (program.IsNarrow)
        {
            ShiftAddByteSums<TVectors, TShort, TInt>.RunNarrow(ref code, ref from, ref to, count, rescale.Minimum, rescale.Maximum);
        }
        else
        {
            ShiftAddByteSums<TVectors, TShort, TInt>.RunWide(ref code, ref from, ref to, count, program.Bias[channel], rescale);
        }
    }
#endif
}
