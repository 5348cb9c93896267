using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>What a convolution multiplies with what, and in which order.</summary>
internal sealed class DenseShape
{
    // Two weights of bytes, whatever they are.
    private const int AnyPair = 256;

    /// <summary>Makes a shape.</summary>
    /// <param name="outputs">Output channels.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window.</param>
    /// <param name="stepElements">Inputs of a step: 4 bytes, 2 16-bit values, or 1 where every output channel reads a channel of its own.</param>
    /// <param name="isContiguous">Whether the pixels under a row of the window are one run; otherwise every tap is a run.</param>
    /// <param name="runOffsets">Where each run begins, in bytes from a pixel's first input.</param>
    /// <param name="segments">The accumulation schedule of every 16 output channels of a group, one after another.</param>
    /// <param name="segmentEnds">For every 16 output channels of a group: the end of its segments.</param>
    /// <param name="pairLimit">The largest sum of two byte weights of one sign.</param>
    /// <param name="weightScaleLog2">Bytes hold weights in units of 2 to this power; what is left over has segments of its own.</param>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="zeroPoint">The zero point: the byte that stands for 0.</param>
    /// <param name="widthUnroll">Neighbouring pixels of a row that are computed as one: outputs and window are those of all.</param>
    /// <param name="unrollStride">Columns between two of them.</param>
    internal DenseShape(
        int outputs,
        int groups,
        int inputs,
        int kernelHeight,
        int kernelWidth,
        int stepElements,
        bool isContiguous,
        int[] runOffsets,
        AccumulationSegment[] segments,
        int[] segmentEnds,
        int pairLimit,
        int weightScaleLog2,
        int weightShift,
        int zeroPoint,
        int widthUnroll = 1,
        int unrollStride = 0)
    {
        WidthUnroll = widthUnroll;
        UnrollStride = unrollStride;
        Outputs = outputs;
        Groups = groups;
        Inputs = inputs;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        StepElements = stepElements;
        IsContiguous = isContiguous;
        RunOffsets = runOffsets;
        Segments = segments;
        SegmentEnds = segmentEnds;
        PairLimit = pairLimit;
        WeightScaleLog2 = weightScaleLog2;
        WeightShift = weightShift;
        ZeroPoint = zeroPoint;
        WeightRows = new WeightRows(inputs, kernelHeight, kernelWidth, stepElements, isContiguous, widthUnroll, unrollStride);
    }

    /// <summary>Output channels.</summary>
    internal int Outputs { get; }

    /// <summary>Channel groups.</summary>
    internal int Groups { get; }

    /// <summary>Input channels of a group.</summary>
    internal int Inputs { get; }

    /// <summary>Rows of the window.</summary>
    internal int KernelHeight { get; }

    /// <summary>Columns of the window.</summary>
    internal int KernelWidth { get; }

    /// <summary>Neighbouring pixels of a row that are computed as one: outputs and window are those of all.</summary>
    internal int WidthUnroll { get; }

    /// <summary>Columns between two of them.</summary>
    internal int UnrollStride { get; }

    /// <summary>Where the weights of an output channel stand.</summary>
    internal WeightRows WeightRows { get; }

    /// <summary>Inputs of a step.</summary>
    internal int StepElements { get; }

    /// <summary>Whether the pixels under a row of the window are one run.</summary>
    internal bool IsContiguous { get; }

    /// <summary>Where each run begins, in bytes from a pixel's first input.</summary>
    internal int[] RunOffsets { get; }

    /// <summary>The accumulation schedules of all blocks of output channels.</summary>
    internal AccumulationSegment[] Segments { get; }

    /// <summary>The end of the segments of every 16 output channels of a group.</summary>
    internal int[] SegmentEnds { get; }

    /// <summary>The largest sum of two byte weights of one sign.</summary>
    internal int PairLimit { get; }

    /// <summary>Bytes hold weights in units of 2 to this power.</summary>
    internal int WeightScaleLog2 { get; }

    /// <summary>The power of two that all weights have in common.</summary>
    internal int WeightShift { get; }

    /// <summary>The zero point: the byte that stands for 0.</summary>
    internal int ZeroPoint { get; }

