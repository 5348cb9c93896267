#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>What every output channel of a vector reads of the input in one step: the lower halves of 32-bit lanes.</summary>
internal interface IDotOperand<TShort>
    where TShort : struct
{
    static abstract TShort Load(ref byte source);
}

/// <summary>A byte for each output channel, which reads the input channel of its own number.</summary>
internal readonly struct OwnByte<TLanes, TShort, TInt> : IDotOperand<TShort>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Load(ref byte source) => TLanes.LoadBytes(ref source);
}

/// <summary>A 16-bit value for each output channel, which reads the input channel of its own number.</summary>
internal readonly struct OwnShort<TLanes, TShort, TInt> : IDotOperand<TShort>
    where TLanes : struct, IDotLanes<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Load(ref byte source) => TLanes.LoadShorts(ref source);
}
#endif
