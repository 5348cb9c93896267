using System;
using System.Collections.Generic;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution in float32 to NHWC pixels: the lanes of a vector are output channels, and every
/// step multiplies them with one input of a pixel. Inputs are NHWC, too, or NCHW.
/// </summary>
internal sealed class FloatChannelsLastConvolution
{
    // Of 16 registers, 12 hold sums of six pixels and two vectors, two weights and one an input.
    private static readonly int[] PixelsOfTwo = { 6, 4, 3, 1 };

    private readonly FloatTileShape shape;
    private readonly FloatImage input;
    private readonly FloatImage output;
    private readonly FloatImage? addend;
    private readonly float[] bias;
    private readonly DenseTiles tiles;
    private readonly DenseTiles tilesOfTwo;
    private readonly int[] offsets;
    private readonly int[] outputOffsets;
    private readonly int[] addendOffsets;
    private readonly int rows;
    private readonly int columns;
    private readonly int strideHeight;
    private readonly int requiredInput;
    private readonly List<FloatBlock> blocks;
    private readonly CacheLineMemory<float> packed;

    /// <summary>Makes a convolution; all lengths in elements.</summary>
    /// <param name="weights">The weights, [outputs, inputs, taps].</param>
    /// <param name="bias">The bias of each output channel; their number is a multiple of 4.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="runTaps">Taps that follow one another in a run.</param>
    /// <param name="runs">Where the runs of taps begin, from a pixel's first input.</param>
    /// <param name="planeLength">Distance between two channels of an input in NCHW; 0 in NHWC.</param>
    /// <param name="input">The input; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="output">The output.</param>
    /// <param name="addend">What is added to it before the bounds, or null.</param>
    internal FloatChannelsLastConvolution(
        FloatWeights weights,
        float[] bias,
        FloatBounds bounds,
        int inputs,
        int runTaps,
        int[] runs,
        int planeLength,
        FloatImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        FloatImage output,
        FloatImage? addend)
        : this(weights, bias, bounds, inputs, runTaps, runs, planeLength, input, rows, columns, strideHeight, strideWidth, output, addend, VectorSupport.Best)
    {
    }

