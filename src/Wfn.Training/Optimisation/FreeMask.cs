using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Wfn.Training.Optimisation;

/// <summary>Which of eight neighbouring weights are free, as a mask of lanes.</summary>
internal static class FreeMask
{
    /// <summary>All bits of a lane are set where its weight is free.</summary>
    /// <param name="free">At least eight flags.</param>
    public static Vector256<uint> Load(ReadOnlySpan<bool> free)
    {
        var bytes = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(free))).AsByte();
        var (low, high) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.GreaterThan(Vector256.Create(low, high), Vector256<uint>.Zero);
    }
}
