using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Depthwise convolution of bytes in NHWC without a multiplication: the lanes of a vector are channels, each with shifts of its own.</summary>
internal sealed class ShiftDepthwiseConvolution
{
    // Totals of a vector of channels.
    private const int LargestVector = 16;

    private static readonly int[] PixelsAtOnce = { 8, 4, 1 };

    private readonly ShiftDepthwiseBlock[] blocks;
    private readonly int[] bias;
    private readonly DenseEpilogue epilogue;
    private readonly PixelTiles pixels;
    private readonly ChannelsLastImage input;

    /// <summary>Makes a convolution.</summary>
    /// <param name="tapOffsets">Where each tap of the window is, in bytes from a pixel's first input.</param>
    /// <param name="indices">The codebook index of each weight, [channels, taps].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each channel, in accumulator units.</param>
    /// <param name="input">The input, in bytes; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="epilogue">From totals to the output.</param>
    internal ShiftDepthwiseConvolution(
        int[] tapOffsets,
        ushort[] indices,
        int[] mantissas,
        int[] bias,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue)
        : this(tapOffsets, indices, mantissas, bias, input, rows, columns, strideHeight, strideWidth, epilogue, VectorSupport.Best)
    {
    }

    /// <summary>Makes a convolution for vectors of a given width.</summary>
    internal ShiftDepthwiseConvolution(
        int[] tapOffsets,
        ushort[] indices,
        int[] mantissas,
        int[] bias,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue,
        VectorWidth vectorWidth)
    {
        this.input = input;
        this.epilogue = epilogue.ForBias(Array.TrueForAll(bias, value => DenseEpilogue.Fits(value)));
        blocks = ShiftDepthwiseBlock.Of(tapOffsets, indices, mantissas, epilogue.WeightShift, input.ZeroPoint, Math.Max(1, (int)vectorWidth / 32));
        pixels = new PixelTiles(
            input, TapOffsets.Last(tapOffsets) + bias.Length, bias.Length, rows, columns, strideHeight, strideWidth, this.epilogue, PixelsAtOnce);

        // Vectors of biases are read whole.
        this.bias = new int[bias.Length + LargestVector];
        bias.CopyTo(this.bias, 0);
    }

    /// <summary>Runs one sample; places are in 16-bit elements.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input's memory starts.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="scratch">Where room for the totals of a row tile starts.</param>
    /// <param name="addend">Where the addend's memory starts, if there is one.</param>
    internal void Run(Span<short> workspace, int input, int output, int scratch, int addend = 0)
    {
        var memory = MemoryMarshal.AsBytes(workspace);
        RunPart(memory, memory.Slice(2 * scratch), input, output, addend, LayerPart.Whole);
    }

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => Math.Max(pixels.Tiles.Count, blocks.Length);

    /// <summary>Bytes for the totals of a row tile.</summary>
    internal int ScratchBytes => LargestVector * pixels.Offsets.Length * sizeof(int);

    /// <summary>Runs a part of a sample: tiles of rows where there are enough of them, else blocks of output channels.</summary>
    /// <param name="memory">The whole workspace.</param>
    /// <param name="scratch">Room for the totals of a row tile.</param>
    /// <param name="input">Where the input's memory starts, in 16-bit elements.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="addend">Where the addend's memory starts, if there is one.</param>
    /// <param name="part">The part.</param>
    internal void RunPart(Span<byte> memory, Span<byte> scratch, int input, int output, int addend, LayerPart part)
    {
        pixels.Check(memory, input, output, addend);
        var from = memory.Slice((2 * input) + this.input.Start);
        var to = memory.Slice((2 * output) + epilogue.Output.Start);
        var other = epilogue.Addend == null ? to : memory.Slice((2 * addend) + epilogue.Addend.Image.Start);
        var totals = MemoryMarshal.Cast<byte, int>(scratch.Slice(0, ScratchBytes));
        var hasRows = pixels.Tiles.Count >= part.Count;
        var own = hasRows
            ? blocks
            : MemoryExtensions.AsSpan(blocks, part.First(blocks.Length), part.End(blocks.Length) - part.First(blocks.Length));
        var ofRows = hasRows ? part : LayerPart.Whole;
        var end = Math.Min(pixels.Rows, ofRows.End(pixels.Tiles.Count) * pixels.Tiles.TileRows);
        for (var row = ofRows.First(pixels.Tiles.Count) * pixels.Tiles.TileRows; row < end; row += pixels.Tiles.TileRows)
        {
            var inputs = from.Slice(row * pixels.InputRow);
            var outputs = to.Slice(row * epilogue.Output.Row);
            var addends = epilogue.Addend == null ? outputs : other.Slice(row * epilogue.Addend.Image.Row);
            RunRows(own, Math.Min(pixels.Tiles.TileRows, pixels.Rows - row), inputs, outputs, addends, totals);
        }
    }

