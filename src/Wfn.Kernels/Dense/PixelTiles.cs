using System;

namespace Wfn.Kernels;

/// <summary>The pixels of an output, tile by tile of rows, and where each one's inputs, output and addend are.</summary>
internal sealed class PixelTiles
{
    // Bytes that may be read past the last input.
    private const int LargestVector = 64;

    private readonly int requiredInput;
    private readonly int requiredOutput;
    private readonly int requiredAddend;

    /// <summary>Shares an output out.</summary>
    /// <param name="input">The input; its first pixel is the first one under the window.</param>
    /// <param name="windowLength">Bytes from a pixel's first input to the end of its last.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two pixels that are computed.</param>
    /// <param name="strideWidth">Columns between two pixels that are computed.</param>
    /// <param name="epilogue">From totals to the output.</param>
    /// <param name="widths">How many pixels kernels work on at once.</param>
    internal PixelTiles(
        ChannelsLastImage input, int windowLength, int outputs, int rows, int columns, int strideHeight, int strideWidth, DenseEpilogue epilogue, int[] widths)
    {
        Epilogue = epilogue;
        Rows = rows;
        Columns = columns;
        InputRow = epilogue.PoolHeight * strideHeight * input.Row;
        Tiles = DenseTiles.Of(rows, columns * epilogue.PoolPixels, epilogue.PoolPixels, widths);
        OutputOffsets = new int[Tiles.TileRows * columns];
        Offsets = new int[OutputOffsets.Length * epilogue.PoolPixels];
        AddendOffsets = epilogue.Addend == null ? OutputOffsets : new int[OutputOffsets.Length];
        for (var output = 0; output < OutputOffsets.Length; output++)
        {
            var (row, column) = (output / columns, output % columns);
            OutputOffsets[output] = epilogue.Output.Distance(row, column);
            for (var pixel = 0; pixel < epilogue.PoolPixels; pixel++)
            {
                var (poolRow, poolColumn) = (pixel / epilogue.PoolWidth, pixel % epilogue.PoolWidth);
                Offsets[(output * epilogue.PoolPixels) + pixel] = input.Distance(
                    ((row * epilogue.PoolHeight) + poolRow) * strideHeight, ((column * epilogue.PoolWidth) + poolColumn) * strideWidth);
            }

            if (epilogue.Addend != null)
            {
                AddendOffsets[output] = epilogue.Addend.Image.Distance(row, column);
            }
        }

        requiredInput = input.Start + windowLength
            + input.Distance(((rows * epilogue.PoolHeight) - 1) * strideHeight, ((columns * epilogue.PoolWidth) - 1) * strideWidth);
        requiredOutput = epilogue.Output.RequiredLength(rows, columns, outputs);
        requiredAddend = epilogue.Addend == null ? 0 : epilogue.Addend.Image.RequiredLength(rows, columns, outputs);
    }

    /// <summary>From totals to the output.</summary>
    internal DenseEpilogue Epilogue { get; }

    /// <summary>Rows of the output.</summary>
    internal int Rows { get; }

    /// <summary>Columns of the output.</summary>
    internal int Columns { get; }

    /// <summary>Bytes from the inputs of a row of the output to those of the next.</summary>
    internal int InputRow { get; }

    /// <summary>How pixels are shared out.</summary>
    internal DenseTiles Tiles { get; }

    /// <summary>Every pixel's distance from a tile's first one, in bytes.</summary>
    internal int[] Offsets { get; }

    /// <summary>Every output's distance from a tile's first one, in bytes.</summary>
    internal int[] OutputOffsets { get; }

    /// <summary>Every addend's distance from a tile's first one, in bytes.</summary>
    internal int[] AddendOffsets { get; }

    /// <summary>Throws where a workspace is too short; places are in 16-bit elements.</summary>
    internal void Check(ReadOnlySpan<byte> memory, int input, int output, int addend)
    {
        if (memory.Length < Math.Max(
            Math.Max((2 * input) + requiredInput + LargestVector, (2 * output) + requiredOutput), (2 * addend) + requiredAddend + LargestVector))
        {
            throw new ArgumentException("The workspace is too short.", nameof(memory));
        }
    }

#if NET8_0_OR_GREATER
    /// <summary>From the totals of some rows to outputs, for the output channels of a vector.</summary>
    /// <param name="total">The totals, pixel by pixel.</param>
    /// <param name="outputs">The number of outputs of a channel.</param>
    /// <param name="bias">The biases of the output channels.</param>
    /// <param name="to">The first output.</param>
    /// <param name="other">The first addend.</param>
    /// <param name="valid">Output channels that there are.</param>
    internal void Store<TVectors, TDot, TShort, TInt>(ref int total, int outputs, ref int bias, ref byte to, ref byte other, int valid)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        if (Epilogue.PoolPixels > 1)
        {
            Epilogue.MaxPool<TVectors, TDot, TShort, TInt>(ref total, outputs, ref bias);
        }

        Epilogue.Run<TVectors, TDot, TShort, TInt>(ref total, outputs, ref bias, ref to, ref OutputOffsets[0], ref other, ref AddendOffsets[0], valid);
    }
#endif
}
