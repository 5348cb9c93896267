using System;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Integers that fit 8 bits, as bytes.</summary>
internal static class ByteCopy
{
    /// <summary>What signed integers are moved by, so that bytes hold them without a sign.</summary>
    internal const int SignedOffset = 128;

    /// <summary>Copies the lower bytes; signed ones are moved by <see cref="SignedOffset"/>.</summary>
    internal static void Run(ReadOnlySpan<short> source, Span<byte> destination, bool isSigned)
    {
        var done = 0;
        var flip = isSigned ? SignedOffset : 0;
#if NET8_0_OR_GREATER
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination.Slice(0, source.Length));
        if (Vector256.IsHardwareAccelerated)
        {
            for (; done + 32 <= source.Length; done += 32)
            {
                var lower = Vector256.LoadUnsafe(ref from, (nuint)done).AsUInt16();
                var upper = Vector256.LoadUnsafe(ref from, (nuint)(done + 16)).AsUInt16();
                (Vector256.Narrow(lower, upper) ^ Vector256.Create((byte)flip)).StoreUnsafe(ref to, (nuint)done);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; done + 16 <= source.Length; done += 16)
            {
                var lower = Vector128.LoadUnsafe(ref from, (nuint)done).AsUInt16();
                var upper = Vector128.LoadUnsafe(ref from, (nuint)(done + 8)).AsUInt16();
                (Vector128.Narrow(lower, upper) ^ Vector128.Create((byte)flip)).StoreUnsafe(ref to, (nuint)done);
            }
        }

#endif
        for (; done < source.Length; done++)
        {
            destination[done] = unchecked((byte)(source[done] ^ flip));
        }
    }
}
