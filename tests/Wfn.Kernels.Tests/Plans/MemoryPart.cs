using System.Runtime.InteropServices;
using Wfn.KernelCalls;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>A part of a workspace, as an argument that becomes a span when a kernel is called.</summary>
/// <param name="Memory">The workspace and what lies behind it.</param>
/// <param name="Region">The part.</param>
internal readonly record struct MemoryPart(byte[] Memory, PlanRegion Region)
{
    /// <summary>The type of its elements.</summary>
    public Type Element => ElementOf(Region.Storage);

    public static Type ElementOf(StorageType storage) => storage switch
    {
        StorageType.Byte => typeof(byte),
        StorageType.Fixed16 => typeof(short),
        StorageType.Int32 => typeof(int),
        StorageType.Int64 => typeof(long),
        _ => typeof(float),
    };

    /// <summary>Its elements.</summary>
    public Span<T> Span<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Memory.AsSpan(Region.ByteOffset, (int)Region.Bytes));
}
