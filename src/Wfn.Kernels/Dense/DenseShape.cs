using System;
using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>What a convolution multiplies with what, and in which order.</summary>
internal sealed class DenseShape
{
    /// <summary>Numbers of a piece.</summary>
    internal const int PieceLength = 3;

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
    /// <param name="pieces">For every 16 output channels of a group: threes of a piece's first step; its steps, negative where 16-bit sums end; and what these are then multiplied with.</param>
    /// <param name="pieceEnds">For every 16 output channels of a group: the end of its pieces.</param>
    /// <param name="pairLimit">The largest sum of two byte weights of one sign.</param>
    /// <param name="weightScale">Bytes hold weights in units of 2 to this power; what is left over has pieces of its own.</param>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="zero">The byte that stands for 0.</param>
    /// <param name="joined">Neighbouring pixels of a row that are worked out as one: outputs and window are those of all.</param>
    /// <param name="joinedStride">Columns between two of them.</param>
    internal DenseShape(
        int outputs,
        int groups,
        int inputs,
        int kernelHeight,
        int kernelWidth,
        int stepElements,
        bool isContiguous,
        int[] runOffsets,
        int[] pieces,
        int[] pieceEnds,
        int pairLimit,
        int weightScale,
        int weightShift,
        int zero,
        int joined = 1,
        int joinedStride = 0)
    {
        Joined = joined;
        JoinedStride = joinedStride;
        Outputs = outputs;
        Groups = groups;
        Inputs = inputs;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        StepElements = stepElements;
        IsContiguous = isContiguous;
        RunOffsets = runOffsets;
        Pieces = pieces;
        PieceEnds = pieceEnds;
        PairLimit = pairLimit;
        WeightScale = weightScale;
        WeightShift = weightShift;
        Zero = zero;
        StepsPerRun = ((isContiguous ? kernelWidth * inputs : inputs) + stepElements - 1) / stepElements;
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

    /// <summary>Neighbouring pixels of a row that are worked out as one: outputs and window are those of all.</summary>
    internal int Joined { get; }

    /// <summary>Columns between two of them.</summary>
    internal int JoinedStride { get; }

    /// <summary>Columns of the window of one pixel.</summary>
    internal int OwnKernelWidth => KernelWidth - ((Joined - 1) * JoinedStride);

    /// <summary>Inputs of a step.</summary>
    internal int StepElements { get; }

    /// <summary>Whether the pixels under a row of the window are one run.</summary>
    internal bool IsContiguous { get; }

    /// <summary>Where each run begins, in bytes from a pixel's first input.</summary>
    internal int[] RunOffsets { get; }

    /// <summary>Threes of a piece's first step; its steps, negative where 16-bit sums end; and what these are then multiplied with.</summary>
    internal int[] Pieces { get; }

    /// <summary>The end of the pieces of every 16 output channels of a group.</summary>
    internal int[] PieceEnds { get; }

    /// <summary>The largest sum of two byte weights of one sign.</summary>
    internal int PairLimit { get; }

    /// <summary>Bytes hold weights in units of 2 to this power.</summary>
    internal int WeightScale { get; }

    /// <summary>The power of two that all weights have in common.</summary>
    internal int WeightShift { get; }

    /// <summary>The byte that stands for 0.</summary>
    internal int Zero { get; }

    /// <summary>What products of bytes are accumulated in.</summary>
    internal DotAccumulation Accumulation { get; private set; }

    /// <summary>Steps of a run.</summary>
    internal int StepsPerRun { get; }

    /// <summary>Weights of an output channel, with those that fill up steps.</summary>
    internal int RowLength => RunOffsets.Length * StepsPerRun * StepElements;

    /// <summary>Whether every output channel reads an input channel of its own.</summary>
    internal bool IsDepthwise => StepElements == 1;

    /// <summary>
    /// The same with products of bytes added up as said: in 32 bits sums end only where their factor changes, pieces that only 16 bits
    /// have parted are one, and every visit of a step takes as much of its weights as bytes hold.
    /// </summary>
    internal DenseShape WithAccumulation(DotAccumulation accumulation)
    {
        if (accumulation == DotAccumulation.Int16Pairs || StepElements != 4)
        {
            return this;
        }

        var joined = new List<int>(Pieces.Length);
        var ends = new int[PieceEnds.Length];
        for (var block = 0; block < ends.Length; block++)
        {
            Join(block == 0 ? 0 : PieceEnds[block - 1], PieceEnds[block], joined);
            ends[block] = joined.Count;
        }

        // Inputs that are taken 128 lower have their zero there, too.
        var zero = accumulation == DotAccumulation.Int32SignedInputs ? Zero - 128 : Zero;
        return new DenseShape(
            Outputs, Groups, Inputs, KernelHeight, KernelWidth, StepElements, IsContiguous, RunOffsets, joined.ToArray(), ends, AnyPair, WeightScale, WeightShift, zero, Joined, JoinedStride)
        {
            Accumulation = accumulation,
        };
    }

    /// <summary>
    /// The shape of one pixel, for vectors that its outputs fill. Its weights come first in every run; behind them all pixels' pieces
    /// have zeros for it, and sums end where they did.
    /// </summary>
    internal DenseShape OfOnePixel()
    {
        var steps = ((OwnKernelWidth * Inputs) + StepElements - 1) / StepElements;
        var pieces = new List<int>(Pieces.Length);
        for (var i = 0; i < Pieces.Length; i += PieceLength)
        {
            var (run, first) = (Pieces[i] / StepsPerRun, Pieces[i] % StepsPerRun);
            var (count, isEnd) = (Math.Abs(Pieces[i + 1]), Pieces[i + 1] < 0);

            // A piece that ends sums keeps a step, whose weights may be zeros.
            first = isEnd ? Math.Min(first, steps - 1) : first;
            count = Math.Min(count, steps - first);
            if (count > 0)
            {
                pieces.Add((run * steps) + first);
                pieces.Add(isEnd ? -count : count);
                pieces.Add(Pieces[i + 2]);
            }
        }

        return new DenseShape(
            Outputs / Joined,
            Groups,
            Inputs,
            KernelHeight,
            OwnKernelWidth,
            StepElements,
            IsContiguous,
            RunOffsets,
            pieces.ToArray(),
            new[] { pieces.Count },
            PairLimit,
            WeightScale,
            WeightShift,
            Zero);
    }

    /// <summary>Bytes from a pixel's first input to the end of its last.</summary>
    internal int Reach(int element) =>
        TapOffsets.Last(RunOffsets) + (((IsContiguous ? KernelWidth : 1) * Inputs * element) + ((Groups - 1) * Inputs * element));

    private void Join(int start, int end, List<int> joined)
    {
        var first = joined.Count;
        for (var i = start; i < end; i += PieceLength)
        {
            var (step, count, factor) = (Pieces[i], Math.Abs(Pieces[i + 1]), Pieces[i + 2]);
            var last = joined.Count - PieceLength;
            if (last >= first && joined[last + 2] == factor && joined[last] + joined[last + 1] == step && step % StepsPerRun != 0)
            {
                joined[last + 1] += count;
                continue;
            }

            if (last >= first && joined[last + 2] != factor)
            {
                joined[last + 1] = -joined[last + 1];
            }

            joined.Add(step);
            joined.Add(count);
            joined.Add(factor);
        }

        if (joined.Count > first)
        {
            joined[joined.Count - 2] = -joined[joined.Count - 2];
        }
    }
}
