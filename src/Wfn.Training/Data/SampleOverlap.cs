using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Wfn.Training.Data;

/// <summary>Finds samples that two sets of data share.</summary>
public static class SampleOverlap
{
    /// <summary>
    /// How many samples of one set occur in another, by the bits of their values and whatever their labels.
    /// </summary>
    /// <param name="data">The samples to count.</param>
    /// <param name="other">Where they are looked for; in the same shape.</param>
    public static int Count(LabelledData data, LabelledData other)
    {
        var seen = new HashSet<UInt128>(other.Count);
        for (var sample = 0; sample < other.Count; sample++)
        {
            seen.Add(Hash(other.Sample(sample)));
        }

        var shared = 0;
        for (var sample = 0; sample < data.Count; sample++)
        {
            shared += seen.Contains(Hash(data.Sample(sample))) ? 1 : 0;
        }

        return shared;
    }

    // Half of SHA-256: equal for different samples only where someone works at it.
    private static UInt128 Hash(ReadOnlySpan<float> sample)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(sample), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
