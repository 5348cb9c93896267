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
/// Convolution of every channel with a window of its own, over bytes in NHWC: a vector is a stretch of a row
/// of outputs, whatever pixels and channels that are. Four taps at a time are zipped into 32-bit lanes, as byte products need them.
/// </summary>
internal sealed class DepthwiseConvolution
{
    private const int StepElements = 4;
    private const int VisitLength = StepElements + 1;

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
    private readonly VectorWidth vectorWidth;
    private readonly DotAccumulation accumulation;
    private readonly int requiredInput;
    private readonly int requiredOutput;

    // Plain loops take the weights as they are, vectors the visits of steps: fives of where four taps are, and what sums are then
    // multiplied with, 0 where they go on.
    private readonly int[] plain;
    private readonly int[] bias;
    private readonly int[] visits;
    private readonly bool flushesOnce;
    private readonly bool isOfThreeColumns;
    private readonly int phases;
    private readonly CacheLineMemory<byte> packed;
    private readonly CacheLineMemory<int> packedBias;
    private readonly int[] inputOffsets;

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
            channels, tapOffsets, tapOrder, segments, pairLimit, weightScaleLog2, indices, mantissas, bias, input, rows, columns, strideHeight, strideWidth, epilogue, VectorSupport.Best, BestAccumulation)
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
        this.vectorWidth = vectorWidth;
        this.accumulation = accumulation;
        requiredInput = input.Start + TapOffsets.Last(tapOffsets) + input.Distance((rows - 1) * strideHeight, (columns - 1) * strideWidth) + channels;
        requiredOutput = epilogue.Output.RequiredLength(rows, columns, channels);

        // Inputs that are taken 128 lower have their zero there, too.
        var zero = accumulation == DotAccumulation.Int32SignedInputs && vectorWidth != VectorWidth.Scalar ? input.ZeroPoint - 128 : input.ZeroPoint;
        (plain, this.bias, var biasFits) = Read(indices, mantissas, bias, epilogue.WeightShift, zero);
        this.epilogue = epilogue.ForBias(biasFits);
        (visits, packed, packedBias, inputOffsets) = (Array.Empty<int>(), new CacheLineMemory<byte>(0), new CacheLineMemory<int>(0), Array.Empty<int>());
        if (vectorWidth == VectorWidth.Scalar)
        {
            return;
        }

        var vector = (int)vectorWidth / 8;
        var (factors, steps) = Visits(segments);
        visits = new int[steps.Length * VisitLength];
        for (var i = 0; i < steps.Length; i++)
        {
            for (var j = 0; j < StepElements; j++)
            {
                // Where there is no tap the weight is 0, whatever is read: the step's first tap.
                var tap = Tap(tapOrder, (steps[i] * StepElements) + j);
                tap = tap < 0 ? tapOrder[steps[i] * StepElements] : tap;
                visits[(i * VisitLength) + j] = tapOffsets[tap];
            }

            visits[(i * VisitLength) + StepElements] = factors[i];
        }

        flushesOnce = this.epilogue.CanFold && FlushesOnce();
        isOfThreeColumns = strideWidth == 1 && channels % vector == 0 && this.epilogue.CanFold && IsOfThreeColumns();
        phases = RowVectorisation.Phases(channels, vector);
        packed = Pack(Take(tapOrder, segments, steps, pairLimit, weightScaleLog2), steps.Length, vector);
        packedBias = PackBias(vector);
        inputOffsets = RowVectorisation.Inputs(columns, channels, strideWidth, vector);
    }

    // In 16 bits wherever there are vectors of more than 128 bits: in 32 bits a sum takes as long, and its end longer.
    private static DotAccumulation BestAccumulation => VectorSupport.Best == VectorWidth.Bits128 && DotSupport.Best(VectorSupport.Best) == DotAccumulation.Int32SignedInputs ? DotAccumulation.Int32SignedInputs : DotAccumulation.Int16Pairs;

    /// <summary>Runs one sample; places are in 16-bit elements.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input's memory starts.</param>
    /// <param name="output">Where the output's memory starts.</param>
    /// <param name="scratch">Where room for a vector starts.</param>
    internal void Run(Span<short> workspace, int input, int output, int scratch)
    {
        var memory = MemoryMarshal.AsBytes(workspace);
        if (memory.Length < Math.Max((2 * input) + requiredInput + LargestVector, Math.Max((2 * output) + requiredOutput, (2 * scratch) + LargestVector)))
        {
            throw new ArgumentException("The workspace is too short.", nameof(workspace));
        }

        var from = memory.Slice((2 * input) + this.input.Start);
        var to = memory.Slice((2 * output) + epilogue.Output.Start);
#if NET8_0_OR_GREATER
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                Run<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(from, to, memory.Slice(2 * scratch, LargestVector));
                return;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                Run<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(from, to, memory.Slice(2 * scratch, LargestVector));
                return;
            case VectorWidth.Bits128:
                Run<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(from, to, memory.Slice(2 * scratch, LargestVector));
                return;
        }

