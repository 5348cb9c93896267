using Wfn.Graph;
using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>By which instructions a dense convolution multiplies.</summary>
public enum DenseArithmetic
{
    /// <summary>Unsigned bytes times signed bytes, added up in 16 bits and then in 32.</summary>
    Bytes,

    /// <summary>16-bit values, added up in 32 bits.</summary>
    Shorts,

    /// <summary>As <see cref="Shorts"/>, every output channel with an input channel of its own.</summary>
    Depthwise,

    /// <summary>As <see cref="Bytes"/>, every output channel with an input channel of its own, whose taps are taken four at a time.</summary>
    DepthwiseBytes,

    /// <summary>Bytes whose products with few values are looked up, added up in 16 bits and then in 32.</summary>
    LookedUp,

    /// <summary>Bytes that are shifted and added up in 32 bits, every output channel with an input channel of its own.</summary>
    DepthwiseShifts,
}

/// <summary>A convolution as dense kernels see it: what is multiplied with what, and what may be done with its weights.</summary>
internal sealed record DenseGeometry
{
    // Vectors of 64 bytes start at as many places within a pixel as there are phases: channels divided by what both have in common.
    private const int LeastChannels = 8;
    private const int LargestVector = 64;

    // Taps of a step.
    private const int StepTaps = 4;

    /// <summary>
    /// 16-bit elements that hold 32-bit accumulators: those of a block of output channels for a chunk of rows, or those of all channels
    /// for a single pixel.
    /// </summary>
    /// <param name="result">How the output lies.</param>
    /// <param name="pooled">Pixels of which the largest becomes an output.</param>
    /// <param name="blockOutputs">Output channels of a block.</param>
    public static long ScratchLength(ChannelsLastLayout result, int pooled = 1, int blockOutputs = DenseSizes.BlockOutputs)
    {
        var row = (long)result.Width * pooled;
        var pixels = result.Height * row;
        var blocks = pixels == 1 ? (result.Channels + blockOutputs - 1) / blockOutputs : 1;
        return 2L * blockOutputs * Math.Max(blocks, Math.Max(row, Math.Min(DenseSizes.TilePixels, pixels)));
    }

    /// <summary>Output channels; of neighbouring pixels that are worked out as one, those of all.</summary>
    public required int Outputs { get; init; }

    /// <summary>Whether pixels may be worked out as one.</summary>
    public bool CanUnrollWidth { get; init; }

    /// <summary>Neighbouring pixels of a row that are worked out as one, with as many times the channels: few channels leave lanes empty.</summary>
    public int WidthUnroll { get; init; } = 1;

    /// <summary>Columns between two of them.</summary>
    public int UnrollStride { get; init; }

    /// <summary>Channel groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Input channels of a group.</summary>
    public required int Inputs { get; init; }

    /// <summary>The window; that of pixels that are worked out as one has all that any of them reads.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int Width { get; init; }

    /// <summary>The integer weights without their common power of two, [outputs, inputs, rows, columns].</summary>
    public required int[] Weights { get; init; }

    /// <summary>That power's exponent.</summary>
    public required int WeightShift { get; init; }

    /// <summary>Whether each output channel reads one input channel, its own.</summary>
    public bool IsDepthwise => Inputs == 1 && Groups > 1 && Outputs == Groups;

    /// <summary>Whether the pixels under a row of the window are neighbours in memory, so that a step may span taps.</summary>
    public bool IsContiguous => Groups == 1 && (Window.DilationWidth == 1 || Window.KernelWidth == 1);

    /// <summary>
    /// In which order the taps of a depthwise convolution are brought together, -1 where there is none; empty where they are taken one by
    /// one. All channels are then one block.
    /// </summary>
    public EquatableArray<int> TapOrder { get; init; }

    /// <summary>Whether a step is of several taps, which the kernels bring together.</summary>
    public bool BringsTapsTogether => !TapOrder.IsEmpty;

    /// <summary>Whether taps can be brought together: vectors are stretches of a row, or whole parts of a pixel.</summary>
    public bool CanBringTapsTogether =>
        IsDepthwise && (Window.StrideWidth == 1 ? Outputs % LeastChannels == 0 : Outputs % LargestVector == 0);

    /// <summary>
    /// The same with taps brought together, four a step: a column of the window where that takes no more steps, so that neighbouring
    /// outputs have all but one of their columns in common; else row by row.
    /// </summary>
    public DenseGeometry WithTapsTogether()
    {
        var (rows, columns) = (Window.KernelHeight, Window.KernelWidth);
        var order = rows <= StepTaps && columns <= ((rows * columns) + StepTaps - 1) / StepTaps
            ? Enumerable.Range(0, columns * StepTaps).Select(i => i % StepTaps < rows ? (i % StepTaps * columns) + (i / StepTaps) : -1)
            : Enumerable.Range(0, rows * columns);
        return this with { TapOrder = order.ToEquatableArray() };
    }

