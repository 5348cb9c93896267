using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Convolution of bytes in NHWC without a multiplication: weights are codes of few values, and the products of an input with all of these
/// stand in a table, of which a register holds the input's row. Fully connected layers are convolutions whose window is the whole input.
/// </summary>
/// <remarks>The idea of the table in a register is that of T-MAC (Wei et al., EuroSys 2025), there for bits of weights.</remarks>
internal sealed class LookupConvolution
{
    private static readonly int[] PixelsAtOnce = { 4, 1 };

    private readonly LookupWeights weights;
    private readonly int[] bias;
    private readonly int[] starts;
    private readonly int windowLength;
    private readonly DenseEpilogue epilogue;
    private readonly PixelTiles pixels;
    private readonly ChannelsLastImage input;

    /// <summary>Makes a convolution.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="tapOffsets">Where each tap of the window is, in bytes from a pixel's first input.</param>
    /// <param name="minimum">The smallest input.</param>
    /// <param name="maximum">The largest input.</param>
    /// <param name="indices">The codebook index of each weight, [outputs, inputs, taps].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each output channel, in accumulator units.</param>
    /// <param name="input">The input, in bytes; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two pixels that are computed.</param>
    /// <param name="strideWidth">Columns between two pixels that are computed.</param>
    /// <param name="epilogue">From totals to the output.</param>
    internal LookupConvolution(
        int inputs,
        int[] tapOffsets,
        int minimum,
        int maximum,
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
            inputs, tapOffsets, minimum, maximum, indices, mantissas, bias, input, rows, columns, strideHeight, strideWidth, epilogue, VectorSupport.Best)
    {
    }