#endif
        for (var row = 0; row < rows; row++)
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
                total = unchecked(total + (plain[(channel * tapOffsets.Length) + tap] * from[first + tapOffsets[tap]]));
            }

            epilogue.Run(total, bias[channel], to.Slice(i), to);
        }
    }

    // The weights without their common power of two, and biases with what bytes that stand for other values than themselves need.
    private (int[] Weights, int[] Bias, bool BiasFits) Read(ushort[] indices, int[] mantissas, int[] given, int weightShift, int zero)
    {
        var weights = new int[indices.Length];
        var own = new int[given.Length];
        var fits = true;
        for (var channel = 0; channel < own.Length; channel++)
        {
            var exact = (long)given[channel];
            for (var i = channel * tapOffsets.Length; i < (channel + 1) * tapOffsets.Length; i++)
            {
                weights[i] = mantissas[indices[i]] >> weightShift;
                exact -= (long)mantissas[indices[i]] * zero;
            }

            fits &= DenseEpilogue.Fits(exact);
            own[channel] = unchecked((int)exact);
        }

        return (weights, own, fits);
    }

    // Steps one by one: what sums are multiplied with after each, 0 where they go on, and which step it is.
    private static (int[] Factors, int[] Steps) Visits(AccumulationSegment[] segments)
    {
        var count = 0;
        foreach (var segment in segments)
        {
            count += segment.StepCount;
        }

        var (factors, steps, visit) = (new int[count], new int[count], 0);
        foreach (var segment in segments)
        {
            for (var step = 0; step < segment.StepCount; step++)
            {
                steps[visit++] = segment.FirstStep + step;
            }

            if (segment.Flush)
            {
                factors[visit - 1] = segment.Scale;
            }
        }

        return (factors, steps);
    }

    private static int Tap(int[] tapOrder, int element) => element < tapOrder.Length ? tapOrder[element] : -1;

    // Whether sums end with the last visit only.
    private bool FlushesOnce()
    {
        for (var i = StepElements; i < visits.Length - 1; i += VisitLength)
        {
            if (visits[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    // Whether every visit is the column after that of the one before it, and there are three.
    private bool IsOfThreeColumns()
    {
        for (var i = VisitLength; i < visits.Length; i++)
        {
            if (i % VisitLength != StepElements && visits[i] != visits[i - VisitLength] + input.Pixel)
            {
                return false;
            }
        }

        return visits.Length == 3 * VisitLength;
    }

    // The bytes of every visit, channel by channel its four taps'.
    private byte[] Take(int[] tapOrder, AccumulationSegment[] segments, int[] steps, int pairLimit, int weightScaleLog2)
    {
        var row = (tapOrder.Length + StepElements - 1) / StepElements * StepElements;
        var whole = new int[channels * row];
        for (var i = 0; i < whole.Length; i++)
        {
            var tap = Tap(tapOrder, i % row);
            whole[i] = tap < 0 ? 0 : plain[(i / row * tapOffsets.Length) + tap];
        }

        var rests = new int[weightScaleLog2 == 0 ? 0 : whole.Length];
        ByteWeights.Split(whole, rests, weightScaleLog2);
        var taken = new byte[checked(steps.Length * channels * StepElements)];
        var visit = 0;
        foreach (var segment in segments)
        {
            var values = segment.Scale == 1 << weightScaleLog2 ? whole : rests;
            for (var end = visit + segment.StepCount; visit < end; visit++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var from = (channel * row) + (steps[visit] * StepElements);
                    var to = taken.AsSpan(((visit * channels) + channel) * StepElements, StepElements);
                    ByteWeights.TakePair(ref values[from], ref values[from + 1], pairLimit, out var one, out var two);
                    ByteWeights.TakePair(ref values[from + 2], ref values[from + 3], pairLimit, out var three, out var four);
                    (to[0], to[1], to[2], to[3]) = unchecked(((byte)one, (byte)two, (byte)three, (byte)four));
                }
            }
        }

        return taken;
    }

    // For every phase, where in a pixel's channels a vector starts, and every visit: four vectors, as zipping orders them.
    private CacheLineMemory<byte> Pack(byte[] taken, int visits, int vector)
    {
        var memory = new CacheLineMemory<byte>(checked((int)((long)phases * visits * StepElements * vector)));
        var bytes = memory.Elements;
        var next = 0;
        for (var phase = 0; phase < phases; phase++)
        {
            for (var visit = 0; visit < visits; visit++)
            {
                for (var lane = 0; lane < vector; lane++, next += StepElements)
                {
                    taken.AsSpan(((visit * channels) + Channel(phase, lane, vector)) * StepElements, StepElements).CopyTo(bytes.Slice(next));
                }
            }
        }

        return memory;
    }

    private CacheLineMemory<int> PackBias(int vector)
    {
        var half = epilogue.Scale.Half;
        var memory = new CacheLineMemory<int>(phases * vector);
        var biases = memory.Elements;
        for (var i = 0; i < biases.Length; i++)
        {
            var value = unchecked(bias[Channel(i / vector, i % vector, vector)] + half);
            biases[i] = epilogue.CanFold ? value >> epilogue.WeightShift : value;
        }

        return memory;
    }

    // Zipping takes each 128 bits by itself, and puts four of their channels into each of four vectors.
    private int Channel(int phase, int lane, int vector)
    {
        var (quarter, within) = (lane / (vector / 4), lane % (vector / 4));
        return ((phase * vector) + (within / 4 * 16) + (quarter * 4) + (within % 4)) % channels;
    }

#if NET8_0_OR_GREATER
    private void Run<TVectors, TDot, TShort, TInt>(ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        switch (accumulation)
        {
            case DotAccumulation.Int32 when DotSupport.HasInt32:
                Choose<TVectors, TDot, Int32Accumulator<TDot, TShort, TInt>, TShort, TInt, TInt>(from, to, part);
                break;
            case DotAccumulation.Int32SignedInputs when DotSupport.HasInt32SignedInputs:
                Choose<TVectors, TDot, Int32SignedInputAccumulator<TDot, TShort, TInt>, TShort, TInt, TInt>(from, to, part);
                break;
            default:
                Choose<TVectors, TDot, Int16PairAccumulator<TDot, TShort, TInt>, TShort, TInt, TShort>(from, to, part);
                break;
        }
    }

    private void Choose<TVectors, TDot, TAccumulator, TShort, TInt, TSum>(ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TShort : struct
        where TInt : struct
        where TSum : struct
    {
        if (isOfThreeColumns && flushesOnce)
        {
            RunThreeColumns<SingleFlushEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(from, to);
        }
        else if (isOfThreeColumns)
        {
            RunThreeColumns<AnyEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(from, to);
        }
        else if (flushesOnce)
        {
            Run<SingleFlushEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(from, to, part);
        }
        else
        {
            Run<AnyEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(from, to, part);
        }
    }

    // Along a row, each column of the window is zipped once, for the three outputs that read it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunThreeColumns<TEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(ReadOnlySpan<byte> from, Span<byte> to)
        where TEpilogue : struct, IDepthwiseEpilogue
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TShort : struct
        where TInt : struct
        where TSum : struct
    {
        var scale = epilogue.Scale;
        var minimum = epilogue.BytesOf<TVectors, TShort, TInt>(scale.Minimum);
        var maximum = epilogue.BytesOf<TVectors, TShort, TInt>(scale.Maximum);
        var (isSigned, right) = (epilogue.Output.ZeroPoint != 0, scale.Right - epilogue.WeightShift);
        var vector = 4 * TDot.Count;
        ref var firstWeight = ref packed.At(0);
        ref var firstBias = ref packedBias.At(0);
        nint tap1 = visits[1] - visits[0], tap2 = visits[2] - visits[0], tap3 = visits[3] - visits[0];
        var (factor0, factor1) = (visits[StepElements], visits[VisitLength + StepElements]);
        var factors = TAccumulator.Factor(visits[(2 * VisitLength) + StepElements]);
        nint pixel = input.Pixel;
        for (var row = 0; row < rows; row++)
        {
            for (var chunk = 0; chunk < phases; chunk++)
            {
                ref var weight = ref Unsafe.Add(ref firstWeight, chunk * 3 * StepElements * vector);
                ref var biases = ref Unsafe.Add(ref firstBias, chunk * vector);
                ref var result = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), (row * epilogue.Output.Row) + (chunk * vector));
                ref var x = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), (row * strideHeight * input.Row) + (chunk * vector) + visits[0]);
                TShort a = TDot.Load(ref x), b = TDot.Load(ref Unsafe.Add(ref x, tap1)), c = TDot.Load(ref Unsafe.Add(ref x, tap2)), d = TDot.Load(ref Unsafe.Add(ref x, tap3));
                TShort low = TDot.ZipBytesLower(a, b), high = TDot.ZipBytesLower(c, d);
                TShort left0 = TDot.ZipInt16Lower(low, high), left1 = TDot.ZipInt16Upper(low, high);
                low = TDot.ZipBytesUpper(a, b);
                high = TDot.ZipBytesUpper(c, d);
                TShort left2 = TDot.ZipInt16Lower(low, high), left3 = TDot.ZipInt16Upper(low, high);
                x = ref Unsafe.Add(ref x, pixel);
                a = TDot.Load(ref x);
                b = TDot.Load(ref Unsafe.Add(ref x, tap1));
                c = TDot.Load(ref Unsafe.Add(ref x, tap2));
                d = TDot.Load(ref Unsafe.Add(ref x, tap3));
                low = TDot.ZipBytesLower(a, b);
                high = TDot.ZipBytesLower(c, d);
                TShort middle0 = TDot.ZipInt16Lower(low, high), middle1 = TDot.ZipInt16Upper(low, high);
                low = TDot.ZipBytesUpper(a, b);
                high = TDot.ZipBytesUpper(c, d);
                TShort middle2 = TDot.ZipInt16Lower(low, high), middle3 = TDot.ZipInt16Upper(low, high);
                for (var rest = columns; rest > 0; rest--)
                {
                    x = ref Unsafe.Add(ref x, pixel);
                    a = TDot.Load(ref x);
                    b = TDot.Load(ref Unsafe.Add(ref x, tap1));
                    c = TDot.Load(ref Unsafe.Add(ref x, tap2));
                    d = TDot.Load(ref Unsafe.Add(ref x, tap3));
                    low = TDot.ZipBytesLower(a, b);
                    high = TDot.ZipBytesLower(c, d);
                    TShort right0 = TDot.ZipInt16Lower(low, high), right1 = TDot.ZipInt16Upper(low, high);
                    low = TDot.ZipBytesUpper(a, b);
                    high = TDot.ZipBytesUpper(c, d);
                    TShort right2 = TDot.ZipInt16Lower(low, high), right3 = TDot.ZipInt16Upper(low, high);

                    TInt total0 = default, total1 = default, total2 = default, total3 = default;
                    var sum0 = TAccumulator.Add(default, left0, TDot.Load(ref weight));
                    var sum1 = TAccumulator.Add(default, left1, TDot.Load(ref Unsafe.Add(ref weight, vector)));
                    var sum2 = TAccumulator.Add(default, left2, TDot.Load(ref Unsafe.Add(ref weight, 2 * vector)));
                    var sum3 = TAccumulator.Add(default, left3, TDot.Load(ref Unsafe.Add(ref weight, 3 * vector)));
                    if (!TEpilogue.FlushesOnce && factor0 != 0)
                    {
                        var own = TAccumulator.Factor(factor0);
                        total0 = TAccumulator.Flush(total0, sum0, own);
                        total1 = TAccumulator.Flush(total1, sum1, own);
                        total2 = TAccumulator.Flush(total2, sum2, own);
                        total3 = TAccumulator.Flush(total3, sum3, own);
                        sum0 = default;
                        sum1 = default;
                        sum2 = default;
                        sum3 = default;
                    }

                    sum0 = TAccumulator.Add(sum0, middle0, TDot.Load(ref Unsafe.Add(ref weight, 4 * vector)));
                    sum1 = TAccumulator.Add(sum1, middle1, TDot.Load(ref Unsafe.Add(ref weight, 5 * vector)));
                    sum2 = TAccumulator.Add(sum2, middle2, TDot.Load(ref Unsafe.Add(ref weight, 6 * vector)));
                    sum3 = TAccumulator.Add(sum3, middle3, TDot.Load(ref Unsafe.Add(ref weight, 7 * vector)));
                    if (!TEpilogue.FlushesOnce && factor1 != 0)
                    {
                        var own = TAccumulator.Factor(factor1);
                        total0 = TAccumulator.Flush(total0, sum0, own);
                        total1 = TAccumulator.Flush(total1, sum1, own);
                        total2 = TAccumulator.Flush(total2, sum2, own);
                        total3 = TAccumulator.Flush(total3, sum3, own);
                        sum0 = default;
                        sum1 = default;
                        sum2 = default;
                        sum3 = default;
                    }

                    total0 = TAccumulator.Flush(total0, TAccumulator.Add(sum0, right0, TDot.Load(ref Unsafe.Add(ref weight, 8 * vector))), factors);
                    total1 = TAccumulator.Flush(total1, TAccumulator.Add(sum1, right1, TDot.Load(ref Unsafe.Add(ref weight, 9 * vector))), factors);
                    total2 = TAccumulator.Flush(total2, TAccumulator.Add(sum2, right2, TDot.Load(ref Unsafe.Add(ref weight, 10 * vector))), factors);
                    total3 = TAccumulator.Flush(total3, TAccumulator.Add(sum3, right3, TDot.Load(ref Unsafe.Add(ref weight, 11 * vector))), factors);
                    total0 = TVectors.Add(total0, TDot.LoadInt32(ref biases));
                    total1 = TVectors.Add(total1, TDot.LoadInt32(ref Unsafe.Add(ref biases, TDot.Count)));
                    total2 = TVectors.Add(total2, TDot.LoadInt32(ref Unsafe.Add(ref biases, 2 * TDot.Count)));
                    total3 = TVectors.Add(total3, TDot.LoadInt32(ref Unsafe.Add(ref biases, 3 * TDot.Count)));
                    TDot.Store(
                        TDot.PackSaturated(
                            TVectors.ShiftRight(total0, right),
                            TVectors.ShiftRight(total1, right),
                            TVectors.ShiftRight(total2, right),
                            TVectors.ShiftRight(total3, right),
                            isSigned,
                            minimum,
                            maximum),
                        ref result);
                    result = ref Unsafe.Add(ref result, channels);
                    left0 = middle0;
                    left1 = middle1;
                    left2 = middle2;
                    left3 = middle3;
                    middle0 = right0;
                    middle1 = right1;
                    middle2 = right2;
                    middle3 = right3;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
        where TEpilogue : struct, IDepthwiseEpilogue
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TShort : struct
        where TInt : struct
        where TSum : struct
    {
        var scale = epilogue.Scale;
        var minimum = epilogue.BytesOf<TVectors, TShort, TInt>(scale.Minimum);
        var maximum = epilogue.BytesOf<TVectors, TShort, TInt>(scale.Maximum);
        var (canFold, isSigned, right) = (epilogue.CanFold, epilogue.Output.ZeroPoint != 0, scale.Right - (epilogue.CanFold ? epilogue.WeightShift : 0));
        var lastFactors = TAccumulator.Factor(visits.Length == 0 ? 0 : visits[visits.Length - 1]);
        var vector = 4 * TDot.Count;
        var visitCount = visits.Length / VisitLength;
        nint phaseLength = visitCount * StepElements * vector;
        ref var firstWeight = ref packed.At(0);
        ref var firstBias = ref packedBias.At(0);
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var output = ref MemoryMarshal.GetReference(to);
        for (var row = 0; row < rows; row++)
        {
            nint weightOffset = 0;
            ref var biases = ref firstBias;
            ref var result = ref output;
            var phase = phases;
            var rest = columns * channels;
            for (var i = 0; i < inputOffsets.Length; i++)
            {
                TInt total0 = default, total1 = default, total2 = default, total3 = default;
                TSum sum0 = default, sum1 = default, sum2 = default, sum3 = default;
                ref var x = ref Unsafe.Add(ref input, inputOffsets[i]);
                ref var weight = ref Unsafe.AddByteOffset(ref firstWeight, weightOffset);
                ref var visit = ref MemoryMarshal.GetArrayDataReference(visits);
                for (var left = visitCount; left > 0; left--)
                {
                    var a = TDot.Load(ref Unsafe.Add(ref x, visit));
                    var b = TDot.Load(ref Unsafe.Add(ref x, Unsafe.Add(ref visit, 1)));
                    var c = TDot.Load(ref Unsafe.Add(ref x, Unsafe.Add(ref visit, 2)));

                    // Three taps have no fourth, and most loads touch two cache lines.
                    var d = Unsafe.Add(ref visit, 3) == visit ? a : TDot.Load(ref Unsafe.Add(ref x, Unsafe.Add(ref visit, 3)));
                    var lower0 = TDot.ZipBytesLower(a, b);
                    var lower1 = TDot.ZipBytesLower(c, d);
                    var upper0 = TDot.ZipBytesUpper(a, b);
                    var upper1 = TDot.ZipBytesUpper(c, d);
                    sum0 = TAccumulator.Add(sum0, TDot.ZipInt16Lower(lower0, lower1), TDot.Load(ref weight));
                    sum1 = TAccumulator.Add(sum1, TDot.ZipInt16Upper(lower0, lower1), TDot.Load(ref Unsafe.Add(ref weight, vector)));
                    sum2 = TAccumulator.Add(sum2, TDot.ZipInt16Lower(upper0, upper1), TDot.Load(ref Unsafe.Add(ref weight, 2 * vector)));
                    sum3 = TAccumulator.Add(sum3, TDot.ZipInt16Upper(upper0, upper1), TDot.Load(ref Unsafe.Add(ref weight, 3 * vector)));
                    var factor = Unsafe.Add(ref visit, StepElements);
                    if (!TEpilogue.FlushesOnce && factor != 0)
                    {
                        var factors = TAccumulator.Factor(factor);
                        total0 = TAccumulator.Flush(total0, sum0, factors);
                        total1 = TAccumulator.Flush(total1, sum1, factors);
                        total2 = TAccumulator.Flush(total2, sum2, factors);
                        total3 = TAccumulator.Flush(total3, sum3, factors);
                        sum0 = default;
                        sum1 = default;
                        sum2 = default;
                        sum3 = default;
                    }

                    weight = ref Unsafe.Add(ref weight, 4 * vector);
                    visit = ref Unsafe.Add(ref visit, VisitLength);
                }

                if (TEpilogue.FlushesOnce)
                {
                    total0 = TAccumulator.Flush(total0, sum0, lastFactors);
                    total1 = TAccumulator.Flush(total1, sum1, lastFactors);
                    total2 = TAccumulator.Flush(total2, sum2, lastFactors);
                    total3 = TAccumulator.Flush(total3, sum3, lastFactors);
                }

                if (TEpilogue.FlushesOnce || canFold)
                {
                    total0 = TVectors.Add(total0, TDot.LoadInt32(ref biases));
                    total1 = TVectors.Add(total1, TDot.LoadInt32(ref Unsafe.Add(ref biases, TDot.Count)));
                    total2 = TVectors.Add(total2, TDot.LoadInt32(ref Unsafe.Add(ref biases, 2 * TDot.Count)));
                    total3 = TVectors.Add(total3, TDot.LoadInt32(ref Unsafe.Add(ref biases, 3 * TDot.Count)));
                }
                else
                {
                    total0 = Prepare<TVectors, TShort, TInt>(total0, TDot.LoadInt32(ref biases));
                    total1 = Prepare<TVectors, TShort, TInt>(total1, TDot.LoadInt32(ref Unsafe.Add(ref biases, TDot.Count)));
                    total2 = Prepare<TVectors, TShort, TInt>(total2, TDot.LoadInt32(ref Unsafe.Add(ref biases, 2 * TDot.Count)));
                    total3 = Prepare<TVectors, TShort, TInt>(total3, TDot.LoadInt32(ref Unsafe.Add(ref biases, 3 * TDot.Count)));
                }

                var bytes = TDot.PackSaturated(
                    TVectors.ShiftRight(total0, right),
                    TVectors.ShiftRight(total1, right),
                    TVectors.ShiftRight(total2, right),
                    TVectors.ShiftRight(total3, right),
                    isSigned,
                    minimum,
                    maximum);
                if (rest >= vector)
                {
                    TDot.Store(bytes, ref result);
                }
                else
                {
                    TDot.Store(bytes, ref MemoryMarshal.GetReference(part));
                    Unsafe.CopyBlockUnaligned(ref result, ref MemoryMarshal.GetReference(part), (uint)rest);
                }

                rest -= vector;
                result = ref Unsafe.Add(ref result, vector);
                biases = ref Unsafe.Add(ref biases, vector);
                weightOffset += phaseLength;
                if (--phase == 0)
                {
                    phase = phases;
                    weightOffset = 0;
                    biases = ref firstBias;
                }
            }

            input = ref Unsafe.Add(ref input, strideHeight * this.input.Row);
            output = ref Unsafe.Add(ref output, epilogue.Output.Row);
        }
    }

    // What comes before the shift to the right where the weights' common power of two stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TInt Prepare<TVectors, TShort, TInt>(TInt total, TInt bias)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct =>
        DenseEpilogue.Shift<TVectors, TShort, TInt>(
            total, bias, TVectors.Broadcast(epilogue.Scale.Half), epilogue.WeightShift, epilogue.Scale.Left, 0, epilogue.Scale.HasSign);
#endif
}
