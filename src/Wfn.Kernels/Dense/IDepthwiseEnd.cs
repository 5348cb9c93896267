#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>What a depthwise convolution does between sums and output, told apart when it is compiled: registers are few.</summary>
internal interface IDepthwiseEnd
{
    /// <summary>Whether sums end once, with the last step, and nothing but the bias is added before the shift to the right.</summary>
    static abstract bool IsPlain { get; }
}

/// <summary>One end, and the bias.</summary>
internal readonly struct PlainEnd : IDepthwiseEnd
{
    public static bool IsPlain => true;
}

/// <summary>Any number of ends, and whatever comes before that shift.</summary>
internal readonly struct AnyEnd : IDepthwiseEnd
{
    public static bool IsPlain => false;
}
#endif
