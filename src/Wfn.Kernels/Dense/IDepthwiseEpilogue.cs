#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>What a depthwise convolution does between sums and output, told apart when it is compiled: registers are few.</summary>
internal interface IDepthwiseEpilogue
{
    /// <summary>Whether sums end once, with the last step, and nothing but the bias is added before the shift to the right.</summary>
    static abstract bool FlushesOnce { get; }
}

/// <summary>One end, and the bias.</summary>
internal readonly struct SingleFlushEpilogue : IDepthwiseEpilogue
{
    public static bool FlushesOnce => true;
}

/// <summary>Any number of ends, and whatever comes before that shift.</summary>
internal readonly struct AnyEpilogue : IDepthwiseEpilogue
{
    public static bool FlushesOnce => false;
}
#endif
