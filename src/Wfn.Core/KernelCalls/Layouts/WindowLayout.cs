using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>
/// How a convolution's input lies in memory: padded planes of one common pitch, one for each phase of the stride or for each
/// column of the window, so that the outputs of a channel can be numbered through (row · pitch + column) and every tap reads at
/// one offset from that number.
/// </summary>
public sealed record WindowLayout
{
    private const int SmallestPitch = 8;

    /// <summary>Input channels.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int Width { get; init; }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Distance between two rows of a plane.</summary>
    public required int Pitch { get; init; }

    /// <summary>Distance between two channels.</summary>
    public required int ChannelLength { get; init; }

    /// <summary>Offset of each tap from the output's number, row by row of the window.</summary>
    public required EquatableArray<int> TapOffsets { get; init; }

    /// <summary>What to copy for each phase; empty where the input is read as it lies.</summary>
    public required EquatableArray<PlanePiece> Pieces { get; init; }

    /// <summary>Extents of the input.</summary>
    public (int Channels, int Height, int Width) Extents => (Channels, Height, Width);

    /// <summary>Rows of the output.</summary>
    public int OutputHeight => Window.OutputHeight(Height);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => Window.OutputWidth(Width);

    /// <summary>Length of the padded planes of all channels; 0 where the input is read as it lies.</summary>
    public int PlanesLength => Pieces.IsEmpty ? 0 : Channels * ChannelLength;

    /// <summary>Outputs of a channel, numbered through, those between rows included.</summary>
    public int FlatLength => ((OutputHeight - 1) * Pitch) + OutputWidth;

    /// <summary>
    /// The layout of the least memory: a plane for each phase of the stride. The padding right of a row is also the padding left
    /// of the next one.
    /// </summary>
    /// <exception cref="WfnException">The padded planes take more than 2^31 elements (WFN1005).</exception>
    public static WindowLayout Of(string node, SlidingWindow window, int channels, int height, int width)
    {
        var rows = Axis.Of(window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PadTop, height, window.OutputHeight(height));
        var columns = Axis.Of(window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PadLeft, width, window.OutputWidth(width));
        var isDirect = window is { StrideHeight: 1, StrideWidth: 1, PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 };
        var shared = isDirect ? 0 : columns.Phases.Min(p => Math.Min(p.Lead, columns.Extent - p.Lead - p.Count));
        var pitch = isDirect ? width : Math.Max(window.OutputWidth(width), columns.Extent - shared);
        var planeLength = (long)rows.Extent * pitch;
        var channelLength = isDirect ? (long)height * width : (planeLength * rows.Phases.Count * columns.Phases.Count) + shared;
        if (channelLength * channels > int.MaxValue / 2)
        {
            throw new WfnException(
                DiagnosticCodes.TensorTooLarge, $"node {DataName.Quote(node)}: its padded input takes {channelLength * channels} elements");
        }

        return new WindowLayout
        {
            Channels = channels,
            Height = height,
            Width = width,
            Window = window,
            Pitch = pitch,
            ChannelLength = (int)channelLength,
            TapOffsets = Taps(window, rows, columns, pitch, (int)planeLength),
            Pieces = isDirect ? default : PiecesOf(rows, columns, pitch, (int)planeLength),
        };
    }

    /// <summary>
    /// The layout of vectors that start on cache lines: a plane for each column of the window, which has that column's input
    /// at the output's own place, and rows that are a part or a multiple of a vector of so many elements.
    /// </summary>
    /// <exception cref="WfnException">The planes take more than 2^30 elements (WFN1005).</exception>
    public static WindowLayout OfColumns(string node, SlidingWindow window, int channels, int height, int width, int vectorElements)
    {
        if (window is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1, PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 })
        {
            // Where every output reads its own place only, rows mean nothing.
            (height, width) = (1, height * width);
        }

        var outputWidth = window.OutputWidth(width);
        var pitch = vectorElements;
        while (pitch > SmallestPitch && pitch >> 1 >= outputWidth)
        {
            pitch >>= 1;
        }

        pitch = (int)WholeVectors(outputWidth, pitch);
        var rows = Axis.Of(window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PadTop, height, window.OutputHeight(height));
        var planeLength = WholeVectors((long)rows.Extent * pitch, vectorElements);
        var planes = new List<(int Phase, int Column)>();
        var taps = new int[window.KernelHeight * window.KernelWidth];
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var row = tap / window.KernelWidth * window.DilationHeight;
            var key = (rows.PhaseAt(row % window.StrideHeight), tap % window.KernelWidth);
            if (!planes.Contains(key))
            {
                planes.Add(key);
            }

