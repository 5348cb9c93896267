using System;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Copies channel planes into padded planes, one for each phase of the stride that the window touches: the element at
/// (row · stride + phase) becomes the phase plane's row, so that neighbouring outputs read neighbouring elements.
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
    /// <param name="pieces">Per phase: first source row, first source column, rows, columns, first destination element.</param>
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
        where T : struct
    {
        for (var channel = 0; channel < channels; channel++)
        {
            var from = source.Slice(channel * sourceLength, sourceLength);
            var to = destination.Slice(channel * channelLength, channelLength);
            to.Fill(padding);
            for (var piece = 0; piece < pieces.Length; piece += 5)
            {
                var first = (pieces[piece] * sourceWidth) + pieces[piece + 1];
                var rows = pieces[piece + 2];
                var columns = pieces[piece + 3];
                var target = pieces[piece + 4];
                for (var row = 0; row < rows; row++)
                {
                    var line = from.Slice(first + (row * strideHeight * sourceWidth));
                    var lane = to.Slice(target + (row * pitch), columns);
                    if (strideWidth == 1)
                    {
                        line.Slice(0, columns).CopyTo(lane);
                    }
                    else
                    {
                        Spread(line, lane);
                    }
                }
            }
        }
    }

    // Every strideWidth-th element of a line.
    private void Spread<T>(ReadOnlySpan<T> line, Span<T> lane)
        where T : struct
    {
#if NET8_0_OR_GREATER
        if (strideWidth == 2 && typeof(T) == typeof(short) && line.Length >= lane.Length + lane.Length)
        {
            EverySecond(MemoryMarshal.Cast<T, short>(line), MemoryMarshal.Cast<T, short>(lane));
            return;
        }

#endif
        for (int column = 0, from = 0; column < lane.Length; column++, from += strideWidth)
        {
            lane[column] = line[from];
        }
    }

#if NET8_0_OR_GREATER
    private static void EverySecond(ReadOnlySpan<short> line, Span<short> lane)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            done = EverySecond<IntegerLanes256, Vector256<short>, Vector256<int>>(line, lane, done);
        }

        done = EverySecond<IntegerLanes128, Vector128<short>, Vector128<int>>(line, lane, done);
        for (; done < lane.Length; done++)
        {
            lane[done] = line[done + done];
        }
    }

    private static int EverySecond<TLanes, TShort, TInt>(ReadOnlySpan<short> line, Span<short> lane, int done)
        where TLanes : struct, IIntegerLanes<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        ref var from = ref MemoryMarshal.GetReference(line);
        ref var to = ref MemoryMarshal.GetReference(lane);
        for (; done + TLanes.Count <= lane.Length; done += TLanes.Count)
        {
            var lower = TLanes.Even(TLanes.Load(ref from, done + done));
            var upper = TLanes.Even(TLanes.Load(ref from, done + done + TLanes.Count));
            TLanes.Store(TLanes.Narrow(lower, upper), ref to, done);
        }

        return done;
    }
#endif
}
