using System;

namespace Wfn.Kernels;

/// <summary>Elements that start a cache line and stay where they are.</summary>
internal sealed class CacheLineMemory<T>
    where T : unmanaged
{
    private readonly T[] memory;
    private readonly int start;
    private readonly int length;

    /// <summary>Makes room for so many.</summary>
    internal CacheLineMemory(int length)
    {
        memory = CacheLine.NewMemory<T>(length);
        start = CacheLine.ElementsBefore<T>(memory);
        this.length = length;
    }

    /// <summary>The elements.</summary>
    internal Span<T> Elements => MemoryExtensions.AsSpan(memory, start, length);

    /// <summary>An element, or the place after the last one where vectors are.</summary>
    internal ref T At(int index) => ref memory[start + index];
}