    /// <summary>
    /// The same with so many pixels worked out as one that they fill a block, or null where they do not. Weights of one pixel are zeros
    /// under the windows of the others: a step is shared where windows overlap, and a block is stored at once. Where windows are further
    /// apart than one is wide, they share nothing, and zeros would take more room than weights.
    /// </summary>
    public DenseGeometry? UnrolledWidth()
    {
        var joined = DenseSizes.BlockOutputs / Outputs;
        if (!CanUnrollWidth || !IsContiguous || joined < 2 || joined * Outputs != DenseSizes.BlockOutputs || Window.OutputWidth(Width) % joined != 0
            || (long)(joined - 1) * Window.StrideWidth > Window.KernelWidth)
        {
            return null;
        }

        return this with
        {
            Outputs = DenseSizes.BlockOutputs,
            WidthUnroll = joined,
            UnrollStride = Window.StrideWidth,
            Window = Window with
            {
                KernelWidth = Window.KernelWidth + ((joined - 1) * Window.StrideWidth),
                StrideWidth = joined * Window.StrideWidth,
                DilationWidth = 1,
            },
        };
    }

    /// <summary>Runs of inputs that lie side by side.</summary>
    public int Runs => BringsTapsTogether ? 1 : IsContiguous ? Window.KernelHeight : Window.KernelHeight * Window.KernelWidth;

    /// <summary>Inputs of a run.</summary>
    public int RunLength => BringsTapsTogether ? TapOrder.Count : IsContiguous ? Window.KernelWidth * Inputs : Inputs;

    /// <summary>Where the weights of an output channel stand; taps that are brought together are a single run.</summary>
    public WeightRows WeightRows(DenseArithmetic arithmetic) => BringsTapsTogether
        ? new WeightRows(1, 1, TapOrder.Count, StepElements(arithmetic), isContiguous: true, 1, 0)
        : new WeightRows(Inputs, Window.KernelHeight, Window.KernelWidth, StepElements(arithmetic), IsContiguous, WidthUnroll, UnrollStride);

    /// <summary>Writes the weights of an output channel to their places in its row, which holds zeros.</summary>
    public void ReadRow(int output, WeightRows rows, int[] row)
    {
        if (BringsTapsTogether)
        {
            var taps = Window.KernelHeight * Window.KernelWidth;
            for (var i = 0; i < TapOrder.Count; i++)
            {
                row[i] = TapOrder[i] < 0 ? 0 : Weights[(output * taps) + TapOrder[i]];
            }

            return;
        }

        var own = Outputs / WidthUnroll;
        var ownTaps = Window.KernelHeight * rows.OwnKernelWidth;
        for (var tap = 0; tap < ownTaps; tap++)
        {
            var position = rows.Position(output / own, tap);
            for (int input = 0, from = (output % own * Inputs * ownTaps) + tap; input < Inputs; input++, from += ownTaps)
            {
                row[position + input] = Weights[from];
            }
        }
    }

    /// <summary>Inputs of a step.</summary>
    public static int StepElements(DenseArithmetic arithmetic) => arithmetic switch
    {
        DenseArithmetic.Bytes or DenseArithmetic.DepthwiseBytes => 4,
        DenseArithmetic.Shorts => 2,
        _ => 1,
    };

    /// <summary>Where each run begins, in bytes from the first input of an output's window.</summary>
    public EquatableArray<int> RunOffsets(ChannelsLastLayout input)
    {
        var offsets = new int[Runs];
        for (var run = 0; run < offsets.Length; run++)
        {
            var (row, column) = IsContiguous ? (run, 0) : (run / Window.KernelWidth, run % Window.KernelWidth);
            offsets[run] = (row * Window.DilationHeight * input.RowBytes) + (column * Window.DilationWidth * input.PixelBytes);
        }

        return EquatableArray.TakeOwnership(offsets);
    }

    /// <summary>Where each tap of the window is, in bytes from the first input of an output's window.</summary>
    public EquatableArray<int> TapOffsets(ChannelsLastLayout input)
    {
        var offsets = new int[Window.KernelHeight * Window.KernelWidth];
        for (var tap = 0; tap < offsets.Length; tap++)
        {
            var (row, column) = (tap / Window.KernelWidth, tap % Window.KernelWidth);
            offsets[tap] = (row * Window.DilationHeight * input.RowBytes) + (column * Window.DilationWidth * input.PixelBytes);
        }

        return EquatableArray.TakeOwnership(offsets);
    }

    /// <summary>The padding that the input needs in memory: no more than is read.</summary>
    public ChannelsLastBorder Border => ChannelsLastBorder.Of(Window, Height, Width);

    /// <summary>Output channels of a block.</summary>
    public int BlockLength => BringsTapsTogether ? Outputs : DenseSizes.BlockOutputs;

    /// <summary>Number of blocks of output channels that are planned together.</summary>
    public int BlockCount
    {
        get
        {
            var groups = IsDepthwise ? 1 : Groups;
            return groups * (((Outputs / groups) + BlockLength - 1) / BlockLength);
        }
    }

    /// <summary>Blocks of output channels that are planned together: the first one and their number.</summary>
    public IEnumerable<(int First, int Count)> Blocks()
    {
        var groups = IsDepthwise ? 1 : Groups;
        var outputs = Outputs / groups;
        for (var group = 0; group < groups; group++)
        {
            for (var first = 0; first < outputs; first += BlockLength)
            {
                yield return ((group * outputs) + first, Math.Min(BlockLength, outputs - first));
            }
        }
    }
}