    private void RunRows(ReadOnlySpan<ShiftDepthwiseBlock> own, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
    {
        foreach (var block in own)
        {
            var inputs = from.Slice(block.FirstChannel);
            var outputs = to.Slice(block.FirstChannel * epilogue.Output.Element);
            var addends = epilogue.Addend == null ? outputs : other.Slice(block.FirstChannel * epilogue.Addend.Image.Element);
            switch (block.Lanes)
            {
#if NET8_0_OR_GREATER
                case 16 when VectorSupport.Has512:
                    RunBlock<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(block, rows, inputs, outputs, addends, totals);
                    break;
                case 8 when VectorSupport.Has256:
                    RunBlock<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(block, rows, inputs, outputs, addends, totals);
                    break;
                case 4:
                    RunBlock<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(block, rows, inputs, outputs, addends, totals);
                    break;
#endif
                default:
                    RunScalar(block, rows, inputs, outputs, addends);
                    break;
            }
        }
    }

    private void RunScalar(ShiftDepthwiseBlock block, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other)
    {
        var outputs = MemoryExtensions.AsSpan(pixels.OutputOffsets, 0, rows * pixels.Columns);
        for (var output = 0; output < outputs.Length; output++)
        {
            var total = Total(block, from.Slice(pixels.Offsets[output]));
            epilogue.Run(total, bias[block.FirstChannel], to.Slice(outputs[output]), other.Slice(epilogue.Addend == null ? 0 : pixels.AddendOffsets[output]));
        }
    }

    private static int Total(ShiftDepthwiseBlock block, ReadOnlySpan<byte> from)
    {
        var digits = block.Digits.Elements;
        var total = digits[0];
        for (var step = 0; step < block.Offsets.Length; step++)
        {
            digits = digits.Slice(step == 0 ? 1 : 2);
            total = unchecked(total + ((from[block.Offsets[step]] ^ digits[1]) << digits[0]));
        }

        return total;
    }

#if NET8_0_OR_GREATER
    // A vector of channels of some rows: totals, and then outputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock<TVectors, TDot, TShort, TInt>(
        ShiftDepthwiseBlock block, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var outputs = rows * pixels.Columns;
        var tiles = rows == pixels.Tiles.TileRows ? pixels.Tiles.RowTile : pixels.Tiles.Rest;
        ref var total = ref MemoryMarshal.GetReference(totals);
        ref var pixel = ref pixels.Offsets[0];
        ref var digit = ref block.Digits.At(0);
        ref var offset = ref MemoryMarshal.GetArrayDataReference(block.Offsets);
        ref var values = ref MemoryMarshal.GetReference(from);
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = DenseTiles.Take(tiles, ref i);
            switch (width)
            {
                case 8:
                    ShiftDepthwiseTile<TVectors, TDot, TShort, TInt>.Run8(ref values, ref pixel, ref offset, block.Offsets.Length, ref digit, ref total, times);
                    break;
                case 4:
                    ShiftDepthwiseTile<TVectors, TDot, TShort, TInt>.Run4(ref values, ref pixel, ref offset, block.Offsets.Length, ref digit, ref total, times);
                    break;
                default:
                    ShiftDepthwiseTile<TVectors, TDot, TShort, TInt>.Run1(ref values, ref pixel, ref offset, block.Offsets.Length, ref digit, ref total, times);
                    break;
            }

            pixel = ref Unsafe.Add(ref pixel, width * times);
            total = ref Unsafe.Add(ref total, width * times * TDot.Count);
        }

        pixels.Store<TVectors, TDot, TShort, TInt>(
            ref MemoryMarshal.GetReference(totals), outputs, ref bias[block.FirstChannel], ref to[0], ref MemoryMarshal.GetReference(other), block.Valid);
    }
#endif
}
