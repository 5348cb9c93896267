#if NET8_0_OR_GREATER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Kernels;

/// <summary>The vector code of a depthwise convolution.</summary>
internal sealed class DepthwiseKernel
{
    private readonly DepthwisePacking packing;
    private readonly DenseEpilogue epilogue;
    private readonly ChannelsLastImage image;
    private readonly int channels;
    private readonly int columns;
    private readonly int strideHeight;
    private readonly DotAccumulation accumulation;
    private readonly VectorWidth vectorWidth;
    private readonly bool flushesOnce;
    private readonly bool isOfThreeColumns;
    private readonly int[] inputOffsets;

    /// <summary>Makes a kernel.</summary>
    /// <param name="packing">The weights.</param>
    /// <param name="epilogue">From accumulators to the output.</param>
    /// <param name="image">The input.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="accumulation">What products are accumulated in.</param>
    /// <param name="vectorWidth">The width of vectors.</param>
    internal DepthwiseKernel(
        DepthwisePacking packing,
        DenseEpilogue epilogue,
        ChannelsLastImage image,
        int channels,
        int columns,
        int strideHeight,
        int strideWidth,
        DotAccumulation accumulation,
        VectorWidth vectorWidth)
    {
        this.packing = packing;
        this.epilogue = epilogue;
        this.image = image;
        this.channels = channels;
        this.columns = columns;
        this.strideHeight = strideHeight;
        this.accumulation = accumulation;
        this.vectorWidth = vectorWidth;
        var vector = (int)vectorWidth / 8;
        flushesOnce = epilogue.CanFold && packing.FlushesOnce;
        isOfThreeColumns = strideWidth == 1 && channels % vector == 0 && epilogue.CanFold && packing.IsOfThreeColumns(image.Pixel);
        inputOffsets = RowVectorisation.Inputs(columns, channels, strideWidth, vector);
    }

    /// <summary>Runs some rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="from">The first pixel's first input.</param>
    /// <param name="to">The first pixel's first output.</param>
    /// <param name="part">Room for a vector.</param>
    internal void Run(int rows, ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
    {
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                Run<IntegerVectors512, DotVectors512, Vector512<short>, Vector512<int>>(rows, from, to, part);
                break;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                Run<IntegerVectors256, DotVectors256, Vector256<short>, Vector256<int>>(rows, from, to, part);
                break;
            default:
                Run<IntegerVectors128, DotVectors128, Vector128<short>, Vector128<int>>(rows, from, to, part);
                break;
        }
    }

