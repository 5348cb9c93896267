namespace Wfn.Kernels;

/// <summary>An <see cref="AccumulationSegment"/> as kernels run it: consecutive dot steps over neighbouring inputs.</summary>
internal readonly struct DotRun
{
    /// <summary>Makes a run.</summary>
    /// <param name="offset">Where its inputs begin, in bytes from a pixel's first input.</param>
    /// <param name="stepCount">The number of steps, of four bytes each.</param>
    /// <param name="flush">Whether partial sums are added to the totals after it.</param>
    /// <param name="scale">What they are multiplied with then.</param>
    internal DotRun(int offset, int stepCount, bool flush, int scale)
    {
        Offset = offset;
        StepCount = stepCount;
        Flush = flush;
        Scale = scale;
    }

    /// <summary>Where its inputs begin, in bytes from a pixel's first input.</summary>
    internal int Offset { get; }

    /// <summary>The number of steps, of four bytes each.</summary>
    internal int StepCount { get; }

    /// <summary>What partial sums are multiplied with when they are flushed.</summary>
    internal int Scale { get; }

    /// <summary>Whether partial sums are added to the totals after it.</summary>
    internal bool Flush { get; }
}
