#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>What every output channel of a vector reads of the input in one step: the lower halves of 32-bit lanes.</summary>
internal interface IDotOperand<TShort>
    where TShort : struct
{
    static abstract TShort Load(ref byte source);
}

/// <summary>A byte for each output channel, which reads the input channel of its own number.</summary>
internal readonly struct ByteOperand<TDot, TShort, TInt> : IDotOperand<TShort>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Load(ref byte source) => TDot.LoadBytes(ref source);
}

/// <summary>A 16-bit value for each output channel, which reads the input channel of its own number.</summary>
internal readonly struct Int16Operand<TDot, TShort, TInt> : IDotOperand<TShort>
    where TDot : struct, IDotVectors<TShort, TInt>
    where TShort : struct
    where TInt : struct
{
    public static TShort Load(ref byte source) => TDot.LoadInt16(ref source);
}
#endif
