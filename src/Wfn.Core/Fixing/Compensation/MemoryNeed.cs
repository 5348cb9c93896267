using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>How many activations a network holds, and how many samples of them may be in memory at once.</summary>
internal static class MemoryNeed
{
    /// <summary>Elements in memory: a gigabyte of float32.</summary>
    private const long MostElements = 1L << 28;

    /// <summary>Elements that the fewest samples may take, so that a network of large activations is fixed by fewer.</summary>
    private const long MostOfLeast = 1L << 30;

    // So many tell one from another.
    private const int Fewest = 2;

    /// <summary>All activations of a sample.</summary>
    public static long All(GraphIndex index) => index.Activations.Sum(name => (long)index.Shape(name).ElementCount);

    /// <summary>The most activations that are read later, over the course of a sample.</summary>
    public static long Peak(GraphIndex index)
    {
        var lastReader = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < index.Graph.Nodes.Count; n++)
        {
            foreach (var name in index.ActivationsOf(index.Graph.Nodes[n]))
            {
                lastReader[name] = n;
            }
        }

        var live = index.Graph.Inputs.Sum(input => (long)index.Shape(input.Name).ElementCount);
        var peak = live;
        for (var n = 0; n < index.Graph.Nodes.Count; n++)
        {
            var node = index.Graph.Nodes[n];
            live += node.OutputNames.Sum(name => (long)index.Shape(name).ElementCount);
            peak = Math.Max(peak, live);
            live -= index.ActivationsOf(node).Distinct().Where(name => lastReader[name] == n).Sum(name => (long)index.Shape(name).ElementCount);
        }

        return peak;
    }

    /// <summary>How many samples fit into memory.</summary>
    /// <param name="asked">How many there are.</param>
    /// <param name="elements">Elements of one sample.</param>
    /// <param name="least">So many are taken anyway, where there are as many and they do not take four times the memory.</param>
    public static int Affordable(int asked, long elements, int least)
    {
        var sample = Math.Max(1, elements);
        var affordable = Math.Max(MostElements / sample, Math.Min(least, MostOfLeast / sample));
        return (int)Math.Min(asked, Math.Max(Fewest, affordable));
    }
}
