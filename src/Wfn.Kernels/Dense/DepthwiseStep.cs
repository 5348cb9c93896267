namespace Wfn.Kernels;

/// <summary>A dot step of a depthwise convolution: four taps, whose products are accumulated together.</summary>
internal readonly struct DepthwiseStep
{
    /// <summary>Makes a step.</summary>
    /// <param name="tap0">The first tap's offset from a pixel's first input, in bytes.</param>
    /// <param name="tap1">The second tap's.</param>
    /// <param name="tap2">The third tap's.</param>
    /// <param name="tap3">The fourth tap's.</param>
    /// <param name="flushScale">What 16-bit sums are multiplied with when they are flushed after the step; 0 where they go on.</param>
    internal DepthwiseStep(int tap0, int tap1, int tap2, int tap3, int flushScale)
    {
        Tap0 = tap0;
        Tap1 = tap1;
        Tap2 = tap2;
        Tap3 = tap3;
        FlushScale = flushScale;
    }

    /// <summary>The first tap's offset from a pixel's first input, in bytes.</summary>
    internal int Tap0 { get; }

    /// <summary>The second tap's.</summary>
    internal int Tap1 { get; }

    /// <summary>The third tap's.</summary>
    internal int Tap2 { get; }

    /// <summary>The fourth tap's; that of the first where there is none.</summary>
    internal int Tap3 { get; }

    /// <summary>What 16-bit sums are multiplied with when they are flushed after the step; 0 where they go on.</summary>
    internal int FlushScale { get; }

    /// <summary>Whether every tap is so many bytes after that of another step.</summary>
    internal bool IsMoved(DepthwiseStep other, int bytes) =>
        Tap0 == other.Tap0 + bytes && Tap1 == other.Tap1 + bytes && Tap2 == other.Tap2 + bytes && Tap3 == other.Tap3 + bytes;
}