    /// <summary>Makes a convolution for vectors of a given width.</summary>
    internal LookupConvolution(
        int inputs,
        int[] tapOffsets,
        int minimum,
        int maximum,
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
        : this(
            LookupWeights.Pack(
                TapOffsets.Of(inputs, 1, tapOffsets), indices, mantissas, epilogue.WeightShift, (minimum, maximum), input.ZeroPoint, vectorWidth),
            Padded(bias),
            bias.Length,
            inputs + TapOffsets.Last(tapOffsets),
            input,
            rows,
            columns,
            strideHeight,
            strideWidth,
            epilogue)
    {
    }

    private LookupConvolution(
        LookupWeights weights,
        int[] bias,
        int outputs,
        int windowLength,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue)
    {
        this.weights = weights;
        this.bias = bias;
        this.windowLength = windowLength;
        this.input = input;
        this.epilogue = epilogue.ForBias(Array.TrueForAll(bias, value => DenseEpilogue.Fits(value)));
        starts = Array.ConvertAll(bias, value => this.epilogue.TotalsStart(value));
        pixels = new PixelTiles(input, windowLength, outputs, rows, columns, strideHeight, strideWidth, this.epilogue, PixelsAtOnce);
    }

    /// <summary>The same fully connected layer over several samples of a batch, with the same weights in memory.</summary>
    /// <param name="samples">The number of samples: the pixels of a row.</param>
    /// <param name="input">The samples' inputs.</param>
    /// <param name="epilogue">From totals to the samples' outputs.</param>
    internal LookupConvolution ForSamples(int samples, ChannelsLastImage input, DenseEpilogue epilogue) => new LookupConvolution(
        weights, bias, bias.Length - LookupSizes.BlockOutputs, windowLength, input, 1, samples, 1, 1, epilogue);

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
    internal int MostParts => Math.Max(pixels.Tiles.Count, weights.Blocks.Length);

    /// <summary>Bytes for the totals of a row tile.</summary>
    internal int ScratchBytes => LookupSizes.BlockOutputs * pixels.Offsets.Length * sizeof(int);

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
            ? weights.Blocks
            : MemoryExtensions.AsSpan(weights.Blocks, part.First(weights.Blocks.Length), part.End(weights.Blocks.Length) - part.First(weights.Blocks.Length));
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

    private static int[] Padded(int[] bias)
    {
        // Vectors of biases are read whole.
        var padded = new int[bias.Length + LookupSizes.BlockOutputs];
        bias.CopyTo(padded, 0);
        return padded;
    }

    private void RunRows(ReadOnlySpan<LookupBlock> blocks, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
    {
        foreach (var block in blocks)
        {
            switch (block.Width)
            {
#if NET8_0_OR_GREATER
                case VectorWidth.Bits512 when VectorSupport.Has512 && !block.IsHalf:
                    RunBlock<IntegerVectors512, DotVectors512, LookupVectors512, Vector512<short>, Vector512<int>>(block, rows, from, to, other, totals);
                    break;
                case VectorWidth.Bits512 when VectorSupport.Has512:
                    RunBlock<IntegerVectors512, DotVectors512, LookupVectors512Half, Vector512<short>, Vector512<int>>(block, rows, from, to, other, totals);
                    break;
                case VectorWidth.Bits256 when VectorSupport.Has256:
                    RunBlock<IntegerVectors256, DotVectors256, LookupVectors256, Vector256<short>, Vector256<int>>(block, rows, from, to, other, totals);
                    break;
                case VectorWidth.Bits128:
                    RunBlock<IntegerVectors128, DotVectors128, LookupVectors128, Vector128<short>, Vector128<int>>(block, rows, from, to, other, totals);
                    break;
#endif
                default:
                    RunScalar(block, rows, from, to, other);
                    break;
            }
        }
    }

    private void RunScalar(LookupBlock block, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other)
    {
        var own = bias[block.FirstOutput];
        var place = block.FirstOutput * epilogue.Output.Element;
        var addendPlace = epilogue.Addend == null ? 0 : block.FirstOutput * epilogue.Addend.Image.Element;
        var pixel = 0;
        for (var output = 0; output < rows * pixels.Columns; output++)
        {
            var total = Total(block, from.Slice(pixels.Offsets[pixel++]));
            for (var rest = epilogue.PoolPixels - 1; rest > 0; rest--)
            {
                total = epilogue.Larger(total, Total(block, from.Slice(pixels.Offsets[pixel++])), own);
            }

            epilogue.Run(total, own, to.Slice(place + pixels.OutputOffsets[output]), other.Slice(epilogue.Addend == null ? 0 : addendPlace + pixels.AddendOffsets[output]));
        }
    }

    private int Total(LookupBlock block, ReadOnlySpan<byte> from)
    {
        var codes = weights.Codes.Elements.Slice(block.CodeStart, block.Offsets.Length);
        var total = 0;
        for (var step = 0; step < codes.Length; step++)
        {
            total += weights.Table.Product(from[block.Offsets[step]], codes[step]);
        }

        return total;
    }

#if NET8_0_OR_GREATER
    // A block of output channels of some rows: totals, and then outputs vector by vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock<TVectors, TDot, TLookup, TShort, TInt>(
        LookupBlock block, int rows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TLookup : struct, ILookupVectors<TShort>
        where TShort : struct
        where TInt : struct
    {
        var outputs = rows * pixels.Columns;
        var distance = outputs * epilogue.PoolPixels * TDot.Count;
        ref var total = ref totals.Slice(0, distance * (TLookup.HasSecond ? 4 : 2))[0];
        RunTiles<TVectors, TLookup, TShort, TInt>(
            block, rows == pixels.Tiles.TileRows ? pixels.Tiles.RowTile : pixels.Tiles.Rest, ref MemoryMarshal.GetReference(from), ref total, distance);
        var addendElement = epilogue.Addend == null ? 0 : epilogue.Addend.Image.Element;
        ref var place = ref to.Slice(block.FirstOutput * epilogue.Output.Element)[0];
        ref var addend = ref Unsafe.Add(ref MemoryMarshal.GetReference(other), block.FirstOutput * addendElement);
        if (TLookup.HasSecond && block.Valid == 4 * TDot.Count && epilogue.IsScale && epilogue.PoolPixels == 1)
        {
            epilogue.StorePixels<TVectors, TDot, TShort, TInt>(
                ref total, distance, outputs, ref starts[block.FirstOutput], ref place, ref pixels.OutputOffsets[0], ref block.VectorOffsets[0]);
            return;
        }

        ref var own = ref bias[block.FirstOutput];
        for (var valid = block.Valid; valid > 0; valid -= TDot.Count)
        {
            pixels.Store<TVectors, TDot, TShort, TInt>(ref total, outputs, ref own, ref place, ref addend, Math.Min(valid, TDot.Count));
            total = ref Unsafe.Add(ref total, distance);
            own = ref Unsafe.Add(ref own, TDot.Count);
            place = ref Unsafe.Add(ref place, epilogue.Output.IsBytes ? TDot.Count : TDot.Count << 1);
            addend = ref Unsafe.Add(ref addend, addendElement == sizeof(short) ? TDot.Count << 1 : TDot.Count);
        }
    }

    private void RunTiles<TVectors, TLookup, TShort, TInt>(LookupBlock block, int[] tiles, ref byte from, ref int total, int distance)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TLookup : struct, ILookupVectors<TShort>
        where TShort : struct
        where TInt : struct
    {
        ref var code = ref weights.Codes.At(block.CodeStart);
        ref var table = ref weights.Table.Rows.At(0);
        ref var offset = ref MemoryMarshal.GetArrayDataReference(block.Offsets);
        ref var flush = ref MemoryMarshal.GetArrayDataReference(block.Flushes);
        ref var pixel = ref pixels.Offsets[0];
        var lanes = TVectors.Count >> 1;
        for (var i = 0; i < tiles.Length;)
        {
            var (width, times) = DenseTiles.Take(tiles, ref i);
            if (width == 4)
            {
                LookupTile<TVectors, TLookup, TShort, TInt>.Run4(
                    ref from, ref pixel, ref offset, ref flush, block.Flushes.Length, ref code, ref table, ref total, distance, times);
            }
            else
            {
                LookupTile<TVectors, TLookup, TShort, TInt>.Run1(
                    ref from, ref pixel, ref offset, ref flush, block.Flushes.Length, ref code, ref table, ref total, distance, times);
            }

            pixel = ref Unsafe.Add(ref pixel, width * times);
            total = ref Unsafe.Add(ref total, width * times * lanes);
        }
    }
#endif
}
