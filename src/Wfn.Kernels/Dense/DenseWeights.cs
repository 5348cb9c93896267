using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
#endif
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// The integer weights of a convolution, in the order in which kernels read them: block by block of output channels, step by step,
/// and in a step channel by channel the weights of four bytes, of two 16-bit values, or of one value of the channel's own.
/// </summary>
internal sealed class DenseWeights
{
    private const int StepBytes = 4;

    private DenseWeights(DenseBlock[] blocks, DotRun[] runs, CacheLineMemory<byte> packed, bool biasFits)
    {
        BiasFits = biasFits;
        Blocks = blocks;
        Runs = runs;
        Packed = packed;
    }

    /// <summary>The blocks of output channels.</summary>
    internal DenseBlock[] Blocks { get; }

    /// <summary>The accumulation schedules of all blocks.</summary>
    internal DotRun[] Runs { get; }

    /// <summary>The weights.</summary>
    internal CacheLineMemory<byte> Packed { get; }

    /// <summary>Whether the biases that came of packing are what 32 bits hold; otherwise they have wrapped around.</summary>
    internal bool BiasFits { get; }

    /// <summary>Packs weights.</summary>
    /// <param name="shape">What is multiplied with what.</param>
    /// <param name="indices">The codebook index of each weight, [outputs, inputs of a group, rows, columns].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each output; receives what bytes that stand for other values than themselves need.</param>
    /// <param name="lanes">The most output channels of a block.</param>
    internal static DenseWeights Pack(DenseShape shape, ushort[] indices, int[] mantissas, int[] bias, int lanes)
    {
        var blocks = DenseBlock.Of(shape, lanes);
        var steps = 0L;
        foreach (var block in blocks)
        {
            block.WeightStart = checked((int)(steps * StepBytes));
            for (var i = 0; i < block.SegmentCount; i++)
            {
                steps += (long)shape.Segments[block.Segment + i].StepCount * block.Lanes;
            }
        }

        var packed = new CacheLineMemory<byte>(checked((int)(steps * StepBytes)));
        var rows = new int[shape.WeightRows.Length * lanes];
        var rests = new int[shape.WeightScaleLog2 == 0 ? 0 : rows.Length];
        var biasFits = true;
        foreach (var block in blocks)
        {
            biasFits &= ReadRows(shape, block, indices, mantissas, bias, rows);
            ByteWeights.Split(rows, rests, shape.WeightScaleLog2);
            PackBlock(shape, block, rows, rests, packed.Elements.Slice(block.WeightStart));
        }

        return new DenseWeights(blocks, RunsOf(shape), packed, biasFits);
    }

    private static DotRun[] RunsOf(DenseShape shape)
    {
        var (runs, perRun) = (new DotRun[shape.Segments.Length], shape.WeightRows.StepsPerRun);
        for (var i = 0; i < runs.Length; i++)
        {
            var segment = shape.Segments[i];
            var offset = shape.RunOffsets[segment.FirstStep / perRun] + (segment.FirstStep % perRun * StepBytes);
            runs[i] = new DotRun(offset, segment.StepCount, segment.Flush, segment.Scale);
        }

        return runs;
    }

    // The weights of each channel in the order of its steps, with zeros where a run's last step reads past the run; whether biases fit.
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static bool ReadRows(DenseShape shape, DenseBlock block, ushort[] indices, int[] mantissas, int[] bias, int[] rows)
    {
        Array.Clear(rows, 0, rows.Length);
        var (own, order) = (shape.Outputs / shape.WidthUnroll, shape.WeightRows);
        var length = indices.Length / own;
        var taps = shape.KernelHeight * order.OwnKernelWidth;
        var (inputs, shift, fits) = (shape.Inputs, shape.WeightShift, true);
        for (var lane = 0; lane < block.Valid; lane++)
        {
            var output = (block.FirstOutput + lane) % own;
            var pixel = (block.FirstOutput + lane) / own;
            var sum = 0L;
            for (var tap = 0; tap < taps; tap++)
            {
                var at = (lane * order.Length) + order.Position(pixel, tap);
                for (int channel = 0, from = (output * length) + tap; channel < inputs; channel++, from += taps)
                {
                    var weight = mantissas[indices[from]];
                    sum += weight;
                    rows[at + channel] = weight >> shift;
                }
            }

            var exact = bias[block.FirstOutput + lane] - (sum * shape.ZeroPoint);
            fits &= DenseEpilogue.Fits(exact);
            bias[block.FirstOutput + lane] = unchecked((int)exact);
        }

        return fits;
    }

#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static void PackBlock(DenseShape shape, DenseBlock block, int[] rows, int[] rests, Span<byte> packed)
    {
        var shorts = MemoryMarshal.Cast<byte, short>(packed);
        var next = 0;
        for (var i = 0; i < block.SegmentCount; i++)
        {
            var segment = shape.Segments[block.Segment + i];
            var (first, count) = (segment.FirstStep, segment.StepCount);
            var values = segment.Scale == 1 << shape.WeightScaleLog2 ? rows : rests;
            if (shape.StepElements == StepBytes)
            {
                next = PackBytes(shape, block.Lanes, values, first, count, packed, next);
                continue;
            }

            for (var step = first; step < first + count; step++)
            {
                for (var lane = 0; lane < block.Lanes; lane++, next++)
                {
                    var from = (lane * shape.WeightRows.Length) + (step * shape.StepElements);
                    shorts[2 * next] = (short)values[from];
                    if (shape.StepElements == 2)
                    {
                        shorts[(2 * next) + 1] = (short)values[from + 1];
                    }
                }
            }
        }
    }

    // Four bytes a step and channel; gives where the next ones go.
#if NET8_0_OR_GREATER
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
#endif
    private static int PackBytes(DenseShape shape, int lanes, int[] values, int first, int count, Span<byte> packed, int next)
    {
        var (row, limit) = (shape.WeightRows.Length, shape.PairLimit);
        var to = packed.Slice(StepBytes * next, StepBytes * count * lanes);
        var at = 0;
        for (var step = first * StepBytes; step < (first + count) * StepBytes; step += StepBytes)
        {
            for (int lane = 0, from = step; lane < lanes; lane++, from += row, at += StepBytes)
            {
                var own = MemoryExtensions.AsSpan(values, from, StepBytes);
                var pairs = to.Slice(at, StepBytes);
                ByteWeights.TakePair(ref own[0], ref own[1], limit, out var one, out var two);
                ByteWeights.TakePair(ref own[2], ref own[3], limit, out var three, out var four);
                (pairs[0], pairs[1], pairs[2], pairs[3]) = unchecked(((byte)one, (byte)two, (byte)three, (byte)four));
            }
        }

        return next + (count * lanes);
    }
}