    private void Run<TVectors, TDot, TShort, TInt>(int rows, ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TShort : struct
        where TInt : struct
    {
        switch (accumulation)
        {
            case DotAccumulation.Int32 when DotSupport.HasInt32:
                Choose<TVectors, TDot, Int32Accumulator<TDot, TShort, TInt>, TShort, TInt, TInt>(rows, from, to, part);
                break;
            case DotAccumulation.Int32SignedInputs when DotSupport.HasInt32SignedInputs:
                Choose<TVectors, TDot, Int32SignedInputAccumulator<TDot, TShort, TInt>, TShort, TInt, TInt>(rows, from, to, part);
                break;
            default:
                Choose<TVectors, TDot, Int16PairAccumulator<TDot, TShort, TInt>, TShort, TInt, TShort>(rows, from, to, part);
                break;
        }
    }

    private void Choose<TVectors, TDot, TAccumulator, TShort, TInt, TSum>(int rows, ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
        where TVectors : struct, IIntegerVectors<TShort, TInt>
        where TDot : struct, IDotVectors<TShort, TInt>
        where TAccumulator : struct, IDotAccumulator<TShort, TInt, TSum>
        where TShort : struct
        where TInt : struct
        where TSum : struct
    {
        if (isOfThreeColumns && flushesOnce)
        {
            RunThreeColumns<SingleFlushEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(rows, from, to);
        }
        else if (isOfThreeColumns)
        {
            RunThreeColumns<AnyEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(rows, from, to);
        }
        else if (flushesOnce)
        {
            Run<SingleFlushEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(rows, from, to, part);
        }
        else
        {
            Run<AnyEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(rows, from, to, part);
        }
    }

    // Along a row, each column of the window is zipped once, for the three outputs that read it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunThreeColumns<TEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(int rows, ReadOnlySpan<byte> from, Span<byte> to)
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
        ref var firstWeight = ref packing.Weights.At(0);
        ref var firstBias = ref packing.Bias.At(0);
        var steps = packing.Steps;
        var first = steps[0];
        nint tap1 = first.Tap1 - first.Tap0, tap2 = first.Tap2 - first.Tap0, tap3 = first.Tap3 - first.Tap0;
        var (factor0, factor1) = (first.FlushScale, steps[1].FlushScale);
        var factors = TAccumulator.Factor(steps[2].FlushScale);
        nint pixel = image.Pixel;
        for (var row = 0; row < rows; row++)
        {
            for (var phase = 0; phase < packing.Phases; phase++)
            {
                ref var weight = ref Unsafe.Add(ref firstWeight, phase * 3 * DepthwisePacking.StepElements * vector);
                ref var biases = ref Unsafe.Add(ref firstBias, phase * vector);
                ref var result = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), (row * epilogue.Output.Row) + (phase * vector));
                ref var x = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), (row * strideHeight * image.Row) + (phase * vector) + first.Tap0);
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
    private void Run<TEpilogue, TVectors, TDot, TAccumulator, TShort, TInt, TSum>(int rows, ReadOnlySpan<byte> from, Span<byte> to, Span<byte> part)
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
        var steps = packing.Steps;
        var lastFactors = TAccumulator.Factor(steps.Length == 0 ? 0 : steps[steps.Length - 1].FlushScale);
        var vector = 4 * TDot.Count;
        nint phaseLength = steps.Length * DepthwisePacking.StepElements * vector;
        ref var firstWeight = ref packing.Weights.At(0);
        ref var firstBias = ref packing.Bias.At(0);
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var output = ref MemoryMarshal.GetReference(to);
        for (var row = 0; row < rows; row++)
        {
            nint weightOffset = 0;
            ref var biases = ref firstBias;
            ref var result = ref output;
            var phase = packing.Phases;
            var rest = columns * channels;
            for (var i = 0; i < inputOffsets.Length; i++)
            {
                TInt total0 = default, total1 = default, total2 = default, total3 = default;
                TSum sum0 = default, sum1 = default, sum2 = default, sum3 = default;
                ref var x = ref Unsafe.Add(ref input, inputOffsets[i]);
                ref var weight = ref Unsafe.AddByteOffset(ref firstWeight, weightOffset);
                ref var step = ref MemoryMarshal.GetArrayDataReference(steps);
                for (var left = steps.Length; left > 0; left--)
                {
                    var a = TDot.Load(ref Unsafe.Add(ref x, step.Tap0));
                    var b = TDot.Load(ref Unsafe.Add(ref x, step.Tap1));
                    var c = TDot.Load(ref Unsafe.Add(ref x, step.Tap2));

                    // Three taps have no fourth, and most loads touch two cache lines.
                    var d = step.Tap3 == step.Tap0 ? a : TDot.Load(ref Unsafe.Add(ref x, step.Tap3));
                    var lower0 = TDot.ZipBytesLower(a, b);
                    var lower1 = TDot.ZipBytesLower(c, d);
                    var upper0 = TDot.ZipBytesUpper(a, b);
                    var upper1 = TDot.ZipBytesUpper(c, d);
                    sum0 = TAccumulator.Add(sum0, TDot.ZipInt16Lower(lower0, lower1), TDot.Load(ref weight));
                    sum1 = TAccumulator.Add(sum1, TDot.ZipInt16Upper(lower0, lower1), TDot.Load(ref Unsafe.Add(ref weight, vector)));
                    sum2 = TAccumulator.Add(sum2, TDot.ZipInt16Lower(upper0, upper1), TDot.Load(ref Unsafe.Add(ref weight, 2 * vector)));
                    sum3 = TAccumulator.Add(sum3, TDot.ZipInt16Upper(upper0, upper1), TDot.Load(ref Unsafe.Add(ref weight, 3 * vector)));
                    var factor = step.FlushScale;
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
                    step = ref Unsafe.Add(ref step, 1);
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
                    phase = packing.Phases;
                    weightOffset = 0;
                    biases = ref firstBias;
                }
            }

            input = ref Unsafe.Add(ref input, strideHeight * image.Row);
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
}
#endif
