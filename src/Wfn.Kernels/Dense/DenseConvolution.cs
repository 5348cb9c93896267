using System;
using System.Collections.Generic;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Convolution of activations in NHWC, with decoded integer weights: the lanes of a vector are output
/// channels, and every step multiplies them with the same few neighbouring inputs of a pixel. Fully connected layers are
/// convolutions whose window is the whole input.
/// </summary>
internal sealed class DenseConvolution
{
    // Bytes that may be read past the last input.
    private const int LargestVector = 64;

    // How many pixels work together with two vectors of outputs.
    private static readonly int[] PairWidths = { 4, 1 };

    // The vectors that a block fills.
    private const VectorWidth WidestVector = VectorWidth.Bits512;

    private readonly DenseShape shape;
    private readonly DenseWeights weights;
    private readonly DenseEpilogue epilogue;
    private readonly ChannelsLastImage input;
    private readonly int[] bias;
    private readonly DenseTiles tiles;
    private readonly DenseTiles pairTiles;
    private readonly List<DenseBlockSpan> spans;
    private readonly int[] starts;
    private readonly int[] offsets;
    private readonly int[] outputOffsets;
    private readonly int[] addendOffsets;
    private readonly int vectors;
    private readonly int totalsLength;
    private readonly int[] vectorOffsets;
    private readonly int rows;
    private readonly int columns;
    private readonly int strideHeight;
    private readonly int requiredInput;
    private readonly int requiredOutput;
    private readonly int requiredAddend;

    /// <summary>Makes a convolution.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="indices">The codebook index of each weight.</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each output channel, in accumulator units.</param>
    /// <param name="input">The input; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output; pixels that are computed as one count as one.</param>
    /// <param name="strideHeight">Rows between two pixels that are computed.</param>
    /// <param name="strideWidth">Columns between two pixels that are computed.</param>
    /// <param name="epilogue">From accumulators to the output.</param>
    internal DenseConvolution(
        DenseShape shape,
        ushort[] indices,
        int[] mantissas,
        int[] bias,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue)
        : this(shape, indices, mantissas, bias, input, rows, columns, strideHeight, strideWidth, epilogue, VectorSupport.Best, DotSupport.Best(VectorSupport.Best))
    {
    }

