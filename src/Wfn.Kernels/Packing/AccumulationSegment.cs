using System.Collections.Generic;

namespace Wfn.Kernels;

/// <summary>
/// A run of consecutive dot steps. Where it flushes, the 16-bit partial sums so far are multiplied by its scale and added to the 32-bit
/// accumulators. Planning makes segments, kernels run them.
/// </summary>
internal readonly struct AccumulationSegment
{
    private const int Numbers = 3;

    /// <summary>Makes a segment.</summary>
    internal AccumulationSegment(int firstStep, int stepCount, bool flush, int scale)
    {
        FirstStep = firstStep;
        StepCount = stepCount;
        Flush = flush;
        Scale = scale;
    }

    /// <summary>The first step, counted over all runs of inputs.</summary>
    internal int FirstStep { get; }

    /// <summary>The number of steps.</summary>
    internal int StepCount { get; }

    /// <summary>Whether partial sums end with it.</summary>
    internal bool Flush { get; }

    /// <summary>What the partial sums are multiplied by: the unit of its weights.</summary>
    internal int Scale { get; }

    /// <summary>Segments out of their numbers, three each; the number of steps is negative where partial sums end.</summary>
    internal static AccumulationSegment[] Of(int[] numbers)
    {
        var segments = new AccumulationSegment[numbers.Length / Numbers];
        for (var i = 0; i < segments.Length; i++)
        {
            var (first, count, scale) = (numbers[Numbers * i], numbers[(Numbers * i) + 1], numbers[(Numbers * i) + 2]);
            segments[i] = new AccumulationSegment(first, count < 0 ? -count : count, count < 0, scale);
        }

        return segments;
    }

    /// <summary>The numbers of segments, as <see cref="Of"/> takes them.</summary>
    internal static int[] ToNumbers(IReadOnlyList<AccumulationSegment> segments)
    {
        var numbers = new int[segments.Count * Numbers];
        for (var i = 0; i < segments.Count; i++)
        {
            numbers[Numbers * i] = segments[i].FirstStep;
            numbers[(Numbers * i) + 1] = segments[i].Flush ? -segments[i].StepCount : segments[i].StepCount;
            numbers[(Numbers * i) + 2] = segments[i].Scale;
        }

        return numbers;
    }

    /// <summary>The same with another number of steps.</summary>
    internal AccumulationSegment WithSteps(int count) => new AccumulationSegment(FirstStep, count, Flush, Scale);

    /// <summary>The same with partial sums that end with it.</summary>
    internal AccumulationSegment Flushed(int scale) => new AccumulationSegment(FirstStep, StepCount, true, scale);
}
