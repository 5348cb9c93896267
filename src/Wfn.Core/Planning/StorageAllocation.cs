using Wfn.Diagnostics;

namespace Wfn.Planning;

/// <summary>A piece of memory that some steps need.</summary>
internal sealed class Storage(int length)
{
    /// <summary>Number of elements.</summary>
    public int Length { get; } = length;

    /// <summary>The first step that needs it; the network's inputs are there before step 0.</summary>
    public int First { get; private set; } = int.MaxValue;

    /// <summary>The last step that needs it.</summary>
    public int Last { get; private set; } = int.MinValue;

    /// <summary>Where it lies, once allocated.</summary>
    public int Offset { get; set; }

    /// <summary>Its place.</summary>
    public PlanRegion Region => new(Offset, Length);

    /// <summary>Notes that a step needs it.</summary>
    public void NeedAt(int step)
    {
        First = Math.Min(First, step);
        Last = Math.Max(Last, step);
    }
}

/// <summary>Lays pieces of memory that are never needed together over one another.</summary>
internal static class StorageAllocation
{
    // 64 bytes for the narrowest element: every piece starts on a cache line where the workspace does.
    private const int Alignment = 32;

    /// <summary>Gives every piece its offset: the largest first, each at the lowest place that is free while it is needed.</summary>
    /// <returns>The length of the whole.</returns>
    /// <exception cref="WfnException">The whole exceeds 2^28 elements (WFN1005).</exception>
    public static int Allocate(IReadOnlyList<Storage> storages)
    {
        var placed = new List<Storage>();
        var total = 0L;
        foreach (var storage in storages.Select((s, i) => (s, i)).OrderByDescending(x => x.s.Length).ThenBy(x => x.i).Select(x => x.s))
        {
            var offset = 0L;
            foreach (var other in placed.Where(p => p.First <= storage.Last && p.Last >= storage.First).OrderBy(p => p.Offset))
            {
                if (offset + storage.Length <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, Align((long)other.Offset + other.Length));
            }

            total = Math.Max(total, offset + storage.Length);
            if (total > 1 << 28)
            {
                throw new WfnException(DiagnosticCodes.TensorTooLarge, $"the network's activations take more than {1 << 28} elements");
            }

            storage.Offset = (int)offset;
            placed.Add(storage);
        }

        return (int)Align(total);
    }

    private static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
