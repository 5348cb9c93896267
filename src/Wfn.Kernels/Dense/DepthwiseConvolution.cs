using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// Depthwise convolution of bytes in NHWC. A vector is a stretch of a row of outputs, whatever pixels and channels that are: the taps of
/// four rows or columns are zipped into 32-bit lanes, as dot products of bytes need them.
/// </summary>
internal sealed class DepthwiseConvolution
{
    // Bytes that may be read past the last input.
    private const int LargestVector = 64;

    private readonly DenseEpilogue epilogue;
    private readonly ChannelsLastImage input;
    private readonly int channels;
    private readonly int[] tapOffsets;
    private readonly int rows;
    private readonly int columns;
    private readonly int strideHeight;
    private readonly int strideWidth;
    private readonly int requiredInput;
    private readonly int requiredOutput;

    private readonly DepthwiseWeights weights;
#if NET8_0_OR_GREATER
    private readonly DepthwiseKernel? kernel;
#endif

    /// <summary>Makes a convolution.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="tapOffsets">Where each tap of the window is, in bytes from a pixel's first input.</param>
    /// <param name="tapOrder">The taps of all steps, four a step, -1 where there is none.</param>
    /// <param name="segments">The accumulation schedule.</param>
    /// <param name="pairLimit">The largest sum of two byte weights of one sign.</param>
    /// <param name="weightScaleLog2">Bytes hold weights in units of 2 to this power; what is left over has segments of its own.</param>
    /// <param name="indices">The codebook index of each weight, [channels, taps].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each channel, in accumulator units.</param>
    /// <param name="input">The input, in bytes; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs; above 1 the number of channels is a multiple of 64.</param>
    /// <param name="epilogue">From accumulators to the output, which is bytes; without an addend.</param>
    internal DepthwiseConvolution(
        int channels,
        int[] tapOffsets,
        int[] tapOrder,
        AccumulationSegment[] segments,
        int pairLimit,
        int weightScaleLog2,
        ushort[] indices,
        int[] mantissas,
        int[] bias,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue)
        : this(
            channels,
            tapOffsets,
            tapOrder,
            segments,
            pairLimit,
            weightScaleLog2,
            indices,
            mantissas,
            bias,
            input,
            rows,
            columns,
            strideHeight,
            strideWidth,
            epilogue,
            VectorSupport.Best,
            BestAccumulation)
    {
    }

    /// <summary>Makes a convolution for vectors of a given width and sums of a given kind.</summary>
    internal DepthwiseConvolution(
        int channels,
        int[] tapOffsets,
        int[] tapOrder,
        AccumulationSegment[] segments,
        int pairLimit,
        int weightScaleLog2,
        ushort[] indices,
        int[] mantissas,
        int[] bias,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue,
        VectorWidth vectorWidth,
        DotAccumulation accumulation)
    {
        this.channels = channels;
        this.tapOffsets = tapOffsets;
        this.input = input;
        this.rows = rows;
        this.columns = columns;
        this.strideHeight = strideHeight;
        this.strideWidth = strideWidth;
        requiredInput = input.Start + TapOffsets.Last(tapOffsets) + input.Distance((rows - 1) * strideHeight, (columns - 1) * strideWidth) + channels;
        requiredOutput = epilogue.Output.RequiredLength(rows, columns, channels);

        // Inputs that are taken 128 lower have their zero point there, too.
        var isScalar = vectorWidth == VectorWidth.Scalar;
        var zeroPoint = accumulation == DotAccumulation.Int32SignedInputs && !isScalar ? input.ZeroPoint - 128 : input.ZeroPoint;
        weights = DepthwiseWeights.Read(indices, mantissas, bias, epilogue.WeightShift, zeroPoint);
        this.epilogue = epilogue.ForBias(weights.BiasFits);
#if NET8_0_OR_GREATER
        if (!isScalar)
        {
            var packing = DepthwisePacking.Of(
                weights, tapOffsets, tapOrder, segments, pairLimit, weightScaleLog2, this.epilogue, (int)vectorWidth / 8);
            kernel = new DepthwiseKernel(packing, this.epilogue, input, channels, columns, strideHeight, strideWidth, accumulation, vectorWidth);
        }

#endif
    }

    // In 16 bits wherever there are vectors of more than 128 bits: in 32 bits a step takes as long, and a flush longer.
    private static DotAccumulation BestAccumulation =>
        VectorSupport.Best == VectorWidth.Bits128 && DotSupport.Best(VectorSupport.Best) == DotAccumulation.Int32SignedInputs
            ? DotAccumulation.Int32SignedInputs
            : DotAccumulation.Int16Pairs;

    /// <summary>Runs one sample; offsets are in 16-bit elements.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input's memory starts.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="scratch">Where room for a vector starts.</param>
    internal void Run(Span<short> workspace, int input, int output, int scratch)
    {
        var memory = MemoryMarshal.AsBytes(workspace);
        RunPart(memory, memory.Slice(2 * scratch), input, output, LayerPart.Whole);
    }

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => rows;

    /// <summary>Bytes of room for a vector.</summary>
    internal static int ScratchBytes => LargestVector;

    /// <summary>Runs some rows of a sample.</summary>
    /// <param name="memory">The whole workspace.</param>
    /// <param name="scratch">Room for a vector.</param>
    /// <param name="input">Where the input's memory starts, in 16-bit elements.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="part">The part.</param>
    internal void RunPart(Span<byte> memory, Span<byte> scratch, int input, int output, LayerPart part)
    {
        if (memory.Length < Math.Max((2 * input) + requiredInput + LargestVector, (2 * output) + requiredOutput) || scratch.Length < LargestVector)
        {
            throw new ArgumentException("The workspace is too short.", nameof(memory));
        }

        var first = part.First(rows);
        var from = memory.Slice((2 * input) + this.input.Start + (first * strideHeight * this.input.Row));
        var to = memory.Slice((2 * output) + epilogue.Output.Start + (first * epilogue.Output.Row));
        var count = part.End(rows) - first;
#if NET8_0_OR_GREATER
        if (kernel != null)
        {
            kernel.Run(count, from, to, scratch);
            return;
        }

#endif
        for (var row = 0; row < count; row++)
        {
            RunRow(from.Slice(row * strideHeight * this.input.Row), to.Slice(row * epilogue.Output.Row, columns * channels));
        }
    }

    private void RunRow(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            var channel = i % channels;
            var first = (i / channels * strideWidth * input.Pixel) + channel;
            var total = 0;
            for (var tap = 0; tap < tapOffsets.Length; tap++)
            {
                total = unchecked(total + (weights.Taps[(channel * tapOffsets.Length) + tap] * from[first + tapOffsets[tap]]));
            }

            epilogue.Run(total, weights.Bias[channel], to.Slice(i), to);
        }
    }
}