    /// <summary>Makes a convolution for vectors of a given width and sums of a given kind.</summary>
    internal DenseConvolution(
        DenseShape shape,
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
        : this(
            Pack((Parts(shape, vectorWidth) == 1 ? shape : shape.NotUnrolled()).WithAccumulation(accumulation), indices, mantissas, bias, vectorWidth),
            input,
            rows,
            columns * Parts(shape, vectorWidth),
            strideHeight,
            strideWidth / Parts(shape, vectorWidth),
            Parts(shape, vectorWidth) == 1 ? epilogue : epilogue.NotUnrolled(shape.WidthUnroll))
    {
    }

    private DenseConvolution(
        (DenseShape Shape, DenseWeights Weights, int[] Bias) packed,
        ChannelsLastImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        DenseEpilogue epilogue)
    {
        (shape, weights, bias) = packed;
        this.input = input;
        this.rows = rows;
        this.columns = columns;
        this.strideHeight = strideHeight;
        this.epilogue = epilogue.ForBias(weights.BiasFits);
        tiles = DenseTiles.Of(rows, columns * epilogue.PoolPixels, epilogue.PoolPixels);
        pairTiles = DenseTiles.Of(rows, columns * epilogue.PoolPixels, epilogue.PoolPixels, PairWidths);
        outputOffsets = new int[Math.Max(tiles.TileRows, pairTiles.TileRows) * columns];
        offsets = new int[outputOffsets.Length * epilogue.PoolPixels];
        addendOffsets = epilogue.Addend == null ? outputOffsets : new int[outputOffsets.Length];
        for (var output = 0; output < outputOffsets.Length; output++)
        {
            var (row, column) = (output / columns, output % columns);
            outputOffsets[output] = epilogue.Output.Distance(row, column);
            for (var pixel = 0; pixel < epilogue.PoolPixels; pixel++)
            {
                var (poolRow, poolColumn) = (pixel / epilogue.PoolWidth, pixel % epilogue.PoolWidth);
                offsets[(output * epilogue.PoolPixels) + pixel] = input.Distance(
                    ((row * epilogue.PoolHeight) + poolRow) * strideHeight, ((column * epilogue.PoolWidth) + poolColumn) * strideWidth);
            }

            if (epilogue.Addend != null)
            {
                addendOffsets[output] = epilogue.Addend.Image.Distance(row, column);
            }
        }

        // Blocks that a single pixel runs through at once: the first ones, as long as they are whole vectors of one width.
        var lanes = weights.Blocks[0].Lanes;
        vectorOffsets = new[] { 0, lanes, 2 * lanes, 3 * lanes };
        if (lanes > 1 && rows * columns * epilogue.PoolPixels == 1 && shape.StepElements == 4 && shape.Groups == 1 && epilogue.Addend == null)
        {
            var other = Array.FindIndex(weights.Blocks, b => b.Lanes != lanes || b.Valid != lanes);
            vectors = other < 0 ? weights.Blocks.Length : other;
        }

        spans = DenseBlockSpan.Of(shape, weights.Blocks, vectors);
        starts = Array.ConvertAll(bias, value => this.epilogue.TotalsStart(value));
        totalsLength = Math.Max(offsets.Length * DenseTiles.LargestBlock, vectors * lanes);
        requiredInput = input.Start + shape.RequiredLength(input.Element)
            + input.Distance(((rows * epilogue.PoolHeight) - 1) * strideHeight, ((columns * epilogue.PoolWidth) - 1) * strideWidth);
        requiredOutput = epilogue.Output.RequiredLength(rows, columns, shape.Outputs);
        requiredAddend = epilogue.Addend == null ? 0 : epilogue.Addend.Image.RequiredLength(rows, columns, shape.Outputs);
    }

    /// <summary>The same fully connected layer over several samples of a batch, with the same weights in memory.</summary>
    /// <param name="samples">The number of samples: the pixels of a row.</param>
    /// <param name="input">The samples' inputs.</param>
    /// <param name="epilogue">From accumulators to the samples' outputs.</param>
    internal DenseConvolution ForSamples(int samples, ChannelsLastImage input, DenseEpilogue epilogue) =>
        new DenseConvolution((shape, weights, bias), input, 1, samples, 1, 1, epilogue);

    /// <summary>Runs one sample; places are in 16-bit elements.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input's memory starts.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="scratch">Where room for the accumulators of a row tile starts.</param>
    /// <param name="addend">Where the addend's memory starts, if there is one.</param>
    internal void Run(Span<short> workspace, int input, int output, int scratch, int addend = 0)
    {
        var memory = MemoryMarshal.AsBytes(workspace);
        RunPart(memory, memory.Slice(2 * scratch), input, output, addend, LayerPart.Whole);
    }

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => Math.Max(tiles.Count, weights.Blocks.Length);

    /// <summary>Bytes for the accumulators of a row tile.</summary>
    internal int ScratchBytes => totalsLength * sizeof(int);

    /// <summary>Runs a part of a sample: tiles of rows where there are enough of them, else blocks of output channels.</summary>
    /// <param name="memory">The whole workspace.</param>
    /// <param name="scratch">Room for the accumulators of a row tile.</param>
    /// <param name="input">Where the input's memory starts, in 16-bit elements.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="addend">Where the addend's memory starts, if there is one.</param>
    /// <param name="part">The part.</param>
    internal void RunPart(Span<byte> memory, Span<byte> scratch, int input, int output, int addend, LayerPart part)
    {
        if (memory.Length < Math.Max(
            Math.Max((2 * input) + requiredInput + LargestVector, (2 * output) + requiredOutput), (2 * addend) + requiredAddend + LargestVector)
            || scratch.Length < ScratchBytes)
        {
            throw new ArgumentException("The workspace is too short.", nameof(memory));
        }

        var from = memory.Slice((2 * input) + this.input.Start);
        var to = memory.Slice((2 * output) + epilogue.Output.Start);
        var other = epilogue.Addend == null ? to : memory.Slice((2 * addend) + epilogue.Addend.Image.Start);
        var totals = MemoryMarshal.Cast<byte, int>(scratch);
        var (first, end) = (0, weights.Blocks.Length);
        if (tiles.Count < part.Count)
        {
            (first, end) = (StartOf(part.First(end)), StartOf(part.End(end)));
            part = LayerPart.Whole;
        }

#if NET8_0_OR_GREATER
        if (first < vectors)
        {
            RunSinglePixel(first, Math.Min(end, vectors), from, to, totals);
        }

#endif
        foreach (var span in spans)
        {
            var own = span.IsPaired ? pairTiles : tiles;
            RunSpan(
                span,
                (Math.Max(span.First, first), Math.Min(span.End, end)),
                (part.First(own.Count) * own.TileRows, Math.Min(rows, part.End(own.Count) * own.TileRows)),
                from,
                to,
                other,
                totals);
        }
    }

    // Blocks that run at once stay together.
    private int StartOf(int block)
    {
        foreach (var span in spans)
        {
            if (span.IsPaired && block > span.First && block < span.End)
            {
                return block - ((block - span.First) & 1);
            }
        }

        return block < vectors ? block & ~1 : block;
    }

    // Pixels are joined to fill the widest vectors; others are full with the outputs of one.
    private static int Parts(DenseShape shape, VectorWidth vectorWidth) => vectorWidth < WidestVector ? shape.WidthUnroll : 1;

    private static (DenseShape Shape, DenseWeights Weights, int[] Bias) Pack(
        DenseShape shape, ushort[] indices, int[] mantissas, int[] bias, VectorWidth vectorWidth)
    {
        var own = new int[shape.Outputs];
        for (var output = 0; output < own.Length; output++)
        {
            own[output] = bias[output % bias.Length];
        }

        var weights = DenseWeights.Pack(shape, indices, mantissas, own, Math.Max(1, (int)vectorWidth / 32));

        // Vectors of biases are read whole.
        Array.Resize(ref own, own.Length + DenseTiles.LargestBlock);
        return (shape, weights, own);
    }

    private void RunSpan(
        DenseBlockSpan span, (int First, int End) own, (int First, int End) ownRows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
    {
#if NET8_0_OR_GREATER
        switch (weights.Blocks[span.First].Lanes)
        {
            case 16 when VectorSupport.Has512:
                RunSpan<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(span, own, ownRows, from, to, other, totals);
                return;
            case 8 when VectorSupport.Has256:
                RunSpan<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(span, own, ownRows, from, to, other, totals);
                return;
            case 4:
                RunSpan<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(span, own, ownRows, from, to, other, totals);
                return;
        }

#endif
        for (var row = ownRows.First; row < ownRows.End; row++)
        {
            for (var i = own.First; i < own.End; i++)
            {
                var block = weights.Blocks[i];
                RunScalar(block, Input(from, block, row), to.Slice(OutputPlace(block, row)), Addend(other, block, row));
            }
        }
    }

    private ReadOnlySpan<byte> Input(ReadOnlySpan<byte> from, DenseBlock block, int row) =>
        from.Slice((block.Group * shape.Inputs * input.Element) + (row * epilogue.PoolHeight * strideHeight * input.Row));

    private int OutputPlace(DenseBlock block, int row) => (block.FirstOutput * epilogue.Output.Element) + (row * epilogue.Output.Row);

    private ReadOnlySpan<byte> Addend(ReadOnlySpan<byte> other, DenseBlock block, int row) => epilogue.Addend == null
        ? other
        : other.Slice((block.FirstOutput * epilogue.Addend.Image.Element) + (row * epilogue.Addend.Image.Row));

    // A row of the outputs of a channel.
    private void RunScalar(DenseBlock block, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other)
    {
        for (var output = 0; output < columns; output++)
        {
            var first = output * epilogue.PoolPixels;
            var total = DenseScalar.Total(shape, weights, block, from.Slice(offsets[first]), input.IsBytes);
            for (var pixel = first + 1; pixel < first + epilogue.PoolPixels; pixel++)
            {
                total = epilogue.Larger(total, DenseScalar.Total(shape, weights, block, from.Slice(offsets[pixel]), input.IsBytes), bias[block.FirstOutput]);
            }

            var addend = epilogue.Addend == null ? other : other.Slice(addendOffsets[output]);
            epilogue.Run(total, bias[block.FirstOutput], to.Slice(outputOffsets[output]), addend);
        }
    }

#if NET8_0_OR_GREATER
    // Some whole vectors of a single pixel, all at once.
    private void RunSinglePixel(int first, int end, ReadOnlySpan<byte> from, Span<byte> to, Span<int> totals)
    {
        switch (weights.Blocks[0].Lanes)
        {
            case 16 when VectorSupport.Has512:
                RunSinglePixel<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(first, end, from, to, totals);
                break;
            case 8 when VectorSupport.Has256:
                RunSinglePixel<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(first, end, from, to, totals);
                break;
            case 4:
                RunSinglePixel<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(first, end, from, to, totals);
                break;
        }
    }

    private void RunSinglePixel<TVectors, TDot, TShort, TInt>(int first, int end, ReadOnlySpan<byte> from, Span<byte> to, Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        ref var total = ref MemoryMarshal.GetReference(totals);
        DenseVector<TDot, TShort, TInt>.Run(shape.Accumulation, weights, first, end, ref MemoryMarshal.GetReference(from), ref total);
        epilogue.RunSinglePixel<TVectors, TDot, TShort, TInt>(
            ref total, end - first, ref bias[first * TDot.Count], ref to[first * TDot.Count * epilogue.Output.Element], ref vectorOffsets[0]);
    }

    // Blocks of one width, tile by tile of rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunSpan<TVectors, TDot, TShort, TInt>(
        DenseBlockSpan span, (int First, int End) ownBlocks, (int First, int End) ownRows, ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> other, Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var isScale = !shape.IsDepthwise && epilogue.IsScale && weights.Blocks[span.First].Valid == TDot.Count;
        var scale = isScale ? epilogue.TileScale<TVectors, TDot, TShort, TInt>() : default;
        var own = span.IsPaired ? pairTiles : tiles;
        for (var row = ownRows.First; row < ownRows.End; row += own.TileRows)
        {
            var isWhole = row + own.TileRows <= rows;
            var tileRows = isWhole ? own.TileRows : rows - row;
            var rowTile = isWhole ? own.RowTile : own.Rest;
            for (var i = ownBlocks.First; i < ownBlocks.End; i += span.Step)
            {
                var block = weights.Blocks[i];
                var pixels = Input(from, block, row);
                var outputs = to.Slice(OutputPlace(block, row));
                if (span.IsPaired)
                {
                    RunPair<TVectors, TDot, TShort, TInt>(i, rowTile, tileRows, isScale, scale, pixels, outputs, other, row, totals);
                }
                else
                {
                    RunRowTile<TVectors, TDot, TShort, TInt>(block, rowTile, tileRows, isScale, scale, pixels, outputs, other, row, totals);
                }
            }
        }
    }

    private void RunRowTile<TVectors, TDot, TShort, TInt>(
        DenseBlock block,
        int[] rowTile,
        int tileRows,
        bool isScale,
        in TileScale<TShort, TInt> scale,
        ReadOnlySpan<byte> from,
        Span<byte> to,
        ReadOnlySpan<byte> other,
        int row,
        Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        ref var start = ref starts[block.FirstOutput];
        if (isScale && epilogue.PoolPixels > 1)
        {
            DenseRowTile<TVectors, TDot, TShort, TInt>.Run<MaxPoolEpilogue>(
                shape, weights, block, rowTile, from, offsets, input.IsBytes, totals, ref start, scale, ref to[0], outputOffsets);
        }
        else if (isScale)
        {
            DenseRowTile<TVectors, TDot, TShort, TInt>.Run<BytesEpilogue>(
                shape, weights, block, rowTile, from, offsets, input.IsBytes, totals, ref start, scale, ref to[0], outputOffsets);
        }
        else
        {
            DenseRowTile<TVectors, TDot, TShort, TInt>.Run<TotalsEpilogue>(
                shape, weights, block, rowTile, from, offsets, input.IsBytes, totals, ref start, scale, ref to[0], outputOffsets);
            Store<TVectors, TDot, TShort, TInt>(block, tileRows * columns, totals, to, Addend(other, block, row));
        }
    }

    private void RunPair<TVectors, TDot, TShort, TInt>(
        int first,
        int[] rowTile,
        int tileRows,
        bool isScale,
        in TileScale<TShort, TInt> scale,
        ReadOnlySpan<byte> from,
        Span<byte> to,
        ReadOnlySpan<byte> other,
        int row,
        Span<int> totals)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        var (block, second) = (weights.Blocks[first], weights.Blocks[first + 1]);
        ref var start = ref starts[block.FirstOutput];
        ref var pixels = ref MemoryMarshal.GetReference(from);
        ref var total = ref MemoryMarshal.GetReference(totals);
        var length = tileRows * columns * epilogue.PoolPixels * TDot.Count;
        var pair = new DensePair(block.SegmentCount, second.WeightStart - block.WeightStart, length);
        if (isScale && epilogue.PoolPixels > 1)
        {
            DensePairRowTile<TVectors, TDot, TShort, TInt>.Run<MaxPoolEpilogue>(
                shape, weights, block, pair, rowTile, ref pixels, offsets, ref total, ref start, scale, ref to[0], outputOffsets);
        }
        else if (isScale)
        {
            DensePairRowTile<TVectors, TDot, TShort, TInt>.Run<BytesEpilogue>(
                shape, weights, block, pair, rowTile, ref pixels, offsets, ref total, ref start, scale, ref to[0], outputOffsets);
        }
        else
        {
            DensePairRowTile<TVectors, TDot, TShort, TInt>.Run<TotalsEpilogue>(
                shape, weights, block, pair, rowTile, ref pixels, offsets, ref total, ref start, scale, ref to[0], outputOffsets);
            Store<TVectors, TDot, TShort, TInt>(block, tileRows * columns, totals, to, Addend(other, block, row));
            Store<TVectors, TDot, TShort, TInt>(
                second, tileRows * columns, totals.Slice(length), to.Slice(TDot.Count * epilogue.Output.Element), Addend(other, second, row));
        }
    }

    // From the totals of a vector of output channels to outputs.
    private void Store<TVectors, TDot, TShort, TInt>(DenseBlock block, int outputs, Span<int> totals, Span<byte> to, ReadOnlySpan<byte> other)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (epilogue.PoolPixels > 1)
        {
            epilogue.MaxPool<TVectors, TDot, TShort, TInt>(ref MemoryMarshal.GetReference(totals), outputs, ref bias[block.FirstOutput]);
        }

        epilogue.Run<TVectors, TDot, TShort, TInt>(
            ref MemoryMarshal.GetReference(totals),
            outputs,
            ref bias[block.FirstOutput],
            ref to[0],
            ref outputOffsets[0],
            ref MemoryMarshal.GetReference(other),
            ref addendOffsets[0],
            block.Valid);
    }
#endif
}
