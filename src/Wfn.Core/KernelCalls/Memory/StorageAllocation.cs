using Wfn.Diagnostics;

namespace Wfn.KernelCalls;

/// <summary>A piece of memory that some calls need.</summary>
internal sealed class Storage(StorageType type, int length)
{
    /// <summary>What its elements are.</summary>
    public StorageType Type => type;

    /// <summary>Number of elements.</summary>
    public int Length { get; } = length;

    /// <summary>Number of bytes.</summary>
    public long Bytes => (long)Length * type.Bytes();

    /// <summary>The first call that needs it; the network's inputs are there before call 0.</summary>
    public int First { get; private set; } = int.MaxValue;

    /// <summary>The last call that needs it.</summary>
    public int Last { get; private set; } = int.MinValue;

    /// <summary>Its first byte, once allocated.</summary>
    public int Offset { get; set; }

    /// <summary>Its place.</summary>
    public PlanRegion Region => new(type, Offset, Length);

    /// <summary>Notes that a call needs it.</summary>
    public void NeedAt(int call)
    {
        First = Math.Min(First, call);
        Last = Math.Max(Last, call);
    }
}

/// <summary>Lays pieces of memory that are never needed together over one another.</summary>
internal static class StorageAllocation
{
    private const int MostElements = 1 << 28;

    // Every piece starts on a cache line where the workspace does: 64 bytes for the narrowest element.
    private const int AlignedElements = 32;

    /// <summary>Gives every piece its offset: the largest first, each at the lowest place that is free while it is needed.</summary>
    /// <param name="storages">The pieces.</param>
    /// <param name="elementBytes">Bytes of most elements.</param>
    /// <returns>The length of the whole in bytes.</returns>
    /// <exception cref="WfnException">The whole exceeds 2^28 elements (WFN1005).</exception>
    public static int Allocate(IReadOnlyList<Storage> storages, int elementBytes)
    {
        var placed = new List<Storage>();
        var total = 0L;
        foreach (var storage in storages.Select((s, i) => (s, i)).OrderByDescending(x => x.s.Bytes).ThenBy(x => x.i).Select(x => x.s))
        {
            var offset = 0L;
            foreach (var other in placed.Where(p => p.First <= storage.Last && p.Last >= storage.First).OrderBy(p => p.Offset))
            {
                if (offset + storage.Bytes <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, Align(other.Offset + other.Bytes));
            }

            total = Math.Max(total, offset + storage.Bytes);
            if (total > (long)MostElements * elementBytes)
            {
                throw new WfnException(DiagnosticCodes.TensorTooLarge, $"the network's activations take more than {MostElements} elements");
            }

            storage.Offset = (int)offset;
            placed.Add(storage);
        }

        return (int)Align(total);

        long Align(long offset)
        {
            var alignment = AlignedElements * elementBytes;
            return (offset + alignment - 1) / alignment * alignment;
        }
    }
}