    /// <summary>Makes a convolution for vectors of a given width.</summary>
    internal FloatChannelsLastConvolution(
        FloatWeights weights,
        float[] bias,
        FloatBounds bounds,
        int inputs,
        int runTaps,
        int[] runs,
        int planeLength,
        FloatImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        FloatImage output,
        FloatImage? addend,
        VectorWidth vectorWidth)
    {
        this.bias = bias;
        this.input = input;
        this.output = output;
        this.addend = addend;
        this.rows = rows;
        this.columns = columns;
        this.strideHeight = strideHeight;
        var isRowMajor = planeLength > 0;
        shape = new FloatTileShape(
            isRowMajor ? TapOffsets.Of(inputs, planeLength, runs) : runs, isRowMajor ? runTaps : runTaps * inputs, addend != null, bounds);
        tiles = DenseTiles.Of(rows, columns);
        tilesOfTwo = HasManyRegisters((int)vectorWidth / 32) ? tiles : DenseTiles.Of(rows, columns, 1, PixelsOfTwo);
        offsets = new int[Math.Max(tiles.TileRows, tilesOfTwo.TileRows) * columns];
        outputOffsets = new int[offsets.Length];
        addendOffsets = addend == null ? outputOffsets : new int[offsets.Length];
        for (var pixel = 0; pixel < offsets.Length; pixel++)
        {
            var (row, column) = (pixel / columns, pixel % columns);
            offsets[pixel] = input.Distance(row * strideHeight, column * strideWidth);
            outputOffsets[pixel] = output.Distance(row, column);
            if (addend != null)
            {
                addendOffsets[pixel] = addend.Distance(row, column);
            }
        }

        requiredInput = input.Start + input.Distance((rows - 1) * strideHeight, (columns - 1) * strideWidth)
            + TapOffsets.Last(shape.Runs) + shape.RunLength;
        blocks = Blocks(bias.Length, (int)vectorWidth / 32);
        packed = new CacheLineMemory<float>(bias.Length * shape.Runs.Length * shape.RunLength);
        Pack(weights, inputs, runTaps, runs.Length, isRowMajor);
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="addend">Where the addend starts, if there is one.</param>
    internal void Run(Span<float> workspace, int input, int output, int addend = 0) =>
        RunPart(workspace, input, output, addend, LayerPart.Whole);

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => Math.Max(tiles.Count, blocks.Count);

    /// <summary>Runs a part of a sample: tiles of rows where there are enough of them, else blocks of output channels.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="addend">Where the addend starts, if there is one.</param>
    /// <param name="part">The part.</param>
    internal void RunPart(Span<float> workspace, int input, int output, int addend, LayerPart part)
    {
        if (workspace.Length < Math.Max(
            input + requiredInput, Math.Max(output + RequiredLength(this.output), this.addend == null ? 0 : addend + RequiredLength(this.addend))))
        {
            throw new ArgumentException("The workspace is too short.", nameof(workspace));
        }

        var from = workspace.Slice(input + this.input.Start);
        var to = workspace.Slice(output + this.output.Start);
        var other = this.addend == null ? to : workspace.Slice(addend + this.addend.Start);
        var weights = packed.Elements;
        var (ofRows, ofBlocks) = tiles.Count >= part.Count ? (part, LayerPart.Whole) : (LayerPart.Whole, part);
        for (var i = ofBlocks.First(blocks.Count); i < ofBlocks.End(blocks.Count); i++)
        {
            var block = blocks[i];
            var own = block.Vectors == 2 ? tilesOfTwo : tiles;
            var end = Math.Min(rows, ofRows.End(own.Count) * own.TileRows);
            for (var row = ofRows.First(own.Count) * own.TileRows; row < end; row += own.TileRows)
            {
                RunTile(
                    block,
                    row + own.TileRows <= rows ? own.RowTile : own.Rest,
                    from.Slice(row * strideHeight * this.input.Row),
                    weights.Slice(block.WeightStart),
                    to.Slice((row * this.output.Row) + block.FirstOutput),
                    this.addend == null ? other : other.Slice((row * this.addend.Row) + block.FirstOutput));
            }
        }
    }

    // The widest vectors, two at once where there are as many outputs; what is left over takes narrower ones.
    private static List<FloatBlock> Blocks(int outputs, int lanes)
    {
        var blocks = new List<FloatBlock>();
        var width = Math.Max(1, lanes);
        for (var first = 0; first < outputs;)
        {
            while (width > outputs - first)
            {
                width /= 2;
            }

            var vectors = width > 1 && outputs - first >= 2 * width ? 2 : 1;
            blocks.Add(new FloatBlock(first, width, vectors));
            first += vectors * width;
        }

        return blocks;
    }

    private static bool HasManyRegisters(int lanes) =>
#if NET8_0_OR_GREATER
        (lanes == 16 && FloatVectors512.HasManyRegisters) || (lanes == 8 && FloatVectors256.HasManyRegisters) || (lanes == 4 && FloatVectors128.HasManyRegisters);
#else
        false;
#endif

    private int RequiredLength(FloatImage image) => image.Start + image.Distance(rows - 1, columns - 1) + bias.Length;

    // Block by block the weights of one input after another, in the order in which runs read inputs.
    private void Pack(FloatWeights weights, int inputs, int runTaps, int runsOfTaps, bool isRowMajor)
    {
        var taps = runTaps * runsOfTaps;
        var steps = inputs * taps;
        var row = new float[steps];
        var to = packed.Elements;
        foreach (var block in blocks)
        {
            var width = block.Lanes * block.Vectors;
            block.WeightStart = block.FirstOutput * steps;
            for (var lane = 0; lane < width; lane++)
            {
                weights.Decode((block.FirstOutput + lane) * steps, steps, row, 1);
                for (var step = 0; step < steps; step++)
                {
                    // Planes are read channel by channel, each in the order of the window; pixels tap by tap.
                    var from = isRowMajor ? step : (step % inputs * taps) + (step / inputs);
                    to[block.WeightStart + (step * width) + lane] = row[from];
                }
            }
        }
    }

    private void RunTile(FloatBlock block, int[] widths, ReadOnlySpan<float> from, ReadOnlySpan<float> weights, Span<float> to, ReadOnlySpan<float> other)
    {
#if NET8_0_OR_GREATER
        switch (block.Lanes)
        {
            case 16 when VectorSupport.Has512:
                RunVectors<FloatVectors512, Vector512<float>>(block, widths, from, weights, to, other);
                return;
            case 8 when VectorSupport.Has256:
                RunVectors<FloatVectors256, Vector256<float>>(block, widths, from, weights, to, other);
                return;
            case 4:
                RunVectors<FloatVectors128, Vector128<float>>(block, widths, from, weights, to, other);
                return;
        }

#endif
        var pixels = 0;
        foreach (var width in widths)
        {
            pixels += width;
        }

        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var sum = bias[block.FirstOutput];
            var next = 0;
            foreach (var run in shape.Runs)
            {
                foreach (var value in from.Slice(offsets[pixel] + run, shape.RunLength))
                {
                    sum += value * weights[next++];
                }
            }

            to[outputOffsets[pixel]] = shape.Bounds.Apply(shape.HasAddend ? sum + other[addendOffsets[pixel]] : sum);
        }
    }

#if NET8_0_OR_GREATER
    private void RunVectors<TVectors, TFloat>(
        FloatBlock block, int[] widths, ReadOnlySpan<float> from, ReadOnlySpan<float> weights, Span<float> to, ReadOnlySpan<float> other)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var start = ref bias[block.FirstOutput];
        ref var result = ref MemoryMarshal.GetReference(to);
        ref var added = ref MemoryMarshal.GetReference(other);
        var pixel = 0;
        foreach (var width in widths)
        {
            ref var offset = ref offsets[pixel];
            ref var place = ref outputOffsets[pixel];
            ref var addendPlace = ref addendOffsets[pixel];
            switch (width)
            {
                case 8 when block.Vectors == 2:
                    FloatTile<TVectors, TFloat>.Run8x2(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 6 when block.Vectors == 2:
                    FloatTile<TVectors, TFloat>.Run6x2(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 4 when block.Vectors == 2:
                    FloatTile<TVectors, TFloat>.Run4x2(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 3 when block.Vectors == 2:
                    FloatTile<TVectors, TFloat>.Run3x2(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 1 when block.Vectors == 2:
                    FloatTile<TVectors, TFloat>.Run1x2(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 8:
                    FloatTile<TVectors, TFloat>.Run8x1(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                case 4:
                    FloatTile<TVectors, TFloat>.Run4x1(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
                default:
                    FloatTile<TVectors, TFloat>.Run1x1(shape, ref input, ref offset, ref weight, ref start, ref result, ref place, ref added, ref addendPlace);
                    break;
            }

            pixel += width;
        }
    }
#endif
}
