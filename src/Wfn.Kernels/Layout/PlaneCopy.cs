using System;

namespace Wfn.Kernels;

/// <summary>
/// Copies channel planes into padded planes, one for each phase of the stride that the window touches (or for each of its
/// columns), so that neighbouring outputs read neighbouring elements.
/// </summary>
internal sealed class PlaneCopy
{
    private readonly int channels;
    private readonly int sourceWidth;
    private readonly int sourceLength;
    private readonly int strideHeight;
    private readonly int strideWidth;
    private readonly int pitch;
    private readonly int channelLength;
    private readonly int[] pieces;

    /// <summary>Makes a copy of known geometry; all lengths in elements.</summary>
    /// <param name="channels">Channels in all.</param>
    /// <param name="sourceHeight">Rows of the input.</param>
    /// <param name="sourceWidth">Columns of the input.</param>
    /// <param name="strideHeight">Rows between two elements of a phase.</param>
    /// <param name="strideWidth">Columns between two elements of a phase.</param>
    /// <param name="pitch">Distance between two rows of a padded plane.</param>
    /// <param name="channelLength">Distance between two channels' padded planes.</param>
    /// <param name="pieces">Per plane: first source row, first source column, rows, columns, first destination element.</param>
    internal PlaneCopy(
        int channels, int sourceHeight, int sourceWidth, int strideHeight, int strideWidth, int pitch, int channelLength, int[] pieces)
    {
        this.channels = channels;
        this.sourceWidth = sourceWidth;
        sourceLength = sourceHeight * sourceWidth;
        this.strideHeight = strideHeight;
        this.strideWidth = strideWidth;
        this.pitch = pitch;
        this.channelLength = channelLength;
        this.pieces = pieces;
    }

    /// <summary>Fills the padded planes, the padding with <paramref name="padding"/>.</summary>
    internal void Run<T>(ReadOnlySpan<T> source, Span<T> destination, T padding)
        where T : unmanaged
    {
        destination.Slice(0, channels * channelLength).Fill(padding);
        for (var piece = 0; piece < pieces.Length; piece += 5)
        {
            var first = (pieces[piece] * sourceWidth) + pieces[piece + 1];
            var rows = pieces[piece + 2];
            var columns = pieces[piece + 3];
            if (rows == 0 || columns == 0)
            {
                continue;
            }

            var (from, to) = (0, 0);
#if NET8_0_OR_GREATER
            if (strideWidth == 1)
            {
                (from, to) = PaddedRowCopy.Copy(
                    source,
                    first,
                    strideHeight * sourceWidth,
                    sourceLength,
                    destination,
                    pieces[piece + 4],
                    pitch,
                    channelLength,
                    channels,
                    rows,
                    columns,
                    padding);
            }

#endif
            for (var channel = 0; channel < channels; channel++)
            {
                if (channel < from || channel >= to)
                {
                    Place(
                        source.Slice((channel * sourceLength) + first),
                        destination.Slice((channel * channelLength) + pieces[piece + 4], channelLength - pieces[piece + 4]),
                        rows,
                        columns);
                }
            }
        }
    }

    private void Place<T>(ReadOnlySpan<T> source, Span<T> destination, int rows, int columns)
        where T : unmanaged
    {
        var sourcePitch = strideHeight * sourceWidth;
        if (strideWidth == 1)
        {
            RowCopy.Run(source, sourcePitch, destination, pitch, rows, columns);
            return;
        }

        var row = 0;
#if NET8_0_OR_GREATER
        if (strideWidth == 2)
        {
            row = Deinterleave2.Rows(source, sourcePitch, destination, pitch, rows, columns);
        }

#endif
        for (; row < rows; row++)
        {
            var line = source.Slice(row * sourcePitch);
            var lane = destination.Slice(row * pitch, columns);
            for (int column = 0, from = 0; column < lane.Length; column++, from += strideWidth)
            {
                lane[column] = line[from];
            }
        }
    }
}
