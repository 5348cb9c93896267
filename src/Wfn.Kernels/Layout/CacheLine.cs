using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
#endif

namespace Wfn.Kernels;

/// <summary>Where cache lines start. Only speed depends on it: what the collector moves in between is right all the same.</summary>
internal static class CacheLine
{
    /// <summary>Bytes of a line.</summary>
    internal const int Bytes = 64;

    /// <summary>Elements of a span in front of the first that starts a line; 0 where the address is unknown.</summary>
    internal static int ElementsBefore<T>(Span<T> span)
        where T : unmanaged
    {
#if NET8_0_OR_GREATER
        var address = (int)(Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref MemoryMarshal.GetReference(span)) & (Bytes - 1));
        return ((Bytes - address) & (Bytes - 1)) / Unsafe.SizeOf<T>();
#else
        return 0;
#endif
    }
}