            var offset = (planes.IndexOf(key) * planeLength) + ((long)(row / window.StrideHeight) * pitch);
            taps[tap] = (int)Math.Min(offset, int.MaxValue);
        }

        if (planeLength * planes.Count * channels > int.MaxValue / 2)
        {
            throw new WfnException(
                DiagnosticCodes.TensorTooLarge,
                $"node {DataName.Quote(node)}: its padded input takes {planeLength * planes.Count * channels} elements");
        }

        return new WindowLayout
        {
            Channels = channels,
            Height = height,
            Width = width,
            Window = window,
            Pitch = pitch,
            ChannelLength = (int)planeLength * planes.Count,
            TapOffsets = EquatableArray.TakeOwnership(taps),
            Pieces = planes.Select((p, i) => Piece(rows.Phases[p.Phase], p.Column, i * (int)planeLength)).ToEquatableArray(),
        };

        PlanePiece Piece(Phase phase, int column, int first)
        {
            var across = Axis.Column(column * window.DilationWidth, window.StrideWidth, window.PadLeft, width, outputWidth);
            return new PlanePiece(phase.Source, across.Source, phase.Count, across.Count, first + (phase.Lead * pitch) + across.Lead);
        }
    }

    private static long WholeVectors(long length, int elements) => (length + elements - 1) / elements * elements;

    private static EquatableArray<int> Taps(SlidingWindow window, Axis rows, Axis columns, int pitch, int planeLength)
    {
        var taps = new int[window.KernelHeight * window.KernelWidth];
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var row = tap / window.KernelWidth * window.DilationHeight;
            var column = tap % window.KernelWidth * window.DilationWidth;
            var phase = (rows.PhaseAt(row % window.StrideHeight) * columns.Phases.Count) + columns.PhaseAt(column % window.StrideWidth);
            taps[tap] = (phase * planeLength) + (row / window.StrideHeight * pitch) + (column / window.StrideWidth);
        }

        return EquatableArray.TakeOwnership(taps);
    }

    private static EquatableArray<PlanePiece> PiecesOf(Axis rows, Axis columns, int pitch, int planeLength)
    {
        var pieces = new List<PlanePiece>();
        for (var y = 0; y < rows.Phases.Count; y++)
        {
            for (var x = 0; x < columns.Phases.Count; x++)
            {
                var (row, column) = (rows.Phases[y], columns.Phases[x]);
                var plane = ((y * columns.Phases.Count) + x) * planeLength;
                pieces.Add(new PlanePiece(row.Source, column.Source, row.Count, column.Count, plane + (row.Lead * pitch) + column.Lead));
            }
        }

        return pieces.ToEquatableArray();
    }

    // One axis of the planes: Extent elements, of which each phase fills Count after Lead of padding.
    private sealed record Axis(int Extent, IReadOnlyList<Phase> Phases)
    {
        public static Axis Of(int kernel, int stride, int dilation, int before, int length, int outputs)
        {
            var extent = outputs + ((kernel - 1) * dilation / stride);
            var phases = new List<Phase>();
            foreach (var phase in new SortedSet<int>(Enumerable.Range(0, Math.Min(kernel, stride)).Select(k => (int)((long)k * dilation % stride))))
            {
                phases.Add(Column(phase, stride, before, length, extent));
            }

            return new Axis(extent, phases);
        }

        // Plane element c is input element c · stride + phase − before.
        public static Phase Column(int phase, int stride, int before, int length, int extent)
        {
            var lead = Math.Min(extent, phase >= before ? 0 : (before - phase + stride - 1) / stride);
            var source = (lead * stride) + phase - before;
            var count = source >= length ? 0 : Math.Min(extent - lead, ((length - 1 - source) / stride) + 1);
            return new Phase(phase, Math.Min(source, Math.Max(0, length - 1)), lead, Math.Max(0, count));
        }

        public int PhaseAt(int number)
        {
            var index = 0;
            while (Phases[index].Number != number)
            {
                index++;
            }

            return index;
        }
    }

    private readonly record struct Phase(int Number, int Source, int Lead, int Count);
}

/// <summary>What one phase's plane takes from an input plane: a regular part, and where it goes.</summary>
/// <param name="SourceRow">First input row.</param>
/// <param name="SourceColumn">First input column.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Destination">First element in the channel's planes.</param>
public readonly record struct PlanePiece(int SourceRow, int SourceColumn, int Rows, int Columns, int Destination);