    /// <summary>What products of bytes are accumulated in.</summary>
    internal DotAccumulation Accumulation { get; private set; }

    /// <summary>Whether every output channel reads an input channel of its own.</summary>
    internal bool IsDepthwise => StepElements == 1;

    /// <summary>
    /// The same with products of bytes accumulated as said: in 32 bits sums are flushed only where their scale changes, segments that only 16 bits
    /// have parted are one, and every visit of a step takes as much of its weights as bytes hold.
    /// </summary>
    internal DenseShape WithAccumulation(DotAccumulation accumulation)
    {
        if (accumulation == DotAccumulation.Int16Pairs || StepElements != 4)
        {
            return this;
        }

        var joined = new List<AccumulationSegment>(Segments.Length);
        var ends = new int[SegmentEnds.Length];
        for (var block = 0; block < ends.Length; block++)
        {
            Join(block == 0 ? 0 : SegmentEnds[block - 1], SegmentEnds[block], joined);
            ends[block] = joined.Count;
        }

        // Inputs that are taken 128 lower have their zero there, too.
        var zero = accumulation == DotAccumulation.Int32SignedInputs ? ZeroPoint - 128 : ZeroPoint;
        return new DenseShape(
            Outputs, Groups, Inputs, KernelHeight, KernelWidth, StepElements, IsContiguous, RunOffsets, joined.ToArray(), ends, AnyPair, WeightScaleLog2, WeightShift, zero, WidthUnroll, UnrollStride)
        {
            Accumulation = accumulation,
        };
    }

    /// <summary>
    /// The shape of one pixel, for vectors that its outputs fill. Its weights come first in every run; after them all pixels' segments
    /// have zeros for it, and sums end where they did.
    /// </summary>
    internal DenseShape NotUnrolled()
    {
        var own = new WeightRows(Inputs, KernelHeight, WeightRows.OwnKernelWidth, StepElements, IsContiguous, 1, 0);
        var segments = new List<AccumulationSegment>(Segments.Length);
        foreach (var segment in Segments)
        {
            var (run, first) = (segment.FirstStep / WeightRows.StepsPerRun, segment.FirstStep % WeightRows.StepsPerRun);

            // A segment that flushes keeps a step, whose weights may be zeros.
            first = segment.Flush ? Math.Min(first, own.StepsPerRun - 1) : first;
            var count = Math.Min(segment.StepCount, own.StepsPerRun - first);
            if (count > 0)
            {
                segments.Add(new AccumulationSegment((run * own.StepsPerRun) + first, count, segment.Flush, segment.Scale));
            }
        }

        return new DenseShape(
            Outputs / WidthUnroll,
            Groups,
            Inputs,
            KernelHeight,
            own.OwnKernelWidth,
            StepElements,
            IsContiguous,
            RunOffsets,
            segments.ToArray(),
            new[] { segments.Count },
            PairLimit,
            WeightScaleLog2,
            WeightShift,
            ZeroPoint);
    }

    /// <summary>Bytes from a pixel's first input to the end of its last.</summary>
    internal int RequiredLength(int element) =>
        TapOffsets.Last(RunOffsets) + (((IsContiguous ? KernelWidth : 1) * Inputs * element) + ((Groups - 1) * Inputs * element));

    private void Join(int start, int end, List<AccumulationSegment> joined)
    {
        var first = joined.Count;
        for (var i = start; i < end; i++)
        {
            var segment = Segments[i];
            var last = joined.Count - 1;
            if (last >= first && joined[last].Scale == segment.Scale && joined[last].FirstStep + joined[last].StepCount == segment.FirstStep
                && segment.FirstStep % WeightRows.StepsPerRun != 0)
            {
                joined[last] = joined[last].WithSteps(joined[last].StepCount + segment.StepCount);
                continue;
            }

            if (last >= first && joined[last].Scale != segment.Scale)
            {
                joined[last] = joined[last].Flushed(joined[last].Scale);
            }

            joined.Add(new AccumulationSegment(segment.FirstStep, segment.StepCount, false, segment.Scale));
        }

        if (joined.Count > first)
        {
            joined[joined.Count - 1] = joined[joined.Count - 1].Flushed(joined[joined.Count - 1].Scale);
        }
    }
}
