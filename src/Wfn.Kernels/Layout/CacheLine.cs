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

    /// <summary>Memory for elements that start a line; the collector leaves it where it is.</summary>
    internal static T[] NewMemory<T>(int length)
        where T : unmanaged =>
#if NET8_0_OR_GREATER
        GC.AllocateArray<T>(length + (Bytes / Unsafe.SizeOf<T>()), pinned: true);
#else
        new T[length];
#endif

    /// <summary>The elements of such memory.</summary>
    internal static Span<T> Elements<T>(T[] memory, int length)
        where T : unmanaged =>
        MemoryExtensions.AsSpan(memory, ElementsBefore<T>(memory), length);

    /// <summary>Elements of a span before the first that starts a line; 0 where the address is unknown.</summary>
#if NET8_0_OR_GREATER
    // Inlined, the null reference makes the JIT give up optimising the caller (seen with .NET 10).
    [MethodImpl(MethodImplOptions.NoInlining)]
#endif
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
